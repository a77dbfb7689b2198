#include "trade/journal_verify.h"

#include "base/error.h"
#include "base/time.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct verify {
    struct fs_journal_reader *reader;
    struct fs_journal_report *report;
    struct fs_sha256 *hash; /* of the decisions */
    int results;            /* a result was seen: decisions are over */
};

void fs_journal_report_clear(struct fs_journal_report *report)
{
    free(report->chains);
    *report = (struct fs_journal_report){0};
}

void fs_journal_report_add(struct fs_journal_report *report, const struct fs_journal_fault *fault)
{
    if (report->fault_count < FS_JOURNAL_FAULTS)
        report->faults[report->fault_count] = *fault;
    report->fault_count++;
}

/* A record that is whole and says something wrong. */
static void wrong(struct verify *v, const struct fs_journal_record *record, const char *what,
                  const char *expected, const char *found)
{
    struct fs_journal_fault fault = {.offset = v->reader->block_offset + FS_JOURNAL_BLOCK_HEADER,
                                     .block = v->reader->block.number,
                                     .record = record->number};
    snprintf(fault.what, sizeof fault.what, "%s", what);
    snprintf(fault.expected, sizeof fault.expected, "%s", expected);
    snprintf(fault.found, sizeof fault.found, "%s", found);
    fs_journal_report_add(v->report, &fault);
}

static void wrong_count(struct verify *v, const struct fs_journal_record *record, const char *what,
                        uint64_t expected, uint64_t found)
{
    char texts[2][24];
    snprintf(texts[0], sizeof texts[0], "%" PRIu64, expected);
    snprintf(texts[1], sizeof texts[1], "%" PRIu64, found);
    if (expected != found && !v->report->fault_count) /* of what was lost the end knows more */
        wrong(v, record, what, texts[0], texts[1]);
}

static int decision(struct verify *v, const struct fs_journal_record *record)
{
    struct fs_journal_report *report = v->report;
    uint64_t time;
    if (record->length < 16) {
        wrong(v, record, "a decision is too short", "at least 16 bytes", "fewer");
        return 0;
    }
    if (v->results)
        wrong(v, record, "a decision stands behind the results", "a result or the end", "a decision");
    uint64_t *count = record->type == 'O'   ? &report->orders
                      : record->type == 'V' ? &report->verdicts
                      : record->type == 'F' ? &report->fills
                                            : &report->others;
    (*count)++;
    fs_journal_get(record->body + 8, 8, &time);
    if (report->first_time == FS_TIME_NONE)
        report->first_time = (int64_t)time;
    report->last_time = (int64_t)time;
    return fs_sha256_update(v->hash, record->body - 1, record->length + 1);
}

static void result(struct verify *v, const struct fs_journal_record *record)
{
    char name[256];
    const char *value;
    size_t length;
    v->results = 1;
    if (fs_journal_item_read(record, name, &value, &length)) {
        wrong(v, record, "a result cannot be read", "a name and a value", "something else");
        return;
    }
    char *to = !strcmp(name, "journal_hash") ? v->report->recorded_hash
               : !strcmp(name, "status")     ? v->report->status
                                             : NULL;
    size_t size = to == v->report->status ? sizeof v->report->status : sizeof v->report->recorded_hash;
    if (to)
        snprintf(to, size, "%.*s", (int)(length < size ? length : size - 1), value);
}

static void end(struct verify *v, const struct fs_journal_record *record)
{
    const struct fs_journal_report *report = v->report;
    uint64_t records, decisions;
    v->report->finished = 1;
    if (record->length != 16) {
        wrong(v, record, "the end cannot be read", "16 bytes", "another length");
        return;
    }
    fs_journal_get(fs_journal_get(record->body, 8, &records), 8, &decisions);
    wrong_count(v, record, "the end counts other records", report->records, records);
    wrong_count(v, record, "the end counts other decisions",
                report->orders + report->verdicts + report->fills + report->others, decisions);
}

static void act(struct verify *v, const struct fs_journal_record *record)
{
    v->report->acts++;
    if (record->length < 10 || record->body[8] != '{')
        wrong(v, record, "an act cannot be read", "a time and a JSON object", "something else");
}

static int look_at(struct verify *v, const struct fs_journal_record *record)
{
    char name[256];
    const char *value;
    size_t length;
    if (v->report->finished)
        wrong(v, record, "a record follows the end", "nothing", "a record");
    v->report->records++;
    if (fs_journal_is_decision(record->type))
        return decision(v, record);
    if (record->type == FS_JOURNAL_RESULT)
        result(v, record);
    else if (record->type == FS_JOURNAL_END)
        end(v, record);
    else if (record->type == FS_JOURNAL_INPUT && fs_journal_item_read(record, name, &value, &length))
        wrong(v, record, "an input cannot be read", "a name and a value", "something else");
    else if (record->type == FS_JOURNAL_ACT)
        act(v, record);
    else if (record->type != FS_JOURNAL_INPUT && record->type != FS_JOURNAL_NOTE)
        wrong(v, record, "there is no such type of record", "a letter of the format", "another");
    return 0;
}

static int keep_chain(struct fs_journal_report *report, const uint8_t chain[FS_SHA256_SIZE])
{
    if (report->blocks == report->chain_capacity) {
        uint64_t capacity = report->chain_capacity ? 2 * report->chain_capacity : 64;
        void *more = realloc(report->chains, (size_t)capacity * sizeof *report->chains);
        if (!more)
            return fs_error_nomem();
        report->chains = more;
        report->chain_capacity = capacity;
    }
    memcpy(report->chains[report->blocks++], chain, FS_SHA256_SIZE);
    return 0;
}

/* The records of the block shown. -1 with an error. */
static int look_at_block(struct verify *v)
{
    struct fs_journal_record record;
    int step;
    while ((step = fs_journal_next_record(v->reader, &record)) == FS_JOURNAL_GOOD)
        if (look_at(v, &record))
            return -1;
    if (step == FS_JOURNAL_FAULTY)
        fs_journal_report_add(v->report, &v->reader->fault);
    return 0;
}

static int look_at_all(struct verify *v)
{
    struct fs_journal_reader *r = v->reader;
    for (;;) {
        int step = fs_journal_next_block(r);
        if (step == FS_JOURNAL_ERROR || step == FS_JOURNAL_OVER)
            return step;
        if (step == FS_JOURNAL_FAULTY) {
            if (v->report->finished) { /* what stands there does not belong there, whatever it is */
                snprintf(r->fault.what, sizeof r->fault.what, "bytes follow the end");
                snprintf(r->fault.expected, sizeof r->fault.expected, "the end of the file");
            }
            fs_journal_report_add(v->report, &r->fault);
            if (r->fault.cut)
                return 0;
            continue;
        }
        if (keep_chain(v->report, r->block.chain) || look_at_block(v))
            return -1;
        v->report->bytes = r->offset;
    }
}

int fs_journal_verify(struct fs_journal_reader *reader, struct fs_journal_report *report)
{
    struct verify v = {.reader = reader, .report = report, .hash = fs_sha256_new()};
    *report = (struct fs_journal_report){
        .first_time = FS_TIME_NONE, .last_time = FS_TIME_NONE, .bytes = FS_JOURNAL_HEADER};
    memcpy(report->id, reader->id, sizeof report->id);
    int status = v.hash && !fs_sha256_update(v.hash, "FSJ1", 4) ? look_at_all(&v) : -1;
    if (!status && report->blocks)
        fs_sha256_text(report->chains[report->blocks - 1], report->head);
    int only_cut = report->fault_count == 1 && report->faults[0].cut;
    if (!status && (!report->fault_count || only_cut))
        status = fs_sha256_hex(v.hash, report->hash);
    if (!status && *report->hash && *report->recorded_hash && strcmp(report->hash, report->recorded_hash)) {
        struct fs_journal_fault fault = {.offset = report->bytes, .block = report->blocks};
        snprintf(fault.what, sizeof fault.what, "the journal hash of the decisions is not the recorded one");
        snprintf(fault.expected, sizeof fault.expected, "%s", report->recorded_hash);
        snprintf(fault.found, sizeof fault.found, "%s", report->hash);
        fs_journal_report_add(report, &fault);
    }
    fs_sha256_free(v.hash);
    return status;
}
