#include "trade/journal_heads.h"

#include "base/error.h"
#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_MAX_BYTES 400
#define SIGNATURE_TEXT (2 * FS_SIGNATURE_SIZE)

struct fs_heads {
    char *path;
    int fd;
    const struct fs_signing_key *key;
};

/* What is signed: the signature before, and the line up to its own. Returns the length of the text at `line`, which comes
 * behind `before` in `message`. */
static size_t compose(char message[SIGNATURE_TEXT + LINE_MAX_BYTES], const char *before,
                      const struct fs_journal_head *head, char **line)
{
    char id[2 * FS_JOURNAL_ID_SIZE + 1], chain[FS_SHA256_HEX], time[FS_TIME_TEXT] = "none";
    fs_hex_format(head->journal, sizeof head->journal, id);
    fs_sha256_text(head->chain, chain);
    if (head->time != FS_TIME_NONE)
        fs_time_format(head->time, time, sizeof time);
    size_t used = strlen(before);
    memcpy(message, before, used);
    *line = message + used;
    return (size_t)snprintf(*line, LINE_MAX_BYTES, "FSH1 %s %" PRIu64 "-%s %s %s ", id, head->block,
                            head->end ? "end" : "open", time, chain);
}

/* The words of a line; what it says must give the same line again. 0, or -1 (no error). */
static int parse(const char *line, size_t length, struct fs_journal_head *head,
                 uint8_t signature[FS_SIGNATURE_SIZE])
{
    char text[LINE_MAX_BYTES], state[8], time[FS_TIME_TEXT], id[40], chain[72], hex[140];
    int used = 0;
    if (length >= sizeof text || memchr(line, '\0', length))
        return -1;
    memcpy(text, line, length);
    text[length] = '\0';
    if (sscanf(text, "FSH1 %39s %" SCNu64 "-%7s %47s %71s %139s%n", id, &head->block, state, time, chain, hex,
               &used) != 6 ||
        (size_t)used != length || fs_hex_parse(id, strlen(id), head->journal, sizeof head->journal) ||
        fs_hex_parse(chain, strlen(chain), head->chain, sizeof head->chain) ||
        fs_hex_parse(hex, strlen(hex), signature, FS_SIGNATURE_SIZE))
        return -1;
    head->end = !strcmp(state, "end");
    head->time = FS_TIME_NONE;
    if (strcmp(time, "none") && fs_time_parse(time, strlen(time), NULL, &head->time)) {
        fs_error_clear();
        return -1;
    }
    char again[SIGNATURE_TEXT + LINE_MAX_BYTES], *start;
    size_t signed_length = compose(again, "", head, &start);
    return signed_length + SIGNATURE_TEXT == length && !memcmp(start, text, signed_length) ? 0 : -1;
}

/* The signature of the last line into `text`, "" for an empty file. -1 with an error. */
static int last_signature(const struct fs_heads *h, char text[SIGNATURE_TEXT + 1])
{
    struct stat info;
    char tail[LINE_MAX_BYTES + 1];
    if (fstat(h->fd, &info))
        return fs_error_errno("%s: cannot be looked at", h->path);
    *text = '\0';
    if (!info.st_size)
        return 0;
    off_t from = info.st_size > (off_t)sizeof tail ? info.st_size - (off_t)sizeof tail : 0;
    ssize_t got = pread(h->fd, tail, sizeof tail, from);
    if (got < 0)
        return fs_error_errno("%s: cannot be read", h->path);
    uint8_t signature[FS_SIGNATURE_SIZE];
    struct fs_journal_head head;
    const char *start = got > 1 ? memrchr(tail, '\n', (size_t)got - 1) : NULL;
    start = start ? start + 1 : tail;
    if (!got || tail[got - 1] != '\n' || parse(start, (size_t)(tail + got - 1 - start), &head, signature)) {
        fs_error_set(FS_E_INPUT, "%s: its last line is no whole signed head", h->path);
        return fs_error_hint(
            "is it the right file? A line that was cut (the disk was full, the machine failed) must be "
            "taken out by hand, so that somebody knows of it");
    }
    memcpy(text, tail + got - 1 - SIGNATURE_TEXT, SIGNATURE_TEXT);
    text[SIGNATURE_TEXT] = '\0';
    return 0;
}

struct fs_heads *fs_heads_open(const char *path, const struct fs_signing_key *key)
{
    char signature[SIGNATURE_TEXT + 1];
    struct fs_heads *h = calloc(1, sizeof *h);
    if (!h || !(h->path = strdup(path))) {
        free(h);
        fs_error_nomem();
        return NULL;
    }
    h->key = key;
    h->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (h->fd < 0)
        fs_error_errno("%s: cannot be opened for signed heads", path);
    else if (!last_signature(h, signature))
        return h;
    fs_heads_close(h);
    return NULL;
}

void fs_heads_close(struct fs_heads *h)
{
    if (!h)
        return;
    if (h->fd >= 0)
        close(h->fd);
    free(h->path);
    free(h);
}

static int add_locked(struct fs_heads *h, const struct fs_journal_head *head)
{
    char before[SIGNATURE_TEXT + 1], message[SIGNATURE_TEXT + LINE_MAX_BYTES], *line;
    uint8_t signature[FS_SIGNATURE_SIZE];
    if (last_signature(h, before))
        return -1;
    size_t length = compose(message, before, head, &line);
    if (fs_signing_key_sign(h->key, message, (size_t)(line - message) + length, signature))
        return -1;
    fs_hex_format(signature, sizeof signature, line + length);
    length += SIGNATURE_TEXT;
    line[length++] = '\n';
    ssize_t done = write(h->fd, line, length);
    if (done >= 0 && done < (ssize_t)length)
        errno = ENOSPC;
    return done < (ssize_t)length ? fs_error_errno("%s: the signed head could not be written", h->path) : 0;
}

int fs_heads_add(struct fs_heads *h, const struct fs_journal_head *head)
{
    while (flock(h->fd, LOCK_EX))
        if (errno != EINTR)
            return fs_error_errno("%s: cannot be locked", h->path);
    int status = add_locked(h, head);
    flock(h->fd, LOCK_UN);
    return status;
}

static int bad_line(const char *path, int64_t line, const char *what, const char *hint)
{
    fs_error_set(FS_E_INPUT, "%s: line %" PRId64 ": %s", path, line, what);
    return fs_error_hint("%s", hint);
}

int fs_heads_sync(struct fs_heads *h)
{
    if (fdatasync(h->fd) == 0 || errno == EINVAL) /* of a device there is nothing to sync */
        return 0;
    return fs_error_errno("%s: the signed heads could not be synced", h->path);
}

/* One line, without its end; `before` is the signature of the line before, and becomes this one's. */
static int check_line(const char *path, int64_t number, const char *line, size_t length,
                      const uint8_t key[FS_PUBLIC_KEY_SIZE], char before[SIGNATURE_TEXT + 1],
                      struct fs_journal_head *head)
{
    uint8_t signature[FS_SIGNATURE_SIZE];
    char message[SIGNATURE_TEXT + LINE_MAX_BYTES];
    if (parse(line, length, head, signature))
        return bad_line(path, number, "is no signed head of a journal; expected FSH1 and five more words",
                        "it was changed or cut, or this is another file");
    size_t used = strlen(before);
    memcpy(message, before, used);
    memcpy(message + used, line, length - SIGNATURE_TEXT);
    int good = fs_public_key_check(key, message, used + length - SIGNATURE_TEXT, signature);
    if (good < 0)
        return -1;
    if (!good)
        return bad_line(
            path, number, "its signature is not that of this key in this place",
            "the line was changed, lines before it were taken out or moved, or the public key is another");
    memcpy(before, line + length - SIGNATURE_TEXT, SIGNATURE_TEXT);
    before[SIGNATURE_TEXT] = '\0';
    return 0;
}

int fs_heads_read(const char *path, const uint8_t key[FS_PUBLIC_KEY_SIZE],
                  void (*seen)(void *data, const struct fs_journal_head *head, int64_t line), void *data)
{
    char line[LINE_MAX_BYTES + 2], before[SIGNATURE_TEXT + 1] = "";
    struct fs_journal_head head;
    int64_t number = 0;
    int status = 0;
    FILE *in = fopen(path, "re");
    if (!in)
        return fs_error_errno("%s: cannot be opened", path);
    while (!status && fgets(line, sizeof line, in)) {
        size_t length = strlen(line);
        number++;
        if (!length || line[length - 1] != '\n')
            status = bad_line(path, number, "is too long, has a NUL, or its end is missing",
                              "it was changed or cut, or this is another file");
        else if (!(status = check_line(path, number, line, length - 1, key, before, &head)) && seen)
            seen(data, &head, number);
    }
    if (!status && ferror(in))
        status = fs_error_errno("%s: cannot be read", path);
    fclose(in);
    return status;
}

struct comparison {
    struct fs_journal_report *report;
    const char *path;
    uint64_t covered; /* blocks from the first on that have a head */
    uint64_t beyond;  /* the highest block with a head that the journal does not have */
    int ended;        /* the end is signed */
};

static void add_fault(struct comparison *c, uint64_t block, const char *what, const char *expected,
                      const char *found)
{
    struct fs_journal_fault fault = {.offset = c->report->bytes, .block = block};
    snprintf(fault.what, sizeof fault.what, "%s", what);
    snprintf(fault.expected, sizeof fault.expected, "%s", expected);
    snprintf(fault.found, sizeof fault.found, "%s", found);
    fs_journal_report_add(c->report, &fault);
}

static void compare(void *data, const struct fs_journal_head *head, int64_t line)
{
    struct comparison *c = data;
    struct fs_journal_report *report = c->report;
    if (memcmp(head->journal, report->id, sizeof report->id))
        return;
    c->ended |= head->end;
    if (head->block < 1 || head->block > report->blocks) {
        c->beyond = head->block > c->beyond ? head->block : c->beyond;
        return;
    }
    if (head->block == c->covered + 1)
        c->covered++;
    if (!memcmp(head->chain, report->chains[head->block - 1], FS_SHA256_SIZE))
        return;
    char texts[2][FS_SHA256_HEX], what[80];
    fs_sha256_text(head->chain, texts[0]);
    fs_sha256_text(report->chains[head->block - 1], texts[1]);
    snprintf(what, sizeof what, "the block is not the one signed in line %" PRId64, line);
    add_fault(c, head->block, what, texts[0], texts[1]);
}

int64_t fs_heads_compare(const char *path, const uint8_t key[FS_PUBLIC_KEY_SIZE],
                         struct fs_journal_report *report)
{
    struct comparison c = {.report = report, .path = path};
    char expected[48], found[48];
    if (fs_heads_read(path, key, compare, &c))
        return -1;
    snprintf(found, sizeof found, "%" PRIu64 " blocks", report->blocks);
    snprintf(expected, sizeof expected, "%" PRIu64 " blocks", c.beyond);
    if (c.beyond)
        add_fault(&c, report->blocks + 1, "the journal was cut: more of it was signed", expected, found);
    snprintf(expected, sizeof expected, "a head for each of its %" PRIu64 " blocks", report->blocks);
    snprintf(found, sizeof found, "heads up to block %" PRIu64, c.covered);
    if (!c.beyond && !c.covered)
        add_fault(&c, 1,
                  "no head of this journal was ever signed: it was written anew, or without --journal-head",
                  expected, "none");
    else if (c.covered < report->blocks)
        add_fault(&c, c.covered + 1, "blocks have no signed head: nothing proves them", expected, found);
    if (c.ended && !c.beyond && !report->finished)
        add_fault(&c, report->blocks, "its end was signed, and is gone", "the end", "no end");
    return (int64_t)c.covered;
}
