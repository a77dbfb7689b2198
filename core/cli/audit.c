/* finsmart audit: is a journal whole and unchanged, what is in it, and the key that its chain is signed with. */
#include "cli/audit.h"

#include "base/error.h"
#include "base/nearest.h"
#include "base/signature.h"

#include <string.h>

static int key(const struct fs_args *args)
{
    char public[FS_PUBLIC_KEY_TEXT];
    if (fs_signing_key_create(fs_args_operand(args, 1), public))
        return -1;
    if (fs_args_flag(args, "json"))
        printf("{\"public_key\": \"%s\"}\n", public);
    else
        printf("%s\n", public);
    return 0;
}

static int run(const struct fs_args *args)
{
    static const char *const verbs[] = {"verify", "show", "key"};
    static int (*const runs[])(const struct fs_args *) = {fs_audit_verify, fs_audit_show, key};
    const char *verb = fs_args_operand(args, 0);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (!strcmp(verb, verbs[i])) {
            if (fs_args_count(args) == 2)
                return runs[i](args);
            fs_error_set(FS_E_USAGE, "which file? finsmart audit %s takes one", verb);
            return fs_error_hint("finsmart audit --help explains");
        }
    const char *near = fs_nearest(verb, verbs, 3);
    fs_error_set(FS_E_USAGE, "'%s' is none of verify, show, key", verb);
    return near ? fs_error_hint("did you mean 'finsmart audit %s'?", near) : -1;
}

static const struct fs_option options[] = {
    {.name = "head",
     .type = FS_OPT_TEXT,
     .value = "FILE",
     .doc = "signed heads that were kept in a second place (verify)"},
    {.name = "public-key",
     .type = FS_OPT_TEXT,
     .value = "KEY",
     .doc = "64 hexadecimal digits: whose signature the heads must bear (verify)"},
    {.name = "symbol",
     .letter = 's',
     .type = FS_OPT_LIST,
     .value = "SYMBOL",
     .doc = "only decisions about it (show)"},
    {.name = "from",
     .type = FS_OPT_TEXT,
     .value = "DATE",
     .doc = "first decision, inclusive (date or time, UTC) (show)"},
    {.name = "to",
     .type = FS_OPT_TEXT,
     .value = "DATE",
     .doc = "last decision, inclusive; a date means its whole day (show)"},
    {.name = "json", .type = FS_OPT_FLAG, .doc = "print one JSON document"},
    {0},
};

const struct fs_command fs_command_audit = {
    .name = "audit",
    .summary = "Verify a journal, show what is in it, make a key to sign with",
    .operands = "verify JOURNAL | show JOURNAL | key FILE",
    .min_operands = 1,
    .max_operands = 2,
    .options = options,
    .description =
        "verify reads every byte of a journal and tells what was changed, dropped, inserted or "
        "moved, and where: "
        "byte, block, record, what was expected. The exit status is 0 only when nothing is wrong "
        "and the journal has "
        "its end; one that was cut, or whose run was killed, is unfinished. With --head and "
        "--public-key its chain is "
        "compared with the heads that were signed while it was written, so that a journal cut at "
        "a block's end or "
        "written anew from the beginning is found too.\n\n"
        "The journal of a server is a folder (HOME/journal): verify reads all its segments, and how each "
        "follows from the one before.\n\n"
        "show lists what went into the run, its decisions with the reason of every refusal, and "
        "what came out; of a segment of a server's journal, who did what when.\n\n"
        "key makes a private key (Ed25519, a PEM file of mode 0600) for finsmart backtest "
        "--journal-key, and prints "
        "its public key.",
    .examples = "finsmart audit verify run.fsj\n"
                "finsmart audit key signing.pem > signing.pub\n"
                "finsmart audit verify run.fsj --head heads.txt --public-key \"$(cat signing.pub)\"\n"
                "finsmart audit show run.fsj --symbol AAPL --from 2020-03-01 --to 2020-03-31",
    .run = run,
};
