#include "trade/rates.h"

#include "base/error.h"
#include "base/time.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAIR_MAX 64

/* A pair that a currency's rate goes by. */
struct leg {
    int series;
    int inverse;
};

struct quote {
    const struct fs_series *series;
    int used;
    int64_t next; /* the first bar that has not ended */
    int64_t time; /* when the last one did */
    double close; /* NaN before the first */
    char pair[PAIR_MAX];
};

struct fs_rates {
    struct quote *quotes;
    int quote_count, count;
    int64_t due; /* the earliest end of a bar that has not ended */
    struct leg legs[FS_CURRENCIES_MAX][2];
    int leg_count[FS_CURRENCIES_MAX];
};

/* The letters and digits of a symbol. */
static void normalise(const char *symbol, char pair[PAIR_MAX])
{
    size_t n = 0;
    for (; *symbol && n < PAIR_MAX - 1; symbol++)
        if (!strchr("/-_.", *symbol))
            pair[n++] = *symbol;
    pair[n] = '\0';
}

/* Is the pair of `unit` priced in `money`, or the other way round? */
static int find_pair(const struct fs_rates *r, const char *unit, const char *money, struct leg *leg)
{
    char direct[PAIR_MAX], inverse[PAIR_MAX];
    snprintf(direct, sizeof direct, "%s%s", unit, money);
    snprintf(inverse, sizeof inverse, "%s%s", money, unit);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < r->quote_count; i++)
            if (!strcmp(r->quotes[i].pair, pass ? inverse : direct)) {
                *leg = (struct leg){i, pass};
                return 1;
            }
    return 0;
}

/* The other currency of a pair with `code` in it; NULL where it has none. */
static const char *other_of(const char *pair, const char *code, char other[PAIR_MAX])
{
    size_t length = strlen(pair), known = strlen(code);
    if (length <= known)
        return NULL;
    if (!strncmp(pair, code, known))
        snprintf(other, PAIR_MAX, "%s", pair + known);
    else if (!strcmp(pair + length - known, code))
        snprintf(other, PAIR_MAX, "%.*s", (int)(length - known), pair);
    else
        return NULL;
    return other;
}

static int find_legs(struct fs_rates *r, int c, const char *code, const char *base)
{
    char between[PAIR_MAX];
    struct leg *legs = r->legs[c];
    if (find_pair(r, code, base, &legs[0])) {
        r->leg_count[c] = 1;
        return 0;
    }
    for (int i = 0; i < r->quote_count; i++)
        if (other_of(r->quotes[i].pair, code, between) && find_pair(r, code, between, &legs[0]) &&
            find_pair(r, between, base, &legs[1])) {
            r->leg_count[c] = 2;
            return 0;
        }
    fs_error_set(FS_E_INPUT,
                 "there is no rate of %s in %s: neither %s%s nor %s%s is among the exchange rates", code,
                 base, code, base, base, code);
    return fs_error_hint("--fx DATASET names a dataset of bars of exchange rates");
}

struct fs_rates *fs_rates_new(const char *const *codes, int count, const struct fs_series *series,
                              int series_count)
{
    struct fs_rates *r = calloc(1, sizeof *r);
    if (!r || !(r->quotes = calloc((size_t)series_count + 1, sizeof *r->quotes))) {
        free(r);
        fs_error_nomem();
        return NULL;
    }
    r->quote_count = series_count;
    r->count = count;
    r->due = INT64_MIN;
    for (int i = 0; i < series_count; i++) {
        r->quotes[i] = (struct quote){.series = &series[i], .close = NAN};
        normalise(series[i].symbol, r->quotes[i].pair);
    }
    for (int c = 1; c < count; c++) {
        if (find_legs(r, c, codes[c], codes[0]))
            goto failed;
        for (int l = 0; l < r->leg_count[c]; l++)
            r->quotes[r->legs[c][l].series].used = 1;
    }
    for (int i = 0; i < series_count; i++)
        if (r->quotes[i].used &&
            (fs_series_check_shape(&series[i]) || fs_series_check(&series[i], 0, series[i].count)))
            goto failed;
    return r;
failed:
    fs_rates_free(r);
    return NULL;
}

void fs_rates_free(struct fs_rates *rates)
{
    if (!rates)
        return;
    free(rates->quotes);
    free(rates);
}

int fs_rates_advance(struct fs_rates *r, int64_t now)
{
    int changed = 0;
    if (now < r->due)
        return 0;
    r->due = INT64_MAX;
    for (int i = 0; i < r->quote_count; i++) {
        struct quote *q = &r->quotes[i];
        const struct fs_series *s = q->series;
        for (int64_t end; q->used && q->next < s->count; q->next++) {
            if ((end = fs_series_end(s, q->next)) > now) {
                r->due = end < r->due ? end : r->due;
                break;
            }
            q->close = s->close[q->next];
            q->time = end;
            changed = 1;
        }
    }
    return changed;
}

static int out_of_range(double value)
{
    return fs_error_set(FS_E_LIMIT, "an exchange rate is %g, out of the range of rates (1e-12 to 9e6)",
                        value);
}

/* One quote as it stands: exact, in either direction. */
static int quoted(double close, int inverse, struct fs_rate *rate)
{
    int digits = close < 1e6 ? 12 : 8;
    int64_t mantissa, one = digits == 12 ? INT64_C(1000000000000) : 100000000;
    if (fs_decimal_from_double(close, digits, &mantissa) || mantissa <= 0)
        return out_of_range(close);
    *rate = inverse ? (struct fs_rate){one, mantissa} : (struct fs_rate){mantissa, one};
    return 0;
}

int fs_rates_of(const struct fs_rates *r, int c, struct fs_rate *rate, int64_t *time)
{
    double value = 1.0;
    *rate = (struct fs_rate){0, 0};
    *time = INT64_MAX;
    for (int l = 0; l < r->leg_count[c]; l++) {
        const struct quote *q = &r->quotes[r->legs[c][l].series];
        if (isnan(q->close))
            return 0;
        *time = q->time < *time ? q->time : *time;
        value *= r->legs[c][l].inverse ? 1.0 / q->close : q->close;
    }
    if (r->leg_count[c] == 1)
        return quoted(r->quotes[r->legs[c][0].series].close, r->legs[c][0].inverse, rate);
    if (!(value < 9e6) || fs_decimal_from_double(value, 12, &rate->numerator) || rate->numerator <= 0) {
        rate->numerator = 0;
        return out_of_range(value);
    }
    rate->denominator = INT64_C(1000000000000);
    return 0;
}
