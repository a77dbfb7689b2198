/* The journal's file: what is written comes back, and nothing in it can be changed unseen. */
#include "journals.h"

#include "bars.h"
#include "base/crc32c.h"
#include "trade/decision.h"
#include "trade/journal_hash.h"

#include <zstd.h>

static uint8_t bytes[JOURNAL_MAX], other[JOURNAL_MAX];
static char hash_text[65];

static size_t journal(int blocks)
{
    unlink(path);
    ck_assert_msg(write_journal(path, blocks, hash_text) == 0, "%s", why());
    return load_file(path, bytes);
}

START_TEST(what_was_written_comes_back)
{
    struct fs_journal_record r;
    struct fs_decision d;
    char name[256];
    const char *value;
    size_t length = journal(3), size;
    struct fs_journal_reader *reader = fs_journal_open(path);
    ck_assert_ptr_nonnull(reader);
    ck_assert_int_eq(fs_journal_next(reader, &r), FS_JOURNAL_GOOD);
    ck_assert_int_eq(r.type, FS_JOURNAL_INPUT);
    ck_assert_int_eq(fs_journal_item_read(&r, name, &value, &size), 0);
    ck_assert_str_eq(name, "script");
    ck_assert(size == 7 && !memcmp(value, "sma.lua", 7));
    const char kinds[] = "OVFnOVFrre";
    for (int i = 0; kinds[i]; i++) {
        ck_assert_int_eq(fs_journal_next(reader, &r), FS_JOURNAL_GOOD);
        ck_assert_int_eq(r.type, kinds[i]);
        ck_assert_uint_eq(r.number, (uint64_t)i + 2);
        if (i > 3 || kinds[i] == 'n')
            continue;
        ck_assert_int_eq(fs_decision_read(r.body - 1, r.length + 1, &d), 0);
        ck_assert_int_eq(d.order, 1);
        ck_assert_int_eq(d.time, kinds[i] == 'F' ? 1005 : 1000);
        if (kinds[i] == 'O') {
            ck_assert(d.side == 1 && d.type == FS_ORDER_LIMIT && d.tif == 0 && d.stop == 0);
            ck_assert(d.qty == 3 * FS_SCALE && d.limit == 101 * FS_SCALE + 1);
            ck_assert_str_eq(d.symbol, "ABC");
        } else if (kinds[i] == 'F') {
            ck_assert(d.qty == 3 * FS_SCALE && d.price == 101 * FS_SCALE && d.fee == 7);
        } else {
            ck_assert(d.state == FS_ORDER_ACCEPTED && d.rule == 0 && d.filled == 0);
        }
    }
    ck_assert_int_eq(fs_journal_next(reader, &r), FS_JOURNAL_OVER);
    ck_assert_int_eq(fs_journal_next(reader, &r), FS_JOURNAL_OVER);
    ck_assert_int_eq(reader->offset, (int64_t)length);
    fs_journal_close(reader);
}
END_TEST

static uint8_t record[640];
static size_t record_length;

static void take_record(void *data, const void *bytes_of_it, size_t length)
{
    (void)data;
    memcpy(record, bytes_of_it, length);
    record_length = length;
}

/* The record that was written last; one of another length is none. */
static struct fs_decision read_record(void)
{
    struct fs_decision d, none;
    ck_assert_int_eq(fs_decision_read(record, record_length, &d), 0);
    for (size_t length = 0; length < sizeof record; length++)
        if (length != record_length)
            ck_assert_int_eq(fs_decision_read(record, length, &none), -1);
    return d;
}

START_TEST(records_of_accounts_come_back)
{
    struct fs_journal_hash *hash = fs_journal_hash_new();
    fs_journal_hash_tell(hash, (struct fs_decision_sink){.decided = take_record});
    fs_journal_hash_margin(hash, 7, 1000, 4200 * FS_SCALE, 4360 * FS_SCALE);
    struct fs_decision d = read_record();
    ck_assert(d.kind == 'M' && d.order == 7 && d.time == 1000);
    ck_assert(d.equity == 4200 * FS_SCALE && d.margin == 4360 * FS_SCALE);
    fs_journal_hash_exchange(hash, 1001, -5 * FS_SCALE, -6 * FS_SCALE, 3, "EUR/USD");
    d = read_record();
    ck_assert(d.kind == 'X' && d.order == 0 && d.time == 1001);
    ck_assert(d.amount == -5 * FS_SCALE && d.received == -6 * FS_SCALE && d.fee == 3);
    ck_assert_str_eq(d.into, "EUR/USD");
    fs_journal_hash_accrual(hash, 1002, -11, 12, "USD");
    d = read_record();
    ck_assert(d.kind == 'A' && d.time == 1002 && d.amount == -11 && d.fee == 12);
    ck_assert_str_eq(d.into, "USD");
    fs_journal_hash_free(hash);
}
END_TEST

START_TEST(a_whole_journal_verifies_and_gives_its_journal_hash)
{
    struct fs_journal_report r;
    size_t length = journal(4);
    ck_assert_int_eq(verify_bytes(bytes, length, &r), 0);
    ck_assert_msg(r.fault_count == 0, "%s", r.faults[0].what);
    ck_assert(r.finished && r.blocks == 5 && r.orders == 3 && r.verdicts == 3 && r.fills == 3);
    ck_assert_int_eq(r.first_time, 1000);
    ck_assert_int_eq(r.last_time, 3005);
    ck_assert_int_eq(r.bytes, (int64_t)length);
    ck_assert_str_eq(r.hash, hash_text);
    ck_assert_str_eq(r.recorded_hash, hash_text);
    ck_assert_str_eq(r.status, "complete");
    fs_journal_report_clear(&r);
}
END_TEST

START_TEST(the_engine_writes_what_it_hashes)
{
    struct fs_engine_options o;
    struct bars *b = bars_new("A", FS_NS_PER_DAY);
    char without[65];
    for (int i = 0; i < 4000; i++)
        bars_add(b, 100 + i % 7, 108, 99, 101 + i % 5);
    for (int with = 0; with < 2; with++) {
        fs_engine_defaults(&o);
        o.limits.max_order_qty = 50;
        struct fs_journal *j = with ? fs_journal_create(path) : NULL;
        if (with)
            o.decisions = fs_journal_sink(j);
        struct fs_engine *e = fs_engine_new(&o, &b->series, 1);
        ck_assert_msg(e != NULL, "%s", why());
        int step;
        while ((step = fs_engine_next(e)) > 0)
            if (step == FS_STEP_BAR) { /* some are refused, some fill, some wait and are cancelled */
                int64_t i = fs_engine_view(e)->index;
                ck_assert_int_gt(fs_engine_order(e, 0, i % 3 ? FS_BUY : FS_SELL,
                                                 i % 2 ? FS_ORDER_LIMIT : FS_ORDER_MARKET, 0,
                                                 (double)(1 + i % 60), i % 2 ? 99.5 : NAN, NAN),
                                 0);
                if (i % 10 == 9)
                    ck_assert_int_ge(fs_engine_close(e, 0), 0);
            }
        const struct fs_result *result = fs_engine_finish(e);
        ck_assert_ptr_nonnull(result);
        if (!with) {
            strcpy(without, result->journal_hash);
        } else {
            struct fs_journal_report r;
            ck_assert_str_eq(result->journal_hash, without); /* being watched changes nothing */
            ck_assert_int_eq(fs_journal_finish(j), 0);
            struct fs_journal_reader *reader = fs_journal_open(path);
            ck_assert_int_eq(fs_journal_verify(reader, &r), 0);
            ck_assert_msg(r.fault_count == 0, "%s", r.faults[0].what);
            ck_assert_str_eq(r.hash, result->journal_hash);
            ck_assert_int_eq((int64_t)r.orders, result->orders);
            ck_assert_int_eq((int64_t)r.fills, result->fills);
            ck_assert_int_gt(result->rejected, 0);
            ck_assert_int_gt(result->cancelled, 0);
            ck_assert_uint_gt(r.blocks, 5); /* long enough for blocks to end by themselves */
            fs_journal_report_clear(&r);
            fs_journal_close(reader);
        }
        fs_engine_free(e);
        fs_journal_free(j);
    }
    free(b);
}
END_TEST

START_TEST(every_changed_bit_is_found_in_its_block)
{
    size_t offsets[64], length = journal(3);
    int count = block_offsets(bytes, length, offsets);
    for (size_t at = 0; at < length; at++)
        for (int bit = 0; bit < 8; bit++) {
            struct fs_journal_report r;
            bytes[at] ^= (uint8_t)(1 << bit);
            int status = verify_bytes(bytes, length, &r);
            bytes[at] ^= (uint8_t)(1 << bit);
            if (at < FS_JOURNAL_HEADER) {
                ck_assert_msg(status == -1, "bit %d of byte %zu is not found", bit, at);
                ck_assert(fs_error_last_code() == FS_E_INPUT);
                continue;
            }
            int block = 0;
            while (block + 1 < count && at >= offsets[block + 1])
                block++;
            ck_assert_int_eq(status, 0);
            ck_assert_msg(r.fault_count > 0, "bit %d of byte %zu is not found", bit, at);
            ck_assert_msg(r.faults[0].block == (uint64_t)block + 1 && r.faults[0].offset <= (int64_t)at &&
                              r.faults[0].offset >= (int64_t)offsets[block],
                          "byte %zu of block %d is called byte %ld of block %lu: %s", at, block + 1,
                          (long)r.faults[0].offset, (unsigned long)r.faults[0].block, r.faults[0].what);
            ck_assert_msg(r.fault_count == 1, "byte %zu: also %s", at, r.faults[1].what);
            fs_journal_report_clear(&r);
        }
    ck_assert(is_good(bytes, length));
}
END_TEST

START_TEST(every_cut_is_found_and_the_whole_blocks_before_it_verify)
{
    size_t offsets[64], length = journal(3);
    int count = block_offsets(bytes, length, offsets);
    for (size_t left = 0; left < length; left++) {
        struct fs_journal_report r;
        uint8_t *exact = malloc(left + 1); /* its own memory: a sanitizer sees what is read behind it */
        memcpy(exact, bytes, left);
        int status = verify_bytes(exact, left, &r);
        free(exact);
        if (left < FS_JOURNAL_HEADER) {
            ck_assert_int_eq(status, -1);
            continue;
        }
        int whole = 0;
        while (whole < count && offsets[whole + 1] <= left)
            whole++;
        ck_assert_int_eq(status, 0);
        ck_assert_msg(!r.finished && r.blocks == (uint64_t)whole, "%zu bytes: %lu blocks", left,
                      (unsigned long)r.blocks);
        ck_assert_int_eq(r.bytes, (int64_t)offsets[whole]);
        int within = left > offsets[whole];
        ck_assert_uint_eq(r.fault_count, (uint64_t)within);
        ck_assert_msg(!within || (r.faults[0].cut && r.faults[0].offset == (int64_t)left), "%zu bytes: %s",
                      left, r.faults[0].what);
        fs_journal_report_clear(&r);
    }
}
END_TEST

/* The journal with its blocks in this order, by their numbers from 0. */
static size_t put_blocks(const size_t *offsets, const char *order)
{
    size_t length = FS_JOURNAL_HEADER;
    memcpy(other, bytes, length);
    for (; *order; order++) {
        size_t from = offsets[*order - '0'], size = offsets[*order - '0' + 1] - from;
        memcpy(other + length, bytes + from, size);
        length += size;
    }
    return length;
}

START_TEST(blocks_that_are_dropped_doubled_or_moved_are_found)
{
    static const struct {
        const char *order;
        uint64_t block; /* of the first fault */
        const char *what;
    } cases[] = {{"1234", 1, "a block is missing"},    {"0234", 2, "a block is missing"},
                 {"0134", 3, "a block is missing"},    {"00", 2, "a second time"},
                 {"0112345", 3, "a second time"},      {"02134", 2, "a block is missing"},
                 {"01243", 4, "a block is missing"},   {"012344", 6, "bytes follow the end"},
                 {"012340", 6, "bytes follow the end"}};
    size_t offsets[64], length = journal(4);
    ck_assert_int_eq(block_offsets(bytes, length, offsets), 5);
    ck_assert(is_good(other, put_blocks(offsets, "01234")));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fs_journal_report r;
        char order[8];
        snprintf(order, sizeof order, "%.*s", (int)strcspn(cases[i].order, "5"), cases[i].order);
        ck_assert_int_eq(verify_bytes(other, put_blocks(offsets, order), &r), 0);
        ck_assert_msg(r.fault_count > 0 && r.faults[0].block == cases[i].block &&
                          strstr(r.faults[0].what, cases[i].what),
                      "%s: block %lu: %s", order, (unsigned long)r.faults[0].block, r.faults[0].what);
        fs_journal_report_clear(&r);
    }
}
END_TEST

START_TEST(inserted_bytes_are_found_wherever_they_stand)
{
    size_t length = journal(3);
    for (size_t at = 0; at <= length; at++)
        for (size_t count = 1; count < 100; count += 33) {
            memcpy(other, bytes, at);
            memset(other + at, 'F', count);
            memcpy(other + at + count, bytes + at, length - at);
            ck_assert_msg(!is_good(other, length + count), "%zu bytes at %zu are not found", count, at);
        }
}
END_TEST

START_TEST(blocks_behind_a_damaged_one_are_still_checked)
{
    struct fs_journal_report r;
    size_t offsets[64], length = journal(5);
    block_offsets(bytes, length, offsets);
    bytes[offsets[1]] ^= 1;       /* the mark of block 2 */
    bytes[offsets[3] + 100] ^= 1; /* in block 4 */
    ck_assert_int_eq(verify_bytes(bytes, length, &r), 0);
    ck_assert_uint_eq(r.fault_count, 2);
    ck_assert_uint_eq(r.faults[0].block, 2);
    ck_assert_uint_eq(r.faults[1].block, 4);
    ck_assert(r.finished && r.blocks == 4);
    ck_assert_str_eq(r.hash, "");
    fs_journal_report_clear(&r);
}
END_TEST

START_TEST(random_bytes_are_no_journal)
{
    uint64_t state = 1;
    journal(1);
    for (int round = 0; round < 3000; round++) {
        size_t length = (size_t)(round % 700);
        for (size_t i = 0; i < length; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            other[i] = (uint8_t)(state >> 56);
        }
        if (round % 2 && length > FS_JOURNAL_HEADER) /* behind a good header */
            memcpy(other, bytes, FS_JOURNAL_HEADER);
        ck_assert(!is_good(other, length));
    }
}
END_TEST

/* A journal of one block that says this of itself, chained as it must be. `content` and `frame` 0: as it is. */
static size_t forge(const uint8_t *content, size_t length, struct fs_journal_block b)
{
    static const uint8_t id[FS_JOURNAL_ID_SIZE] = "an id of 16 byte";
    fs_journal_header_write(bytes, id);
    size_t size =
        ZSTD_compress(bytes + FS_JOURNAL_HEADER + FS_JOURNAL_BLOCK_HEADER, 4096, content, length, 1);
    ck_assert(!ZSTD_isError(size));
    b.number = b.first_record = 1;
    b.content = b.content ? b.content : (uint32_t)length;
    b.frame = b.frame ? b.frame : (uint32_t)size;
    fs_journal_block_write(bytes + FS_JOURNAL_HEADER, &b);
    size += FS_JOURNAL_HEADER + FS_JOURNAL_BLOCK_HEADER;
    if (b.frame + FS_JOURNAL_HEADER + FS_JOURNAL_BLOCK_HEADER == size)
        chain_anew(bytes, size);
    return size;
}

START_TEST(a_forged_chain_does_not_hide_what_makes_no_sense)
{
    uint8_t content[64] = {11, 0, 0, 0, 'r', 1, 'x'}, whole[64] = {11, 0, 0, 0, 'r', 1, 'x'};
    memset(whole + 7, '1', 9);
    fs_journal_put(whole + 16, fs_crc32c(0, whole, 16), 4);
    uint8_t beyond[20] = {200};
    const struct {
        const char *what;
        const uint8_t *content;
        size_t length;
        struct fs_journal_block block;
        uint64_t record;
    } cases[] = {
        {"a record goes beyond its block", beyond, 20, {.records = 1}, 1},
        {"a record was changed", content, 20, {.records = 1}, 1},
        {"bytes follow the last record of the block", whole, 40, {.records = 1}, 1},
        {"a record goes beyond its block", whole, 22, {.records = 2}, 2},
        {"the number of records is impossible", whole, 20, {.records = 3}, 0},
        {"the number of records is impossible", whole, 20, {.records = 0}, 0},
        {"the length of the block is impossible", whole, 20, {.records = 1, .frame = UINT32_MAX}, 0},
        {"the length of the block's content is impossible", whole, 20, {.records = 1, .content = 5}, 0},
        {"the length of the block's content is impossible",
         whole,
         20,
         {.records = 1, .content = UINT32_MAX},
         0},
        {"the block cannot be decompressed", whole, 20, {.records = 1, .content = 21}, 0},
        {"the block cannot be decompressed", whole, 20, {.records = 1, .content = 19}, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fs_journal_report r;
        size_t length = forge(cases[i].content, cases[i].length, cases[i].block);
        ck_assert_int_eq(verify_bytes(bytes, length, &r), 0);
        ck_assert_msg(r.fault_count > 0 && strstr(r.faults[0].what, cases[i].what), "%zu: %s", i,
                      r.faults[0].what);
        ck_assert_uint_eq(r.faults[0].record, cases[i].record);
        ck_assert_uint_eq(r.faults[0].block, 1);
        fs_journal_report_clear(&r);
    }
    ck_assert_uint_gt(forge(whole, 20, (struct fs_journal_block){.records = 1}), 100);
    struct fs_journal_report r;
    ck_assert_int_eq(verify_bytes(bytes, FS_JOURNAL_HEADER, &r),
                     0); /* and nothing at all is no fault, and no end */
    ck_assert(!r.fault_count && !r.finished && !r.blocks);
    fs_journal_report_clear(&r);
}
END_TEST

START_TEST(a_journal_hash_that_is_not_that_of_the_decisions_is_found)
{
    struct fs_journal_report r;
    struct fs_journal *j = fs_journal_create(path);
    struct fs_journal_hash *hash = fs_journal_hash_new();
    fs_journal_hash_tell(hash, fs_journal_sink(j));
    decide(hash, 1);
    fs_journal_item(j, FS_JOURNAL_RESULT, "journal_hash",
                    "0000000000000000000000000000000000000000000000000000000000000000");
    decide(hash, 2); /* and decisions that come too late */
    ck_assert_int_eq(fs_journal_finish(j), 0);
    ck_assert_int_eq(verify_bytes(bytes, load_file(path, bytes), &r), 0);
    ck_assert_uint_eq(r.fault_count, 3);
    ck_assert_str_eq(r.faults[0].what, "a decision stands behind the results");
    fs_journal_report_clear(&r);
    fs_journal_hash_free(hash);
    fs_journal_free(j);
}
END_TEST

START_TEST(a_journal_is_never_written_over)
{
    size_t length = journal(2);
    ck_assert_ptr_null(fs_journal_create(path));
    ck_assert_int_eq(fs_error_last_code(), FS_E_CONFLICT);
    ck_assert_uint_eq(load_file(path, other), length);
    ck_assert(!memcmp(bytes, other, length));
    ck_assert_ptr_null(fs_journal_create("/nowhere/run.fsj"));
    ck_assert_msg(strstr(why(), "/nowhere/run.fsj") != NULL, "%s", why());
}
END_TEST

START_TEST(a_journal_that_still_grows_is_read_as_far_as_it_goes)
{
    size_t offsets[64], length = journal(4);
    int count = block_offsets(bytes, length, offsets), blocks = 0;
    save_file(path, bytes, FS_JOURNAL_HEADER);
    struct fs_journal_reader *reader = fs_journal_open(path);
    ck_assert_ptr_nonnull(reader);
    for (size_t left = FS_JOURNAL_HEADER; left <= length; left++) {
        save_file(path, bytes, left); /* the same file: it is truncated and written, not replaced */
        int step;
        while ((step = fs_journal_next_block(reader)) == FS_JOURNAL_GOOD)
            ck_assert_uint_eq(offsets[++blocks], left);
        ck_assert_msg(step == FS_JOURNAL_OVER || (step == FS_JOURNAL_FAULTY && reader->fault.cut), "%zu: %s",
                      left, reader->fault.what);
    }
    ck_assert_int_eq(blocks, count);
    fs_journal_close(reader);
}
END_TEST

START_TEST(a_later_version_is_refused_as_such)
{
    size_t length = journal(1);
    bytes[8] = 2;
    fs_journal_put(bytes + 28, fs_crc32c(0, bytes, 28), 4);
    ck_assert_ptr_null(fs_journal_open_bytes(bytes, length));
    ck_assert_int_eq(fs_error_last_code(), FS_E_UNSUPPORTED);
    ck_assert_msg(strstr(why(), "version 2") != NULL, "%s", why());
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("journal");
    TCase *tc = tcase_create("journal");
    tcase_add_checked_fixture(tc, places, clear_places);
    tcase_add_test(tc, what_was_written_comes_back);
    tcase_add_test(tc, records_of_accounts_come_back);
    tcase_add_test(tc, a_whole_journal_verifies_and_gives_its_journal_hash);
    tcase_add_test(tc, the_engine_writes_what_it_hashes);
    tcase_add_test(tc, every_changed_bit_is_found_in_its_block);
    tcase_add_test(tc, every_cut_is_found_and_the_whole_blocks_before_it_verify);
    tcase_add_test(tc, blocks_that_are_dropped_doubled_or_moved_are_found);
    tcase_add_test(tc, inserted_bytes_are_found_wherever_they_stand);
    tcase_add_test(tc, blocks_behind_a_damaged_one_are_still_checked);
    tcase_add_test(tc, random_bytes_are_no_journal);
    tcase_add_test(tc, a_forged_chain_does_not_hide_what_makes_no_sense);
    tcase_add_test(tc, a_journal_hash_that_is_not_that_of_the_decisions_is_found);
    tcase_add_test(tc, a_journal_is_never_written_over);
    tcase_add_test(tc, a_journal_that_still_grows_is_read_as_far_as_it_goes);
    tcase_add_test(tc, a_later_version_is_refused_as_such);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
