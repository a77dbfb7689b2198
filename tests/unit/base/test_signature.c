/* Ed25519 against the vectors of RFC 8032, section 7.1, and keys in files. */
#include "base/error.h"
#include "base/signature.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64], path[96];

static void setup(void)
{
    strcpy(folder, "/tmp/finsmart_signature_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/key", folder);
}

static void teardown(void)
{
    unlink(path);
    rmdir(folder);
}

static void put_file(const char *text, mode_t mode)
{
    FILE *out = fopen(path, "w");
    ck_assert(out && fputs(text, out) >= 0 && !fclose(out));
    ck_assert_int_eq(chmod(path, mode), 0);
}

static const struct {
    const char *key, *message, *signature; /* hexadecimal */
} vectors[] = {
    {"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f"
     "0595bbe"
     "24655141438e7a100b"},
    {"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2ea"
     "eb4302a"
     "eeb00d291612bb0c00"},
};

START_TEST(checks_the_signatures_of_the_standard)
{
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        uint8_t key[FS_PUBLIC_KEY_SIZE], message[8], signature[FS_SIGNATURE_SIZE];
        size_t length = strlen(vectors[i].message) / 2;
        ck_assert_int_eq(fs_public_key_parse(vectors[i].key, key), 0);
        ck_assert_int_eq(fs_hex_parse(vectors[i].message, 2 * length, message, length), 0);
        ck_assert_int_eq(fs_hex_parse(vectors[i].signature, 128, signature, 64), 0);
        ck_assert_int_eq(fs_public_key_check(key, message, length, signature), 1);
        for (int bit = 0; bit < 512; bit++) {
            signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
            ck_assert_int_eq(fs_public_key_check(key, message, length, signature), 0);
            signature[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        ck_assert_int_eq(fs_public_key_check(key, "x", 1, signature), 0);
    }
}
END_TEST

START_TEST(a_key_from_its_file_signs_what_its_public_half_checks)
{
    char public[FS_PUBLIC_KEY_TEXT], again[FS_PUBLIC_KEY_TEXT];
    uint8_t key[FS_PUBLIC_KEY_SIZE], signature[FS_SIGNATURE_SIZE];
    struct stat info;
    ck_assert_int_eq(fs_signing_key_create(path, public), 0);
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_int_eq(info.st_mode & 0777, 0600);
    struct fs_signing_key *private = fs_signing_key_open(path);
    ck_assert_ptr_nonnull(private);
    fs_signing_key_public(private, again);
    ck_assert_str_eq(public, again);
    ck_assert_int_eq(fs_signing_key_sign(private, "abc", 3, signature), 0);
    ck_assert_int_eq(fs_public_key_parse(public, key), 0);
    ck_assert_int_eq(fs_public_key_check(key, "abc", 3, signature), 1);
    ck_assert_int_eq(fs_public_key_check(key, "abd", 3, signature), 0);
    fs_signing_key_free(private);
    ck_assert_int_eq(fs_signing_key_create(path, public), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_CONFLICT);
}
END_TEST

/* openssl genpkey -algorithm ed25519 */
static const char of_openssl[] = "-----BEGIN PRIVATE KEY-----\n"
                                 "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
                                 "-----END PRIVATE KEY-----\n";

START_TEST(reads_the_files_of_openssl)
{
    char public[FS_PUBLIC_KEY_TEXT];
    uint8_t signature[FS_SIGNATURE_SIZE];
    char text[2 * FS_SIGNATURE_SIZE + 1];
    put_file(of_openssl, 0600); /* the private key of the first vector */
    struct fs_signing_key *key = fs_signing_key_open(path);
    ck_assert_msg(key != NULL, "%s", fs_error_last() ? fs_error_last()->message : "");
    fs_signing_key_public(key, public);
    ck_assert_str_eq(public, vectors[0].key);
    ck_assert_int_eq(fs_signing_key_sign(key, "", 0, signature), 0);
    fs_hex_format(signature, sizeof signature, text);
    ck_assert_str_eq(text, vectors[0].signature);
    fs_signing_key_free(key);
}
END_TEST

static void refuses(const char *text, mode_t mode, const char *why)
{
    put_file(text, mode);
    ck_assert_ptr_null(fs_signing_key_open(path));
    ck_assert_msg(strstr(fs_error_last()->message, path) && strstr(fs_error_last()->message, why), "%s",
                  fs_error_last()->message);
    unlink(path);
}

START_TEST(refuses_what_is_no_key_of_ones_own)
{
    refuses(of_openssl, 0640, "others than its owner");
    refuses(of_openssl, 0602, "others than its owner");
    refuses("", 0600, "no private Ed25519 key");
    refuses("-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n", 0600, "no private Ed25519 key");
    /* a public key, X25519, and one under a password */
    refuses("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
            "-----END PUBLIC KEY-----\n",
            0600, "no private Ed25519 key");
    refuses("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
            "-----END PRIVATE KEY-----\n",
            0600, "no private Ed25519 key");
    refuses("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMC4C\n-----END ENCRYPTED PRIVATE KEY-----\n", 0600,
            "no private Ed25519 key");
    ck_assert_ptr_null(fs_signing_key_open(path));
    ck_assert_int_eq(fs_error_last_code(), FS_E_IO);
}
END_TEST

START_TEST(hexadecimal_text_is_exactly_that)
{
    uint8_t bytes[2];
    ck_assert_int_eq(fs_hex_parse("00ff", 4, bytes, 2), 0);
    ck_assert(bytes[0] == 0 && bytes[1] == 255);
    static const char *const wrong[] = {"00f", "00ff0", "00FF", "0x00", "00g0", ""};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_int_eq(fs_hex_parse(wrong[i], strlen(wrong[i]), bytes, 2), -1);
    uint8_t key[FS_PUBLIC_KEY_SIZE];
    ck_assert_int_eq(fs_public_key_parse("00ff", key), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("signature");
    TCase *tcase = tcase_create("signature");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, checks_the_signatures_of_the_standard);
    tcase_add_test(tcase, a_key_from_its_file_signs_what_its_public_half_checks);
    tcase_add_test(tcase, reads_the_files_of_openssl);
    tcase_add_test(tcase, refuses_what_is_no_key_of_ones_own);
    tcase_add_test(tcase, hexadecimal_text_is_exactly_that);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
