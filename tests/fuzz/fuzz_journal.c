/* Journals: whatever the bytes, reading them ends and stays inside them. An odd first byte: the bytes are the content of a
 * block that is framed and chained as it must be, so that records are reached; else they are a file as it stands. */
#include "base/error.h"
#include "trade/decision.h"
#include "trade/journal_verify.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_decisions(const uint8_t *bytes, size_t size)
{
    struct fs_journal_reader *reader = fs_journal_open_bytes(bytes, size);
    struct fs_order_symbols symbols = {0};
    struct fs_journal_record record;
    struct fs_decision decision;
    char name[256];
    const char *value;
    size_t length;
    while (reader && fs_journal_next(reader, &record) == FS_JOURNAL_GOOD) {
        if (!fs_decision_read(record.body - 1, record.length + 1, &decision) &&
            !fs_order_symbols_note(&symbols, &decision) && strlen(decision.symbol) > FS_SYMBOL_MAX)
            abort();
        if (!fs_journal_item_read(&record, name, &value, &length) &&
            strlen(name) + length + 1 != record.length)
            abort();
    }
    fs_order_symbols_clear(&symbols);
    fs_journal_close(reader);
}

static void verify(const uint8_t *bytes, size_t size)
{
    struct fs_journal_reader *reader = fs_journal_open_bytes(bytes, size);
    struct fs_journal_report report;
    if (!reader) {
        if (fs_error_last_code() != FS_E_INPUT && fs_error_last_code() != FS_E_UNSUPPORTED)
            abort();
        fs_error_clear();
        return;
    }
    if (fs_journal_verify(reader, &report))
        abort(); /* bytes are faults, never errors */
    if (!report.fault_count && report.bytes != (int64_t)size)
        abort(); /* what was not looked at is not verified */
    fs_journal_report_clear(&report);
    fs_journal_close(reader);
    read_decisions(bytes, size);
}

/* A file around a block's content; free() it. */
static uint8_t *frame(const uint8_t *content, size_t length, uint32_t records, size_t *size)
{
    static const uint8_t id[FS_JOURNAL_ID_SIZE];
    const size_t heads = FS_JOURNAL_HEADER + FS_JOURNAL_BLOCK_HEADER;
    size_t room = ZSTD_compressBound(length);
    uint8_t *file = malloc(heads + room);
    if (!file)
        abort();
    struct fs_journal_block b = {
        .content = (uint32_t)length, .records = records, .number = 1, .first_record = 1, .time = 0};
    b.frame = (uint32_t)ZSTD_compress(file + heads, room, content, length, 1);
    fs_journal_header_write(file, id);
    fs_journal_block_write(file + FS_JOURNAL_HEADER, &b);
    if (fs_journal_chain_start(file, b.chain) ||
        fs_journal_chain(b.chain, file + FS_JOURNAL_HEADER, file + heads, b.frame, b.chain))
        abort();
    fs_journal_block_write(file + FS_JOURNAL_HEADER, &b);
    *size = heads + b.frame;
    return file;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || !(data[0] & 1)) {
        verify(data + (size > 0), size - (size > 0));
        return 0;
    }
    size_t length;
    uint8_t *file = frame(data + 2, size - 2 < FS_JOURNAL_CONTENT_MAX ? size - 2 : FS_JOURNAL_CONTENT_MAX,
                          data[1], &length);
    verify(file, length);
    free(file);
    return 0;
}
