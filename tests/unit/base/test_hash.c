#include "base/hash.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

START_TEST(sha_256_gives_the_digests_of_the_standard)
{
    char out[FS_SHA256_HEX];
    ck_assert_int_eq(fs_sha256_of("", 0, out), 0);
    ck_assert_str_eq(out, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    ck_assert_int_eq(fs_sha256_of("abc", 3, out), 0);
    ck_assert_str_eq(out, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const char *two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"; /* FIPS 180-2, B.2 */
    ck_assert_int_eq(fs_sha256_of(two_blocks, strlen(two_blocks), out), 0);
    ck_assert_str_eq(out, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}
END_TEST

START_TEST(a_digest_in_the_middle_does_not_end_the_hash)
{
    struct fs_sha256 *hash = fs_sha256_new();
    char out[FS_SHA256_HEX], whole[FS_SHA256_HEX];
    for (int i = 0; i < 1000; i++) { /* FIPS 180-2, B.3: a million times "a" */
        char as[1000];
        memset(as, 'a', sizeof as);
        ck_assert_int_eq(fs_sha256_update(hash, as, sizeof as), 0);
        if (i % 100 == 50)
            ck_assert_int_eq(fs_sha256_hex(hash, whole), 0);
    }
    ck_assert_int_eq(fs_sha256_hex(hash, out), 0);
    ck_assert_str_eq(out, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    fs_sha256_free(hash);
    fs_sha256_free(NULL);
}
END_TEST

START_TEST(the_fast_hash_depends_on_every_bit_and_on_the_length)
{
    unsigned char bytes[64] = {0};
    for (size_t length = 0; length <= sizeof bytes; length++) {
        unsigned char *exact = malloc(length + 1); /* so that reading beyond the end is seen */
        memcpy(exact, bytes, length);
        uint64_t base = fs_hash64(exact, length, 1);
        ck_assert(base != fs_hash64(exact, length, 2));
        int64_t flips = 0;
        for (size_t bit = 0; bit < length * 8; bit++) {
            exact[bit / 8] ^= (unsigned char)(1u << (bit % 8));
            uint64_t other = fs_hash64(exact, length, 1);
            ck_assert(other != base);
            flips += __builtin_popcountll(other ^ base);
            exact[bit / 8] ^= (unsigned char)(1u << (bit % 8));
        }
        if (length > 4) { /* on average half of the output changes */
            double mean = (double)flips / (double)(length * 8);
            ck_assert_msg(mean > 28 && mean < 36, "length %zu: %g bits change", length, mean);
        }
        free(exact);
    }
    ck_assert(fs_hash64("", 0, 0) != fs_hash64("\0", 1, 0));
    ck_assert(fs_hash64("\0", 1, 0) != fs_hash64("\0\0", 2, 0));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hash");
    TCase *tcase = tcase_create("hash");
    tcase_add_test(tcase, sha_256_gives_the_digests_of_the_standard);
    tcase_add_test(tcase, a_digest_in_the_middle_does_not_end_the_hash);
    tcase_add_test(tcase, the_fast_hash_depends_on_every_bit_and_on_the_length);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
