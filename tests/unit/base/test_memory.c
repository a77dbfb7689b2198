/* The base room when there is no memory. */
#include "../failing.h"

#include "base/arena.h"
#include "base/calendar.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/replace.h"
#include "base/zone.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Any of these may be replaced by "out of memory"; there is always an error. */
static int set_errors(void)
{
    fs_error_set(FS_E_INPUT, "%s:%d: wrong", "file", 1);
    if (!fs_error_last())
        return 0;
    fs_error_hint("do %s", "that");
    if (!fs_error_last())
        return 0;
    fs_error_wrap(FS_E_CONFLICT, "%s cannot be", "it");
    struct fs_error *taken = fs_error_take();
    if (!taken)
        return 0;
    fs_error_restore(taken);
    char *text = fs_error_text(fs_error_last());
    int made = text != NULL;
    free(text);
    int kept = fs_error_last_code() == FS_E_CONFLICT && fs_error_last()->cause &&
               fs_error_last()->cause->hint && made;
    if (kept)
        fs_error_clear();
    else
        fs_error_nomem();
    return kept ? 0 : -1;
}

static int cleaned;

static void clean(void *data)
{
    (void)data;
    cleaned++;
}

static int use_arena(void)
{
    struct fs_arena *arena = fs_arena_new();
    int ok = arena != NULL, registered = 0;
    cleaned = 0;
    for (int i = 0; i < 40 && ok; i++)
        ok = fs_arena_alloc(arena, 1000) && fs_arena_array(arena, 10, 100) &&
             fs_arena_strdup(arena, "text") && fs_arena_printf(arena, "%d", i) &&
             fs_arena_alloc_aligned(arena, 100, 4096);
    if (ok) {
        registered = 1;
        ok = fs_arena_cleanup(arena, clean, NULL) == 0;
    }
    fs_arena_free(arena);
    if (cleaned != registered)
        fs_error_set(FS_E_INTERNAL, "the cleanup ran %d times", cleaned);
    return ok && cleaned == registered ? 0 : -1;
}

static int write_log(void)
{
    fs_log(FS_LOG_ERROR, "something", "key", "a \"value\"", NULL);
    fs_log_error(FS_LOG_ERROR, "something else", NULL);
    return 0; /* a log line may be lost */
}

static int use_hash(void)
{
    char text[FS_SHA256_HEX];
    struct fs_sha256 *hash = fs_sha256_new();
    int result = hash && fs_sha256_update(hash, "a", 1) == 0 && fs_sha256_hex(hash, text) == 0 &&
                         fs_sha256_of("b", 1, text) == 0
                     ? 0
                     : -1;
    fs_sha256_free(hash);
    return result;
}

static char place[64];
static int replaced;

static int replace_file(void)
{
    struct fs_replace replace;
    replaced = 0;
    if (fs_replace_open(&replace, place) != 0)
        return -1;
    fputs("new\n", replace.file);
    replaced = fs_replace_commit(&replace) == 0;
    return replaced ? 0 : -1;
}

/* The new text where that was said, else the old one; no temporary file beside it. */
static int file_is_whole(void)
{
    char text[16] = "";
    int fd = open(place, O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    if (n != 4 || strcmp(text, replaced ? "new\n" : "old\n"))
        return fs_error_set(FS_E_INTERNAL, "the file holds '%s'", text);
    char *folder = strdup(place);
    *strrchr(folder, '/') = '\0';
    int removable =
        unlink(place) == 0 && rmdir(folder) == 0 && mkdir(folder, 0700) == 0; /* nothing else in it */
    free(folder);
    fd = open(place, O_WRONLY | O_CREAT, 0600);
    removable &= fd >= 0 && write(fd, "old\n", 4) == 4;
    if (fd >= 0)
        close(fd);
    return removable ? 0 : fs_error_set(FS_E_INTERNAL, "a temporary file was left behind");
}

START_TEST(errors_say_out_of_memory)
{
    failing_memory("errors", set_errors, NULL);
}
END_TEST

START_TEST(arenas_and_hashes_give_an_error_and_leak_nothing)
{
    failing_memory("arena", use_arena, NULL);
    failing_memory("hash", use_hash, NULL);
}
END_TEST

START_TEST(a_log_line_is_lost_and_nothing_else)
{
    fs_log_set_fd(open("/dev/null", O_WRONLY));
    failing_memory("log", write_log, NULL);
    fs_log_set_json(1);
    failing_memory("log as JSON", write_log, NULL);
}
END_TEST

START_TEST(a_file_is_replaced_as_a_whole_or_not_at_all)
{
    strcpy(place, "/tmp/finsmart_memory_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(place));
    char folder[64];
    strcpy(folder, place);
    strcat(place, "/file");
    failing_memory("replace", replace_file, file_is_whole);
    unlink(place);
    rmdir(folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("memory");
    TCase *cases = tcase_create("memory");
    tcase_add_test(cases, errors_say_out_of_memory);
    tcase_add_test(cases, arenas_and_hashes_give_an_error_and_leak_nothing);
    tcase_add_test(cases, a_log_line_is_lost_and_nothing_else);
    tcase_add_test(cases, a_file_is_replaced_as_a_whole_or_not_at_all);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
