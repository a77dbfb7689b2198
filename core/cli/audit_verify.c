#include "base/error.h"
#include "base/time.h"
#include "cli/audit.h"
#include "cli/decision_text.h"
#include "server/acts.h"
#include "trade/journal_heads.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct finding {
    const char *path, *heads, *key; /* heads and key NULL: not compared */
    const struct fs_journal_report *report;
    int64_t covered; /* blocks with a signed head */
    int good;
};

/* Faults, and not only a block that is cut. */
static int is_damaged(const struct fs_journal_report *r)
{
    return r->fault_count > 1 || (r->fault_count && !r->faults[0].cut);
}

static const char *state(const struct fs_journal_report *r)
{
    return r->finished ? "finished" : is_damaged(r) ? "damaged" : "unfinished";
}

static json_t *fault_json(const struct fs_journal_fault *f)
{
    return json_pack("{s:I,s:I,s:I,s:s,s:s,s:s}", "byte", (json_int_t)f->offset, "block",
                     (json_int_t)f->block, "record", (json_int_t)f->record, "what", f->what, "expected",
                     f->expected, "found", f->found);
}

static void put_json(const struct finding *f)
{
    const struct fs_journal_report *r = f->report;
    char id[2 * FS_JOURNAL_ID_SIZE + 1];
    json_t *faults = json_array(), *heads = json_null();
    fs_hex_format(r->id, sizeof r->id, id);
    for (uint64_t i = 0; i < r->fault_count && i < FS_JOURNAL_FAULTS; i++)
        json_array_append_new(faults, fault_json(&r->faults[i]));
    if (f->heads)
        heads = json_pack("{s:s,s:s,s:I}", "file", f->heads, "public_key", f->key, "blocks",
                          (json_int_t)f->covered);
    json_t *out =
        json_pack("{s:o,s:s,s:b,s:s,s:s,s:I,s:I,s:I,s:{s:I,s:I,s:I,s:I},s:s,s:s,s:s,s:o,s:I,s:o}", "journal",
                  fs_plain_json(f->path, strlen(f->path)), "id", id, "verified", f->good, "state", state(r),
                  "status", r->status, "bytes", (json_int_t)r->bytes, "blocks", (json_int_t)r->blocks,
                  "records", (json_int_t)r->records, "decisions", "orders", (json_int_t)r->orders, "verdicts",
                  (json_int_t)r->verdicts, "fills", (json_int_t)r->fills, "others", (json_int_t)r->others,
                  "chain", r->head, "journal_hash", r->hash, "recorded_journal_hash", r->recorded_hash,
                  "heads", heads, "fault_count", (json_int_t)r->fault_count, "faults", faults);
    json_dumpf(out, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(out);
}

static void put_faults(const struct fs_journal_report *r)
{
    for (uint64_t i = 0; i < r->fault_count && i < FS_JOURNAL_FAULTS; i++) {
        const struct fs_journal_fault *f = &r->faults[i];
        printf("  byte %" PRId64 ", block %" PRIu64, f->offset, f->block);
        if (f->record)
            printf(", record %" PRIu64, f->record);
        printf(": %s\n    expected  %s\n    found     ", f->what, f->expected);
        fs_put_plain(stdout, f->found, strlen(f->found));
        putchar('\n');
    }
    if (r->fault_count > FS_JOURNAL_FAULTS)
        printf("  and %" PRIu64 " more\n", r->fault_count - FS_JOURNAL_FAULTS);
}

static void put_text(const struct finding *f)
{
    const struct fs_journal_report *r = f->report;
    char from[FS_TIME_TEXT], to[FS_TIME_TEXT];
    printf("%s: %s\n", f->path, f->good ? "verified" : "NOT VERIFIED");
    put_faults(r);
    printf("  state         %s", state(r));
    if (*r->status) {
        fputs("; the run was ", stdout);
        fs_put_plain(stdout, r->status, strlen(r->status));
    }
    puts(r->finished     ? ""
         : is_damaged(r) ? ": what is left has no end"
                         : ": it has no end; its tail was cut, or the run was killed or still runs");
    printf("  %s  %" PRId64 " bytes, %" PRIu64 " blocks, %" PRIu64 " records\n",
           r->finished ? "whole       " : "whole so far", r->bytes, r->blocks, r->records);
    if (r->acts)
        printf("  acts          %" PRIu64 "\n", r->acts);
    printf("  decisions     %" PRIu64 " orders, %" PRIu64 " verdicts, %" PRIu64 " fills", r->orders,
           r->verdicts, r->fills);
    if (r->first_time != FS_TIME_NONE)
        printf(", %s to %s", fs_decision_time(r->first_time, from), fs_decision_time(r->last_time, to));
    printf("\n  chain         %s\n", *r->head ? r->head : "none");
    if (*r->hash)
        printf("  journal hash  %s%s\n", r->hash,
               *r->recorded_hash ? ", as recorded" : "; none was recorded");
    if (f->heads)
        printf("  signed heads  %" PRId64 " of %" PRIu64 " blocks, in %s\n", f->covered, r->blocks, f->heads);
    else
        puts(f->key
                 ? "  signed heads  not compared: what is left of the journal has lost its places"
                 : "  signed heads  not compared; without them (--head) a journal written anew is not found");
}

/* Where blocks have lost their places nothing can be compared, and what is wrong is said already. */
static int compare_heads(struct finding *f, struct fs_journal_report *report, const uint8_t *key)
{
    if (is_damaged(report)) {
        int status = fs_heads_read(f->heads, key, NULL, NULL);
        f->heads = NULL;
        return status;
    }
    f->covered = fs_heads_compare(f->heads, key, report);
    return f->covered < 0 ? -1 : 0;
}

/* Compares the segments of a folder with their signed heads. Returns how many blocks have one, -1 with an error: also when
 * one differs. */
static int64_t compare_folder(const char *folder, uint64_t segments, const char *heads, const uint8_t *key)
{
    int64_t covered = 0;
    for (uint64_t i = 1; i <= segments && covered >= 0; i++) {
        struct fs_journal_report report = {0};
        char *path = fs_acts_path(folder, i);
        struct fs_journal_reader *reader = path ? fs_journal_open(path) : NULL;
        int64_t its =
            reader && !fs_journal_verify(reader, &report) ? fs_heads_compare(heads, key, &report) : -1;
        for (uint64_t f = 0; its >= 0 && f < report.fault_count && f < FS_JOURNAL_FAULTS; f++)
            if (!report.faults[f].cut)
                its = fs_error_set(FS_E_INPUT,
                                   "%s: byte %" PRId64 ", block %" PRIu64 ": %s; expected %s, found %s", path,
                                   report.faults[f].offset, report.faults[f].block, report.faults[f].what,
                                   report.faults[f].expected, report.faults[f].found);
        covered = its < 0 ? -1 : covered + its;
        fs_journal_report_clear(&report);
        fs_journal_close(reader);
        free(path);
    }
    return covered;
}

/* A server's journal: a folder of segments. */
static int verify_folder(const struct fs_args *args, const char *folder, const char *heads,
                         const uint8_t *key)
{
    struct fs_acts_found found;
    int64_t covered = 0;
    if (fs_acts_verify(folder, &found) ||
        (heads && (covered = compare_folder(folder, found.segments, heads, key)) < 0))
        return -1;
    if (fs_args_flag(args, "json")) {
        json_t *out = json_pack("{s:s,s:b,s:I,s:I,s:s,s:o}", "journal", folder, "verified", 1, "segments",
                                (json_int_t)found.segments, "acts", (json_int_t)found.acts, "chain",
                                found.head, "signed_blocks", heads ? json_integer(covered) : json_null());
        json_dumpf(out, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(out);
        return 0;
    }
    printf("%s: verified\n  segments      %" PRIu64 "\n  acts          %" PRIu64 "\n  chain         %s\n",
           folder, found.segments, found.acts, *found.head ? found.head : "none");
    if (heads)
        printf("  signed heads  of %" PRId64 " blocks, in %s\n", covered, heads);
    else
        puts("  signed heads  not compared; without them (--head) a journal written anew is not found");
    return 0;
}

int fs_audit_verify(const struct fs_args *args)
{
    struct stat info;
    struct finding f = {.path = fs_args_operand(args, 1),
                        .heads = fs_args_text(args, "head"),
                        .key = fs_args_text(args, "public-key")};
    struct fs_journal_report report = {0};
    uint8_t key[FS_PUBLIC_KEY_SIZE];
    if (!f.heads != !f.key) {
        fs_error_set(FS_E_USAGE, "option '--%s' is missing", f.heads ? "public-key" : "head");
        return fs_error_hint(
            "heads prove something only with the key that signed them, and a key with its heads");
    }
    if (f.key && fs_public_key_parse(f.key, key))
        return fs_error_wrap(FS_E_USAGE, "option '--public-key'");
    if (stat(f.path, &info) == 0 && S_ISDIR(info.st_mode))
        return verify_folder(args, f.path, f.heads, key);
    struct fs_journal_reader *reader = fs_journal_open(f.path);
    if (!reader)
        return -1;
    int status = fs_journal_verify(reader, &report);
    if (!status && f.heads)
        status = compare_heads(&f, &report, key);
    if (!status) {
        f.report = &report;
        f.good = report.finished && !report.fault_count;
        (fs_args_flag(args, "json") ? put_json : put_text)(&f);
        status = !f.good;
    }
    fs_journal_report_clear(&report);
    fs_journal_close(reader);
    return status;
}
