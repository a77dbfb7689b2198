#include "server/acts_read.h"

#include "base/error.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/signature.h"
#include "trade/journal_reader.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512 }; /* bytes that a disk writes as one */

uint64_t fs_acts_segment(const char *name)
{
    uint64_t number = 0;
    int digits = 0;
    for (; *name >= '0' && *name <= '9' && digits < 18; name++, digits++)
        number = number * 10 + (uint64_t)(*name - '0');
    return digits >= 8 && !strcmp(name, ".fsj") ? number : 0;
}

char *fs_acts_path(const char *folder, uint64_t segment)
{
    char name[32];
    snprintf(name, sizeof name, "%08" PRIu64 ".fsj", segment);
    return fs_paths_join(folder, name);
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Numbers of the segments, sorted; free() them. -1 with an error. */
static int64_t list(const char *folder, uint64_t **out)
{
    uint64_t *numbers = NULL;
    size_t count = 0;
    struct dirent *entry;
    DIR *dir = opendir(folder);
    if (!dir)
        return fs_error_errno("%s: the folder of the journal cannot be read", folder);
    while ((entry = readdir(dir))) {
        uint64_t number = fs_acts_segment(entry->d_name);
        if (!number)
            continue;
        uint64_t *more = realloc(numbers, (count + 1) * sizeof *numbers);
        if (!more) {
            free(numbers);
            closedir(dir);
            return fs_error_nomem();
        }
        numbers = more;
        numbers[count++] = number;
    }
    closedir(dir);
    if (count)
        qsort(numbers, count, sizeof *numbers, by_number);
    *out = numbers;
    return (int64_t)count;
}

static int wrong(const char *path, const char *what)
{
    fs_error_set(FS_E_INPUT, "%s: %s", path, what);
    return fs_error_hint(
        "the journal is what the server's state follows from: restore the folder from a backup; finsmart "
        "audit verify shows what is wrong with a segment");
}

/* An act of the file: its number is in it. */
static int take_act(const struct fs_acts_options *o, const char *path, const struct fs_journal_record *record,
                    struct fs_acts_past *past)
{
    uint64_t time;
    json_error_t problem;
    if (record->length < 8)
        return wrong(path, "an act is too short");
    fs_journal_get(record->body, 8, &time);
    json_t *body =
        json_loadb((const char *)record->body + 8, record->length - 8, JSON_REJECT_DUPLICATES, &problem);
    if (!body)
        return wrong(path, problem.text);
    uint64_t number = (uint64_t)json_integer_value(json_object_get(body, "n"));
    int status = 0;
    if (number != past->act + 1) {
        char text[96];
        snprintf(text, sizeof text, "act %" PRIu64 " is expected, and act %" PRIu64 " stands there",
                 past->act + 1, number);
        status = wrong(path, text);
    } else {
        past->act = number;
        status = o->apply(o->user, &(struct fs_act){number, (int64_t)time, body});
        if (status)
            fs_error_wrap(FS_E_INPUT, "%s: act %" PRIu64 " cannot be applied", path, number);
    }
    json_decref(body);
    return status;
}

static int take_input(const char *path, const struct fs_journal_record *record,
                      const struct fs_acts_past *past)
{
    char name[256];
    const char *value;
    size_t length;
    if (fs_journal_item_read(record, name, &value, &length) || strcmp(name, FS_ACTS_PREVIOUS))
        return 0;
    if (length == strlen(past->previous) && !memcmp(value, past->previous, length))
        return 0;
    return wrong(path,
                 "it does not follow from the segment before it, which was changed, exchanged or removed");
}

static int say_torn(const char *path)
{
    fs_log(FS_LOG_WARN,
           "a segment of the journal ends in a torn block, as after a kill; nothing that was acknowledged "
           "stood in it",
           "file", path, NULL);
    return 0;
}

/* All of a file; free() it. NULL with an error. */
static uint8_t *read_all(const char *path, size_t *size)
{
    struct stat info;
    FILE *in = fopen(path, "rbe");
    uint8_t *bytes = in && !fstat(fileno(in), &info) ? malloc((size_t)info.st_size + 1) : NULL;
    *size = bytes ? fread(bytes, 1, (size_t)info.st_size, in) : 0;
    if (!bytes || ferror(in)) {
        fs_error_errno("%s: cannot be read", path);
        free(bytes);
        bytes = NULL;
    }
    if (in)
        fclose(in);
    return bytes;
}

/* Is there a sector, or what of one lies in the bytes, of zeros? So a disk shows what was not yet written when the power went. */
static int has_hole(const uint8_t *bytes, size_t from, size_t size)
{
    for (size_t end; from < size; from = end) {
        end = (from / SECTOR + 1) * SECTOR < size ? (from / SECTOR + 1) * SECTOR : size;
        size_t at = from;
        while (at < end && !bytes[at])
            at++;
        if (at == end)
            return 1;
    }
    return 0;
}

/* A fault that is no cut, behind `whole` bytes. Is it the last block, and a part of it never came to the disk? */
static int read_torn(struct fs_journal_reader *reader, const char *path, int64_t whole)
{
    size_t size;
    struct fs_journal_fault fault = reader->fault;
    int step = FS_JOURNAL_FAULTY;
    while (step == FS_JOURNAL_FAULTY && !reader->fault.cut)
        step = fs_journal_next_block(reader);
    int is_last = step == FS_JOURNAL_OVER || step == FS_JOURNAL_FAULTY;
    reader->fault = fault;
    uint8_t *bytes = is_last ? read_all(path, &size) : NULL;
    int is_torn = bytes && has_hole(bytes, (size_t)whole, size);
    free(bytes);
    fs_error_clear();
    return is_torn ? say_torn(path) : fs_journal_fault_error(reader);
}

/* `chain`: behind the last block that is whole. */
static int read_records(const struct fs_acts_options *o, struct fs_journal_reader *reader, const char *path,
                        struct fs_acts_past *past, uint8_t chain[FS_SHA256_SIZE])
{
    struct fs_journal_record record;
    int64_t whole = reader->offset;
    memcpy(chain, reader->chain, FS_SHA256_SIZE);
    for (;;) {
        int step = fs_journal_next(reader, &record), status = 0;
        if (step == FS_JOURNAL_OVER)
            return 0;
        if (step == FS_JOURNAL_ERROR)
            return -1;
        if (step == FS_JOURNAL_FAULTY && !reader->fault.cut)
            return read_torn(reader, path, whole);
        if (step == FS_JOURNAL_FAULTY)
            return say_torn(path);
        memcpy(chain, reader->chain, FS_SHA256_SIZE);
        whole = reader->offset;
        if (record.type == FS_JOURNAL_ACT)
            status = take_act(o, path, &record, past);
        else if (record.type == FS_JOURNAL_INPUT)
            status = take_input(path, &record, past);
        if (status)
            return -1;
    }
}

/* Has it no header, as of a server that was killed when it made it? Then nothing ever stood in it. */
static int is_empty(const char *path)
{
    size_t size;
    uint8_t *bytes = read_all(path, &size);
    size_t at = 0;
    while (bytes && at < size && !bytes[at])
        at++;
    int empty = bytes && (size < FS_JOURNAL_HEADER || at == size);
    free(bytes);
    fs_error_clear();
    return empty;
}

static int read_segment(const struct fs_acts_options *o, const char *path, struct fs_acts_past *past)
{
    uint8_t chain[FS_SHA256_SIZE];
    struct fs_journal_reader *reader = fs_journal_open(path);
    if (!reader)
        return -1;
    int status = read_records(o, reader, path, past, chain);
    if (!status) {
        fs_hex_format(reader->id, sizeof reader->id, past->previous);
        past->previous[2 * FS_JOURNAL_ID_SIZE] = ' ';
        fs_sha256_text(chain, past->previous + 2 * FS_JOURNAL_ID_SIZE + 1);
    }
    fs_journal_close(reader);
    return status;
}

int fs_acts_read(const struct fs_acts_options *o, int mends, struct fs_acts_past *past)
{
    uint64_t *numbers = NULL;
    *past = (struct fs_acts_past){.previous = "none"};
    int64_t count = list(o->folder, &numbers);
    int status = count < 0 ? -1 : 0;
    for (int64_t i = 0; i < count && !status; i++) {
        char *path = fs_acts_path(o->folder, numbers[i]);
        if (!path)
            status = -1;
        else if (numbers[i] != past->segment + 1)
            status = wrong(path, "the segment before it is missing");
        else if (i == count - 1 && is_empty(path))
            status = mends && unlink(path) ? fs_error_errno("%s: cannot be removed", path) : 0;
        else if (!(status = read_segment(o, path, past)))
            past->segment = numbers[i];
        free(path);
    }
    free(numbers);
    return status;
}

static int look(void *user, const struct fs_act *act)
{
    (void)user;
    (void)act;
    return 0;
}

int fs_acts_verify(const char *folder, struct fs_acts_found *out)
{
    struct fs_acts_past past;
    struct fs_acts_options o = {.folder = folder, .apply = look};
    *out = (struct fs_acts_found){0};
    if (fs_acts_read(&o, 0, &past))
        return -1;
    out->segments = past.segment;
    out->acts = past.act;
    const char *chain = strchr(past.previous, ' ');
    snprintf(out->head, sizeof out->head, "%s", chain ? chain + 1 : "");
    return 0;
}
