/* CRC-32C against RFC 3720, appendix B.4, and the check value of the catalogue of CRCs. */
#include "base/crc32c.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

START_TEST(gives_the_published_values)
{
    unsigned char bytes[32];
    ck_assert_uint_eq(fs_crc32c(0, "123456789", 9), 0xe3069283u);
    memset(bytes, 0, sizeof bytes);
    ck_assert_uint_eq(fs_crc32c(0, bytes, 32), 0x8a9136aau);
    memset(bytes, 0xff, sizeof bytes);
    ck_assert_uint_eq(fs_crc32c(0, bytes, 32), 0x62a8ab43u);
    for (int i = 0; i < 32; i++)
        bytes[i] = (unsigned char)i;
    ck_assert_uint_eq(fs_crc32c(0, bytes, 32), 0x46dd794eu);
    ck_assert_uint_eq(fs_crc32c(0, "", 0), 0);
}
END_TEST

START_TEST(goes_on_with_what_stood_before)
{
    const char text[] = "the quick brown fox jumps over the lazy dog";
    uint32_t whole = fs_crc32c(0, text, sizeof text);
    for (size_t i = 0; i <= sizeof text; i++)
        ck_assert_uint_eq(fs_crc32c(fs_crc32c(0, text, i), text + i, sizeof text - i), whole);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("crc32c");
    TCase *tcase = tcase_create("crc32c");
    tcase_add_test(tcase, gives_the_published_values);
    tcase_add_test(tcase, goes_on_with_what_stood_before);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
