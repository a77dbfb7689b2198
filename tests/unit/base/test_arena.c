#include "base/arena.h"
#include "base/error.h"

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

START_TEST(memory_comes_zeroed_aligned_and_apart)
{
    struct fs_arena *arena = fs_arena_new();
    unsigned char *blocks[500];
    for (size_t i = 0; i < 500; i++) {
        size_t size = i * 7 % 900;
        blocks[i] = fs_arena_alloc(arena, size);
        ck_assert_ptr_nonnull(blocks[i]);
        ck_assert_uint_eq((uintptr_t)blocks[i] % 16, 0);
        for (size_t j = 0; j < size; j++)
            ck_assert(blocks[i][j] == 0);
        memset(blocks[i], (int)(i & 0xff), size);
    }
    for (size_t i = 0; i < 500; i++)
        for (size_t j = 0; j < i * 7 % 900; j++)
            if (blocks[i][j] != (i & 0xff))
                ck_abort_msg("block %zu was overwritten", i);
    for (size_t alignment = 1; alignment <= 4096; alignment *= 2)
        ck_assert_uint_eq((uintptr_t)fs_arena_alloc_aligned(arena, 3, alignment) % alignment, 0);
    fs_arena_free(arena);
    fs_arena_free(NULL);
}
END_TEST

START_TEST(a_large_block_is_one_allocation_and_is_counted)
{
    struct fs_arena *arena = fs_arena_new();
    char *large = fs_arena_alloc(arena, 10 << 20);
    ck_assert_ptr_nonnull(large);
    large[(10 << 20) - 1] = 1;
    ck_assert_uint_ge(fs_arena_used(arena), 10 << 20);
    fs_arena_reset(arena);
    ck_assert_uint_eq(fs_arena_used(arena), 0);
    unsigned char *again = fs_arena_alloc(arena, 64);
    for (int i = 0; i < 64; i++)
        ck_assert(again[i] == 0); /* zeroed again after a reset */
    fs_arena_free(arena);
}
END_TEST

START_TEST(sizes_that_overflow_are_refused)
{
    struct fs_arena *arena = fs_arena_new();
    volatile size_t huge = SIZE_MAX; /* or the compiler warns */
    ck_assert_ptr_null(fs_arena_alloc(arena, huge));
    ck_assert_int_eq(fs_error_last_code(), FS_E_MEMORY);
    fs_error_clear();
    ck_assert_ptr_null(fs_arena_array(arena, huge / 2, 3));
    ck_assert_int_eq(fs_error_last_code(), FS_E_MEMORY);
    ck_assert_ptr_nonnull(fs_arena_array(arena, 10, 3));
    fs_arena_free(arena);
}
END_TEST

START_TEST(texts_are_copied)
{
    struct fs_arena *arena = fs_arena_new();
    char source[] = "abcdef";
    char *all = fs_arena_strdup(arena, source), *part = fs_arena_strndup(arena, source, 3);
    char *made = fs_arena_printf(arena, "%s-%d", source, 42);
    memset(source, 'x', sizeof source - 1);
    ck_assert_str_eq(all, "abcdef");
    ck_assert_str_eq(part, "abc");
    ck_assert_str_eq(made, "abcdef-42");
    fs_arena_free(arena);
}
END_TEST

static char order[8];

static void note(void *name)
{
    strcat(order, name);
}

START_TEST(cleanups_run_once_newest_first)
{
    struct fs_arena *arena = fs_arena_new();
    ck_assert_int_eq(fs_arena_cleanup(arena, note, "a"), 0);
    ck_assert_int_eq(fs_arena_cleanup(arena, note, "b"), 0);
    fs_arena_reset(arena);
    ck_assert_str_eq(order, "ba");
    ck_assert_int_eq(fs_arena_cleanup(arena, note, "c"), 0);
    fs_arena_free(arena);
    ck_assert_str_eq(order, "bac");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arena");
    TCase *tcase = tcase_create("arena");
    tcase_add_test(tcase, memory_comes_zeroed_aligned_and_apart);
    tcase_add_test(tcase, a_large_block_is_one_allocation_and_is_counted);
    tcase_add_test(tcase, sizes_that_overflow_are_refused);
    tcase_add_test(tcase, texts_are_copied);
    tcase_add_test(tcase, cleanups_run_once_newest_first);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
