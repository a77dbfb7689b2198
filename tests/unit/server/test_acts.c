/* The server's journal: what was acknowledged is there after any end, and nothing can be changed unseen. */
#include "base/error.h"
#include "net/loop.h"
#include "server/acts.h"
#include "trade/journal_format.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];
static struct fs_loop *loop;

/* What was applied. */
static struct {
    uint64_t count, sum;
    int64_t last_time;
} seen;

static int apply(void *user, const struct fs_act *act)
{
    (void)user;
    ck_assert_uint_eq(act->number, seen.count + 1);
    seen.count++;
    seen.sum += (uint64_t)json_integer_value(json_object_get(act->body, "value"));
    seen.last_time = act->time;
    return 0;
}

static int refuse(void *user, const struct fs_act *act)
{
    (void)user;
    return act->number == 2 ? fs_error_set(FS_E_INPUT, "no such thing") : 0;
}

static struct fs_acts *reopen(int64_t rotate, int durability)
{
    struct fs_acts_options o = {.folder = folder, .durability = durability, .rotate = rotate, .apply = apply};
    memset(&seen, 0, sizeof seen);
    return fs_acts_open(loop, &o);
}

static const char *why(void)
{
    return fs_error_last() ? fs_error_last()->message : "no error";
}

static void setup(void)
{
    strcpy(folder, "acts-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    loop = fs_loop_new();
    ck_assert_ptr_nonnull(loop);
}

static void teardown(void)
{
    char command[128];
    fs_loop_free(loop);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    ck_assert_int_eq(system(command), 0);
}

static int done_count, failed_count;

static void done(void *user, int failed)
{
    (void)user;
    done_count++;
    failed_count += failed;
}

static uint64_t add(struct fs_acts *acts, int64_t value)
{
    return fs_acts_add(acts, 1000 + value, json_pack("{s:s,s:I}", "act", "test", "value", (json_int_t)value),
                       NULL, done, NULL);
}

/* Runs the loop until `count` acts are done. */
static void wait_for(int count)
{
    for (int i = 0; i < 10000 && done_count < count; i++)
        fs_loop_run(loop, 10000000);
    ck_assert_int_eq(done_count, count);
}

static void write_acts(int count, int64_t rotate)
{
    struct fs_acts *acts = reopen(rotate, FS_WRITTEN);
    ck_assert_msg(acts != NULL, "%s", why());
    int before = done_count;
    for (int i = 1; i <= count; i++) {
        ck_assert_uint_ne(add(acts, i), 0);
        if (i % 100 == 0)
            wait_for(before + i); /* so that not all is one group */
    }
    wait_for(before + count);
    ck_assert_int_eq(fs_acts_close(acts), 0);
}

static int segments(void)
{
    int count = 0;
    struct dirent *entry;
    DIR *dir = opendir(folder);
    while ((entry = readdir(dir)))
        count += fs_acts_segment(entry->d_name) != 0;
    closedir(dir);
    return count;
}

static char *segment(int number)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%08d.fsj", folder, number);
    return path;
}

START_TEST(acts_come_back_in_order_over_starts_and_segments)
{
    for (int round = 1; round <= 3; round++) {
        write_acts(500, 600);
        ck_assert_uint_eq(seen.count, (uint64_t)(round - 1) * 500);
    }
    ck_assert_int_gt(segments(), 3);
    struct fs_acts *acts = reopen(0, FS_SYNCED);
    ck_assert_msg(acts != NULL, "%s", why());
    ck_assert_uint_eq(seen.count, 1500);
    ck_assert_uint_eq(seen.sum, 3 * 500 * 501 / 2);
    ck_assert_int_eq(seen.last_time, 1500);
    ck_assert_int_eq(failed_count, 0);
    fs_acts_close(acts);
}
END_TEST

START_TEST(a_segment_that_is_old_is_followed_by_another)
{
    struct fs_acts_options o = {
        .folder = folder, .durability = FS_WRITTEN, .rotate_time = 1, .interval = 1000, .apply = apply};
    memset(&seen, 0, sizeof seen);
    struct fs_acts *acts = fs_acts_open(loop, &o);
    for (int i = 1; i <= 3; i++) {
        add(acts, i);
        wait_for(i);
    }
    fs_acts_close(acts);
    ck_assert_int_eq(segments(), 3);
    acts = reopen(0, FS_WRITTEN);
    ck_assert_uint_eq(seen.count, 3);
    fs_acts_close(acts);
}
END_TEST

START_TEST(many_acts_are_written_as_one_group)
{
    struct fs_acts_state state;
    struct fs_acts *acts = reopen(0, FS_SYNCED);
    for (int i = 0; i < 2000; i++)
        add(acts, i);
    wait_for(2000);
    fs_acts_state(acts, &state);
    ck_assert_uint_eq(state.durable, 2000);
    ck_assert_uint_lt(state.commits, 1000);
    ck_assert_str_eq(state.segment, "00000001.fsj");
    fs_acts_close(acts);
}
END_TEST

/* A process that adds acts, and says which are acknowledged, until it is killed. */
static _Noreturn void serve(int out)
{
    struct fs_acts *acts = reopen(8192, FS_WRITTEN);
    for (int i = 1;; i++) {
        uint64_t number = acts ? add(acts, i) : 0;
        if (!number)
            _exit(1);
        while (done_count < i)
            fs_loop_run(loop, 1000000);
        if (failed_count || write(out, &number, sizeof number) != (ssize_t)sizeof number)
            _exit(1);
    }
}

START_TEST(what_was_acknowledged_survives_a_kill)
{
    uint64_t last = 0, number;
    for (int round = 0; round < 10; round++) {
        int ends[2];
        ck_assert_int_eq(pipe(ends), 0);
        pid_t pid = fork();
        if (!pid)
            serve(ends[1]);
        close(ends[1]);
        for (int i = 0;
             i < 20 + 37 * round && read(ends[0], &number, sizeof number) == (ssize_t)sizeof number; i++)
            last = number;
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        while (read(ends[0], &number, sizeof number) == (ssize_t)sizeof number)
            last = number;
        close(ends[0]);
        struct fs_acts *acts = reopen(0, FS_WRITTEN);
        ck_assert_msg(acts != NULL, "%s", why());
        ck_assert_uint_ge(seen.count, last);
        ck_assert_uint_le(seen.count, last + 1); /* one more may be written and not yet told */
        last = seen.count;
        fs_acts_close(acts);
    }
    ck_assert_uint_gt(last, 500);
}
END_TEST

START_TEST(a_torn_block_at_the_end_is_left_out)
{
    struct stat info;
    write_acts(10, 0);
    write_acts(10, 0);
    ck_assert_int_eq(stat(segment(2), &info), 0);
    /* The end record, then the last group: cut inside. */
    ck_assert_int_eq(truncate(segment(2), info.st_size - 120), 0);
    struct fs_acts *acts = reopen(0, FS_WRITTEN);
    ck_assert_msg(acts != NULL, "%s", why());
    uint64_t left = seen.count;
    ck_assert(left >= 10 && left < 20);
    ck_assert_uint_eq(add(acts, 5), left + 1);
    fs_acts_close(acts);
    acts = reopen(0, FS_WRITTEN);
    ck_assert_msg(acts != NULL, "%s", why());
    ck_assert_uint_eq(seen.count, left + 1);
    fs_acts_close(acts);
}
END_TEST

START_TEST(a_segment_without_a_header_is_taken_away)
{
    write_acts(3, 0);
    int fd = open(segment(2), O_WRONLY | O_CREAT, 0666);
    ck_assert_int_eq(write(fd, "FSJO", 4), 4);
    close(fd);
    struct fs_acts *acts = reopen(0, FS_WRITTEN);
    ck_assert_msg(acts == NULL || seen.count == 3, "%s", why());
    ck_assert_msg(acts != NULL, "%s", why());
    fs_acts_close(acts);
}
END_TEST

static void expect_refusal(const char *part)
{
    struct fs_acts *acts = reopen(0, FS_WRITTEN);
    ck_assert_ptr_null(acts);
    ck_assert_msg(strstr(why(), part) != NULL, "%s", why());
    fs_error_clear();
}

START_TEST(an_empty_last_segment_leaves_no_gap)
{
    static const uint8_t zeros[FS_JOURNAL_HEADER + 100];
    const int sizes[] = {0, 5, sizeof zeros};
    write_acts(3, 0);
    for (int i = 0; i < 3; i++) {
        FILE *out = fopen(segment(2 + i),
                          "w"); /* the name was on the disk when the power went, what it has was not */
        ck_assert_uint_eq(fwrite(zeros, 1, (size_t)sizes[i], out), (size_t)sizes[i]);
        fclose(out);
        write_acts(1, 0);
        ck_assert_uint_eq(seen.count, 3u + (unsigned)i);
        ck_assert_int_eq(segments(), 2 + i);
    }
}
END_TEST

/* The last segment's file is `whole` bytes of those that were acknowledged, and behind them all that was written, with zeros
 * from `from` to `to`. */
static void expect_torn(const uint8_t *bytes, int64_t size, int64_t from, int64_t to)
{
    FILE *out = fopen(segment(1), "w");
    for (int64_t i = 0; i < size; i++)
        putc(i >= from && i < to ? 0 : bytes[i], out);
    fclose(out);
    struct fs_acts *acts = reopen(0, FS_WRITTEN);
    ck_assert_msg(acts != NULL, "%d to %d of %d: %s", (int)from, (int)to, (int)size, why());
    ck_assert_uint_eq(seen.count, 1);
    fs_acts_close(acts);
    acts = reopen(0, FS_WRITTEN); /* the next segment goes on from there */
    ck_assert_msg(acts != NULL, "%s", why());
    fs_acts_close(acts);
    ck_assert_int_eq(remove(segment(2)) || remove(segment(3)), 0);
}

START_TEST(a_last_block_with_sectors_of_zeros_is_left_out)
{
    struct stat info;
    char text[4096];
    struct fs_acts *acts = reopen(0, FS_WRITTEN);
    add(acts, 1);
    wait_for(1);
    ck_assert_int_eq(stat(segment(1), &info), 0);
    int64_t whole = info.st_size;
    uint32_t random = 1;
    for (size_t i = 0; i + 1 < sizeof text; i++) { /* what cannot be compressed much */
        random = random * 1664525 + 1013904223;
        text[i] = (char)('0' + (random >> 24) % 10 + (random >> 28 & 1 ? 'A' - '0' : 0));
    }
    text[sizeof text - 1] = '\0';
    fs_acts_add(acts, 1, json_pack("{s:s,s:i}", text, "x", "value", 1), NULL, done, NULL);
    wait_for(2);
    ck_assert_int_eq(stat(segment(1), &info), 0);
    int64_t size = info.st_size;
    ck_assert_int_gt(size, whole + 1024);
    uint8_t *bytes = malloc((size_t)size);
    FILE *in = fopen(segment(1), "r");
    ck_assert_uint_eq(fread(bytes, 1, (size_t)size, in), (size_t)size);
    fclose(in);
    fs_acts_close(acts);
    expect_torn(bytes, size, whole, size);
    for (int64_t at = (whole / 512 + 1) * 512; at < size; at += 512) {
        expect_torn(bytes, size, at, size);
        expect_torn(bytes, size, at, at + 512);
    }
    free(bytes);
}
END_TEST

START_TEST(who_asks_is_called_when_all_that_was_added_counts)
{
    struct fs_acts *acts = reopen(0, FS_SYNCED);
    struct fs_acts_state state;
    ck_assert_int_eq(fs_acts_after(acts, done, NULL), 0);
    for (int i = 0; i < 20; i++)
        add(acts, 1);
    int waits = fs_acts_after(acts, done, NULL); /* 0 where the disk was as fast as that */
    ck_assert_int_ge(waits, 0);
    wait_for(20 + waits);
    fs_acts_state(acts, &state);
    ck_assert_uint_eq(state.durable, 20);
    ck_assert_int_eq(fs_acts_after(acts, done, NULL), 0);
    ck_assert_int_eq(fs_acts_close(acts), 0);
}
END_TEST

START_TEST(a_missing_segment_is_found)
{
    for (int i = 0; i < 3; i++)
        write_acts(3, 0);
    ck_assert_int_eq(unlink(segment(2)), 0);
    expect_refusal("00000003.fsj: the segment before it is missing");
}
END_TEST

START_TEST(a_segment_cut_at_a_blocks_end_is_found_by_its_successor)
{
    struct stat info;
    struct fs_acts *acts = reopen(0, FS_WRITTEN);
    add(acts, 1);
    wait_for(1);
    ck_assert_int_eq(stat(segment(1), &info), 0);
    int64_t whole = info.st_size; /* a block ends here */
    add(acts, 2);
    wait_for(2);
    fs_acts_close(acts);
    write_acts(1, 0);
    ck_assert_int_eq(truncate(segment(1), whole), 0);
    expect_refusal("00000002.fsj: it does not follow from the segment before it");
}
END_TEST

START_TEST(every_changed_byte_is_found)
{
    struct stat info;
    write_acts(3, 0);
    write_acts(1, 0);
    ck_assert_int_eq(stat(segment(1), &info), 0);
    for (off_t at = 0; at < info.st_size; at++) {
        uint8_t byte;
        int fd = open(segment(1), O_RDWR);
        ck_assert_int_eq(pread(fd, &byte, 1, at), 1);
        byte ^= 1;
        ck_assert_int_eq(pwrite(fd, &byte, 1, at), 1);
        struct fs_acts *acts = reopen(0, FS_WRITTEN);
        ck_assert_msg(acts == NULL, "byte %lld", (long long)at);
        ck_assert_ptr_nonnull(strstr(why(), ".fsj"));
        fs_error_clear();
        byte ^= 1;
        ck_assert_int_eq(pwrite(fd, &byte, 1, at), 1);
        close(fd);
    }
}
END_TEST

START_TEST(an_act_that_cannot_be_applied_names_itself)
{
    struct fs_acts_options o = {.folder = folder, .durability = FS_WRITTEN, .apply = refuse};
    write_acts(3, 0);
    ck_assert_ptr_null(fs_acts_open(loop, &o));
    ck_assert_ptr_nonnull(strstr(why(), "00000001.fsj: act 2 cannot be applied"));
    fs_error_clear();
}
END_TEST

START_TEST(an_act_that_is_too_long_is_refused_and_the_next_goes_on)
{
    struct fs_acts *acts = reopen(0, FS_WRITTEN);
    char *text = malloc(70000);
    memset(text, 'x', 69999);
    text[69999] = '\0';
    ck_assert_uint_eq(fs_acts_add(acts, 1, json_pack("{s:s}", "text", text), NULL, done, NULL), 0);
    ck_assert_int_eq(fs_error_last_code(), FS_E_LIMIT);
    free(text);
    ck_assert_uint_eq(add(acts, 1), 1);
    wait_for(1);
    fs_acts_close(acts);
}
END_TEST

START_TEST(a_full_disk_ends_the_writing_and_nothing_acknowledged_is_lost)
{
    struct rlimit before, small = {3000, 3000};
    struct fs_acts *acts = reopen(0, FS_WRITTEN);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    small.rlim_max = before.rlim_max;
    setrlimit(RLIMIT_FSIZE, &small);
    int count = 0;
    while (!failed_count && count < 1000) {
        if (!add(acts, 1))
            break;
        wait_for(++count);
    }
    ck_assert_int_eq(failed_count, 1);
    ck_assert_ptr_nonnull(strstr(fs_acts_failure(acts), "the journal could not be written"));
    ck_assert_uint_eq(add(acts, 1), 0);
    ck_assert_int_eq(fs_error_last_code(), FS_E_IO);
    ck_assert_int_eq(fs_acts_close(acts), -1);
    setrlimit(RLIMIT_FSIZE, &before);
    acts = reopen(0, FS_WRITTEN);
    ck_assert_msg(acts != NULL, "%s", why());
    ck_assert_uint_eq(seen.count, (uint64_t)count - 1);
    fs_acts_close(acts);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("acts");
    TCase *tests = tcase_create("acts");
    tcase_add_checked_fixture(tests, setup, teardown);
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, acts_come_back_in_order_over_starts_and_segments);
    tcase_add_test(tests, a_segment_that_is_old_is_followed_by_another);
    tcase_add_test(tests, many_acts_are_written_as_one_group);
    tcase_add_test(tests, what_was_acknowledged_survives_a_kill);
    tcase_add_test(tests, a_torn_block_at_the_end_is_left_out);
    tcase_add_test(tests, a_segment_without_a_header_is_taken_away);
    tcase_add_test(tests, an_empty_last_segment_leaves_no_gap);
    tcase_add_test(tests, a_last_block_with_sectors_of_zeros_is_left_out);
    tcase_add_test(tests, who_asks_is_called_when_all_that_was_added_counts);
    tcase_add_test(tests, a_missing_segment_is_found);
    tcase_add_test(tests, a_segment_cut_at_a_blocks_end_is_found_by_its_successor);
    tcase_add_test(tests, every_changed_byte_is_found);
    tcase_add_test(tests, an_act_that_cannot_be_applied_names_itself);
    tcase_add_test(tests, an_act_that_is_too_long_is_refused_and_the_next_goes_on);
    tcase_add_test(tests, a_full_disk_ends_the_writing_and_nothing_acknowledged_is_lost);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
