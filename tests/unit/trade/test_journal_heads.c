/* Signed heads: a journal that was cut or written anew is found, and so is a file of heads that was changed. */
#include "journals.h"

#include <sys/wait.h>

static uint8_t bytes[JOURNAL_MAX];
static uint8_t public_key[FS_PUBLIC_KEY_SIZE];
static struct fs_signing_key *key;

static const char *why(void)
{
    return fs_error_last() ? fs_error_last()->message : "no error";
}

static void make_key(void)
{
    char text[FS_PUBLIC_KEY_TEXT];
    places();
    ck_assert_int_eq(fs_signing_key_create(key_path, text), 0);
    ck_assert_int_eq(fs_public_key_parse(text, public_key), 0);
    key = fs_signing_key_open(key_path);
    ck_assert_msg(key != NULL, "%s", why());
}

static void drop_key(void)
{
    fs_signing_key_free(key);
    clear_places();
}

/* Signs every block of the journal at `path`. */
static void sign(void)
{
    struct fs_heads *heads = fs_heads_open(heads_path, key);
    struct fs_journal_reader *reader = fs_journal_open(path);
    struct fs_journal_record record;
    ck_assert_msg(heads && reader, "%s", why());
    while (fs_journal_next_block(reader) == FS_JOURNAL_GOOD) {
        struct fs_journal_head head = {.block = reader->block.number, .time = reader->block.time};
        memcpy(head.journal, reader->id, sizeof head.journal);
        memcpy(head.chain, reader->chain, sizeof head.chain);
        while (fs_journal_next_record(reader, &record) == FS_JOURNAL_GOOD)
            head.end |= record.type == FS_JOURNAL_END;
        ck_assert_msg(fs_heads_add(heads, &head) == 0, "%s", why());
    }
    fs_journal_close(reader);
    fs_heads_close(heads);
}

/* A new journal of `blocks` blocks and more, signed. */
static size_t signed_journal(int blocks)
{
    char hash[65];
    unlink(path);
    ck_assert_msg(write_journal(path, blocks, hash) == 0, "%s", why());
    sign();
    return load_file(path, bytes);
}

/* The first fault of a journal that verifies by itself, beside the heads; "" for none. */
static const char *compared(size_t length, int64_t covered)
{
    static char what[160];
    struct fs_journal_report report;
    ck_assert_int_eq(verify_bytes(bytes, length, &report), 0);
    ck_assert_uint_eq(report.fault_count, 0);
    ck_assert_int_eq(fs_heads_compare(heads_path, public_key, &report), covered);
    snprintf(what, sizeof what, "%s", report.fault_count ? report.faults[0].what : "");
    fs_journal_report_clear(&report);
    return what;
}

START_TEST(a_signed_journal_compares)
{
    size_t length = signed_journal(3);
    ck_assert_str_eq(compared(length, 4), "");
    length = signed_journal(2); /* another in the same file */
    ck_assert_str_eq(compared(length, 3), "");
}
END_TEST

START_TEST(a_journal_cut_at_the_end_of_a_block_is_found)
{
    size_t offsets[64], length = signed_journal(3);
    int count = block_offsets(bytes, length, offsets);
    for (int left = 0; left < count; left++)
        ck_assert_str_eq(compared(offsets[left], left), "the journal was cut: more of it was signed");
}
END_TEST

START_TEST(a_journal_written_anew_is_found)
{
    char hash[65];
    size_t length = signed_journal(3);
    uint8_t id[FS_JOURNAL_ID_SIZE];
    memcpy(id, bytes + 12, sizeof id);
    unlink(path);
    ck_assert_int_eq(write_journal(path, 4, hash), 0); /* the same to block 3, then one decision more */
    length = load_file(path, bytes);
    ck_assert_msg(strstr(compared(length, 0), "no head of this journal was ever signed"), "%s",
                  compared(length, 0));
    fs_journal_header_write(bytes, id); /* under the id that was signed */
    chain_anew(bytes, length);
    ck_assert_msg(strstr(compared(length, 4), "is not the one signed in line 4"), "%s", compared(length, 4));
}
END_TEST

START_TEST(blocks_that_were_never_signed_are_told)
{
    uint8_t lines[JOURNAL_MAX];
    size_t length = signed_journal(3), size = load_file(heads_path, lines);
    const uint8_t *second = (const uint8_t *)memchr(lines, '\n', size) + 1;
    save_file(heads_path, lines, (size_t)((const uint8_t *)memchr(second, '\n', size) + 1 - lines));
    ck_assert_str_eq(compared(length, 2), "blocks have no signed head: nothing proves them");
}
END_TEST

START_TEST(every_changed_byte_of_the_heads_is_found)
{
    uint8_t lines[JOURNAL_MAX];
    signed_journal(1);
    size_t size = load_file(heads_path, lines);
    for (size_t at = 0; at < size; at++) {
        lines[at] ^= 1;
        save_file(heads_path, lines, size);
        lines[at] ^= 1;
        ck_assert_msg(fs_heads_read(heads_path, public_key, NULL, NULL) == -1, "byte %zu", at);
        ck_assert_msg(strstr(why(), heads_path) && strstr(why(), "line "), "%s", why());
    }
    for (size_t left = 1; left < size;
         left++) { /* at the end of a line nobody can see a cut but from the journal */
        save_file(heads_path, lines, left);
        int whole = lines[left - 1] == '\n';
        ck_assert_int_eq(fs_heads_read(heads_path, public_key, NULL, NULL), whole ? 0 : -1);
        struct fs_heads *heads = fs_heads_open(heads_path, key);
        ck_assert_msg(!heads == !whole, "%zu bytes", left);
        fs_heads_close(heads);
    }
}
END_TEST

START_TEST(lines_taken_out_or_moved_are_found)
{
    uint8_t lines[JOURNAL_MAX], less[JOURNAL_MAX];
    signed_journal(3);
    size_t size = load_file(heads_path, lines),
           first = (size_t)((uint8_t *)memchr(lines, '\n', size) + 1 - lines);
    save_file(heads_path, lines + first, size - first);
    ck_assert_int_eq(fs_heads_read(heads_path, public_key, NULL, NULL), -1);
    ck_assert_msg(strstr(why(), "line 1") != NULL, "%s", why());
    memcpy(less, lines, size); /* the first line once more behind the last */
    memcpy(less + size, lines, first);
    save_file(heads_path, less, size + first);
    ck_assert_int_eq(fs_heads_read(heads_path, public_key, NULL, NULL), -1);
    ck_assert_msg(strstr(why(), "line 5") != NULL, "%s", why());
}
END_TEST

START_TEST(another_key_signed_nothing_here)
{
    signed_journal(1);
    public_key[5] ^= 1;
    ck_assert_int_eq(fs_heads_read(heads_path, public_key, NULL, NULL), -1);
    ck_assert_msg(strstr(why(), "line 1") != NULL, "%s", why());
}
END_TEST

struct seen {
    int64_t lines;
    uint64_t sum;
};

static void count(void *data, const struct fs_journal_head *head, int64_t line)
{
    struct seen *seen = data;
    seen->lines = line;
    seen->sum += head->block;
}

START_TEST(processes_that_sign_at_once_keep_one_chain)
{
    enum { PROCESSES = 4, EACH = 25 };
    pid_t children[PROCESSES];
    struct seen seen = {0};
    for (int p = 0; p < PROCESSES; p++)
        if ((children[p] = fork()) == 0) {
            struct fs_heads *heads = fs_heads_open(heads_path, key);
            int failed = !heads;
            for (int i = 1; i <= EACH && !failed; i++) {
                struct fs_journal_head head = {.block = (uint64_t)i, .time = INT64_MIN};
                failed = fs_heads_add(heads, &head) != 0;
            }
            _exit(failed);
        }
    for (int p = 0; p < PROCESSES; p++) {
        int status;
        ck_assert_int_eq(waitpid(children[p], &status, 0), children[p]);
        ck_assert_int_eq(status, 0);
    }
    ck_assert_msg(fs_heads_read(heads_path, public_key, count, &seen) == 0, "%s", why());
    ck_assert_int_eq(seen.lines, PROCESSES * EACH);
    ck_assert_uint_eq(seen.sum, PROCESSES * EACH * (EACH + 1) / 2);
}
END_TEST

START_TEST(another_file_is_not_taken_for_heads)
{
    save_file(heads_path, (const uint8_t *)"these are my notes\n", 19);
    ck_assert_ptr_null(fs_heads_open(heads_path, key));
    ck_assert_msg(strstr(why(), heads_path) != NULL, "%s", why());
    ck_assert_uint_eq(load_file(heads_path, bytes), 19);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("journal_heads");
    TCase *tc = tcase_create("heads");
    tcase_add_checked_fixture(tc, make_key, drop_key);
    tcase_add_test(tc, a_signed_journal_compares);
    tcase_add_test(tc, a_journal_cut_at_the_end_of_a_block_is_found);
    tcase_add_test(tc, a_journal_written_anew_is_found);
    tcase_add_test(tc, blocks_that_were_never_signed_are_told);
    tcase_add_test(tc, every_changed_byte_of_the_heads_is_found);
    tcase_add_test(tc, lines_taken_out_or_moved_are_found);
    tcase_add_test(tc, another_key_signed_nothing_here);
    tcase_add_test(tc, processes_that_sign_at_once_keep_one_chain);
    tcase_add_test(tc, another_file_is_not_taken_for_heads);
    suite_add_tcase(suite, tc);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
