#include "cli/journal_signer.h"

#include "base/error.h"
#include "trade/journal.h"
#include "trade/journal_heads.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fs_journal_signer {
    const char *path; /* of the journal */
    struct fs_signing_key *key;
    struct fs_heads *heads;
    struct fs_journal_reader *reader; /* NULL until there is a journal */
    struct fs_error *error;           /* the first; nothing is signed after it */
};

/* Does the block shown hold the journal's end? An enum fs_journal_step. */
static int find_end(struct fs_journal_reader *reader, int *end)
{
    struct fs_journal_record record;
    int step;
    *end = 0;
    while ((step = fs_journal_next_record(reader, &record)) == FS_JOURNAL_GOOD)
        *end |= record.type == FS_JOURNAL_END;
    return step;
}

/* Signs the whole blocks that are new. -1 with an error. */
static int sign_new(struct fs_journal_signer *s)
{
    int signed_any = 0, end, step;
    while ((step = fs_journal_next_block(s->reader)) == FS_JOURNAL_GOOD &&
           (step = find_end(s->reader, &end)) == FS_JOURNAL_OVER) {
        const struct fs_journal_block *b = &s->reader->block;
        struct fs_journal_head head = {.block = b->number, .end = end, .time = b->time};
        memcpy(head.journal, s->reader->id, sizeof head.journal);
        memcpy(head.chain, b->chain, sizeof head.chain);
        if (fs_heads_add(s->heads, &head))
            return -1;
        signed_any = 1;
    }
    if (signed_any && fs_heads_sync(s->heads))
        return -1;
    if (step == FS_JOURNAL_OVER || (step == FS_JOURNAL_FAULTY && s->reader->fault.cut))
        return 0; /* the next look may find more */
    return step == FS_JOURNAL_FAULTY ? fs_journal_fault_error(s->reader) : -1;
}

void fs_journal_signer_look(void *data)
{
    struct fs_journal_signer *s = data;
    if (s->error)
        return;
    if (!s->reader && (access(s->path, F_OK) || !(s->reader = fs_journal_open(s->path)))) {
        fs_error_clear(); /* not yet there, or its header is not yet whole */
        return;
    }
    if (sign_new(s))
        s->error = fs_error_take();
}

static void free_signer(struct fs_journal_signer *s)
{
    fs_journal_close(s->reader);
    fs_heads_close(s->heads);
    fs_signing_key_free(s->key);
    fs_error_free(s->error);
    free(s);
}

int fs_journal_signer_open(const struct fs_args *args, struct fs_journal_signer **signer)
{
    const char *heads = fs_args_text(args, "journal-head"), *key = fs_args_text(args, "journal-key"),
               *journal = fs_args_text(args, "journal");
    *signer = NULL;
    if (!heads && !key)
        return 0;
    if (!heads || !key || !journal) {
        fs_error_set(FS_E_USAGE, "option '--%s' is missing",
                     !journal ? "journal"
                     : !heads ? "journal-head"
                              : "journal-key");
        return fs_error_hint("--journal, --journal-head and --journal-key belong together");
    }
    if (access(journal, F_OK) == 0)
        return fs_journal_conflict(journal);
    struct fs_journal_signer *s = calloc(1, sizeof *s);
    if (!s)
        return fs_error_nomem();
    s->path = journal;
    if (!(s->key = fs_signing_key_open(key)) || !(s->heads = fs_heads_open(heads, s->key))) {
        free_signer(s);
        return -1;
    }
    *signer = s;
    return 0;
}

int fs_journal_signer_close(struct fs_journal_signer *s)
{
    if (!s)
        return 0;
    fs_journal_signer_look(s);
    struct fs_error *error = s->error;
    s->error = NULL;
    free_signer(s);
    return error ? fs_error_restore(error) : 0;
}
