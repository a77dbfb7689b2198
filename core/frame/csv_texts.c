/*
 * Columns of text. Most hold few distinct texts (symbols, sides, venues) in any order: what was just looked up is kept by
 * its first eight bytes and length, which for short texts is all there is to compare.
 */
#include "frame/csv_reader.h"

#include "base/utf8.h"

#include <string.h>

enum { SLOT_BITS = 6, SLOTS = 1 << SLOT_BITS, MISSING = -1, FREE = -2 };

struct slot {
    const char *raw; /* as it stands in the file, with its quotes */
    uint64_t word;   /* its first eight bytes, zeros behind its end */
    uint32_t length;
    int32_t code; /* MISSING: means "no value"; FREE: the slot is */
};

/* The code of a text; -1 with an error, or with *reason. */
static int32_t code_of(struct fs_dict *dict, const char *text, size_t length, const char **reason)
{
    int32_t code = fs_dict_find(dict, text, length);
    if (code >= 0)
        return code;
    if (!fs_utf8_valid(text, length)) {
        *reason = "not UTF-8 text; convert the file first, e.g. iconv -f latin1 -t utf-8";
        return -1;
    }
    return fs_dict_put(dict, text, length);
}

/* The code of a field, or MISSING. -1 with an error; *reason where it is no text. */
static int look_up(const struct csv_cells *cells, const char *text, size_t length, int32_t *code,
                   const char **reason)
{
    struct chunk *chunk = cells->chunk;
    if (length && *text == '"') {
        char *scratch = csv_scratch(chunk, length);
        if (!scratch)
            return -1;
        if ((*reason = csv_unquote(&text, &length, scratch)) != NULL)
            return 0;
    } else if (!length || csv_is_missing(cells->csv, text, length)) {
        *code = MISSING;
        return 0;
    }
    *code = code_of(chunk->columns[cells->index].dict, text, length, reason);
    return *code < 0 && !*reason ? -1 : 0;
}

static uint64_t first_bytes(const char *text, size_t length)
{
    uint64_t word; /* bytes behind the text may be loaded */
    memcpy(&word, text, sizeof word);
    return length < 8 ? word & ((UINT64_C(1) << (8 * length)) - 1) : word;
}

/* The code of field i, MISSING included, when it is in no slot; it is put into one. -1 with an error. */
static __attribute__((noinline)) int fill_slot(const struct csv_cells *cells, int i, struct slot *slot,
                                               uint64_t word, int32_t *code)
{
    size_t length;
    const char *text = csv_cell_text(cells, i, &length), *reason = NULL;
    if (look_up(cells, text, length, code, &reason) != 0)
        return -1;
    if (reason) { /* the row is dropped */
        *code = 0;
        return csv_bad_cell(cells, i, text, length, reason);
    }
    *slot = (struct slot){text, word, (uint32_t)length, *code};
    return 0;
}

int csv_read_texts(const struct csv_cells *cells, int rows, int32_t *out)
{
    struct slot slots[SLOTS];
    for (int k = 0; k < SLOTS; k++)
        slots[k].code = FREE;
    uint8_t *const *nulls = &cells->chunk->columns[cells->index].nulls;
    int64_t first = cells->chunk->rows;
    for (int i = 0; i < rows; i++) {
        size_t length;
        const char *text = csv_cell_text(cells, i, &length);
        uint64_t word = first_bytes(text, length);
        struct slot *slot = &slots[(word ^ length) * UINT64_C(0x9e3779b97f4a7c15) >> (64 - SLOT_BITS)];
        int32_t code = slot->code;
        if ((code == FREE || slot->length != length || slot->word != word ||
             (length > 8 && memcmp(slot->raw + 8, text + 8, length - 8) != 0)) &&
            fill_slot(cells, i, slot, word, &code) != 0)
            return -1;
        out[i] = code < 0 ? 0 : code;
        if (*nulls) /* no branch on the value: which are missing is hard to predict */
            (*nulls)[first + i] = code < 0;
        else if (code < 0 && csv_set_missing(cells, i) != 0)
            return -1;
    }
    return 0;
}
