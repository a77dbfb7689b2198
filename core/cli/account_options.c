#include "cli/account_options.h"

#include "base/error.h"
#include "base/time.h"

#include <string.h>

static int read_age(const struct fs_args *args, int64_t *age)
{
    const char *text = fs_args_text(args, "fx-age");
    if (fs_duration_parse(text, strlen(text), age) == 0 && *age > 0)
        return 0;
    return fs_error_set(FS_E_USAGE,
                        "option '--fx-age' is '%s'; expected a duration above 0 such as 7d or 12h", text);
}

int fs_account_options_read(const struct fs_args *args, struct fs_engine_options *o)
{
    const char *terms = fs_args_text(args, "account");
    o->account = (struct fs_account_options){
        .currency = fs_args_text(args, "currency"),
        .terms = !strcmp(terms, "free")   ? FS_TERMS_FREE
                 : !strcmp(terms, "cash") ? FS_TERMS_CASH
                                          : FS_TERMS_MARGIN,
        .settlement_days = (int)fs_args_int(args, "settlement-days"),
        .initial = fs_args_number(args, "margin-initial"),
        .maintenance_long = fs_args_number(args, "margin-long"),
        .maintenance_short = fs_args_number(args, "margin-short"),
        .minimum = fs_args_number(args, "margin-minimum"),
        .interest_debit = fs_args_number(args, "interest-debit"),
        .interest_credit = fs_args_number(args, "interest-credit"),
        .borrow_rate = fs_args_number(args, "borrow-rate"),
        .fx_bps = fs_args_number(args, "fx-bps"),
        .keep_currencies = fs_args_flag(args, "fx-keep"),
    };
    if (fs_args_given(args, "max-leverage"))
        o->limits.max_leverage = fs_args_number(args, "max-leverage");
    else
        o->limits.max_leverage = o->account.terms == FS_TERMS_MARGIN ? 0.0 : 1.0;
    return read_age(args, &o->account.fx_age);
}
