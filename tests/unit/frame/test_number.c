#include "frame/number.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 88172645463325252u;

static uint64_t random64(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static int parse(const char *text, char decimal, double *out)
{
    char padded[512 + FS_NUMBER_PADDING];
    memset(padded, '7', sizeof padded); /* what follows must not matter */
    memcpy(padded, text, strlen(text));
    return fs_number_f64(padded, strlen(text), decimal, out);
}

static void same_as_strtod(const char *text)
{
    double mine = -1, theirs = strtod(text, NULL);
    ck_assert_msg(parse(text, '.', &mine) == 0, "'%s' was refused", text);
    ck_assert_msg(memcmp(&mine, &theirs, sizeof mine) == 0, "'%s' gave %a, strtod %a", text, mine, theirs);
}

START_TEST(reads_the_same_bits_as_strtod_on_edge_cases)
{
    static const char *const texts[] = {"0",
                                        "-0",
                                        "0.0",
                                        "00012",
                                        "+5",
                                        ".5",
                                        "5.",
                                        "1e0",
                                        "1E+2",
                                        "1e-2",
                                        "9007199254740991",
                                        "9007199254740992",
                                        "9007199254740993",
                                        "9007199254740993.0",
                                        "9007199254740995",
                                        "1e22",
                                        "1e23",
                                        "-1e23",
                                        "8.5e22",
                                        "1e308",
                                        "1.7976931348623157e308",
                                        "1.7976931348623159e308",
                                        "1e309",
                                        "-1e400",
                                        "4.9e-324",
                                        "2.4e-324",
                                        "2.5e-324",
                                        "2.2250738585072011e-308",
                                        "2.2250738585072014e-308",
                                        "1e-400",
                                        "0e999999999",
                                        "123456789012345678901234567890",
                                        "0.1",
                                        "0.10000000000000000555111512312578270211815834045410156250000000001",
                                        "3.14159265358979323846",
                                        "1469.250000",
                                        "931800000",
                                        "1e55",
                                        "1e-54",
                                        "1e56",
                                        "1e-55",
                                        "18446744073709551615e-27",
                                        "9223372036854775807",
                                        "9223372036854775808",
                                        "0.000000000000000000000000000000000000000000000000001",
                                        "6.631236846766476e-316",
                                        "7.2057594037927933e16",
                                        "1.00000005960464477550",
                                        "0.5000000000000000277555756156289"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        same_as_strtod(texts[i]);
}
END_TEST

START_TEST(reads_the_same_bits_as_strtod_on_random_decimals)
{
    char text[128];
    for (int i = 0; i < 1500000; i++) {
        uint64_t r = random64();
        int digits = 1 + (int)(r % 20), places = (int)(r >> 8) % (digits + 1);
        char *p = text;
        if (r & 1u << 20)
            *p++ = '-';
        for (int d = 0; d < digits; d++) {
            if (d == digits - places && places)
                *p++ = '.';
            *p++ = (char)('0' + random64() % 10);
        }
        if ((r >> 24) % 4 == 0)
            p += sprintf(p, "e%d", (int)(r >> 32) % 130 - 65);
        *p = '\0';
        same_as_strtod(text);
    }
}
END_TEST

START_TEST(reads_the_same_bits_as_strtod_on_random_doubles)
{
    for (int i = 0; i < 400000; i++) {
        uint64_t bits = random64();
        if (i % 2) /* exponents as in prices and volumes */
            bits = (bits & 0x800fffffffffffff) | (uint64_t)(1023 - 20 + bits % 60) << 52;
        double value;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        char text[64];
        sprintf(text, "%.*g", 15 + (int)(random64() % 4), value);
        same_as_strtod(text);
    }
}
END_TEST

/* Longer than what strtod() is given: exact halves of doubles with a digit far behind, zeros and exponents. */
START_TEST(reads_the_same_bits_as_strtod_on_texts_of_any_length)
{
    enum { LONGEST = 6000 };
    char *text = malloc(LONGEST + 64 + FS_NUMBER_PADDING);
    for (int i = 0; i < 4000; i++) {
        char *p = text;
        if (random64() % 2)
            *p++ = '-';
        int zeros = random64() % 3 ? 0 : (int)(random64() % 2000), mark = (int)(random64() % 3000);
        int digits = (int)(random64() % 2000), at = 0;
        char half[1200]; /* way between two doubles, or a double, exactly */
        uint64_t bits = random64() % 2 ? random64() % (UINT64_C(1) << 56)
                                       : UINT64_C(0x3ff0000000000000) + random64() % (UINT64_C(1) << 52);
        double low;
        memcpy(&low, &bits, sizeof low);
        if (random64() % 2) {
            if (bits >> 52 == 0x3ff) /* a long double holds what lies half way to the next */
                snprintf(half, sizeof half, "%.60Lf", (long double)low + 0x1p-53L);
            else
                snprintf(half, sizeof half, "%.1100f", low);
            p += sprintf(p, "%s", half);
            for (int z = (int)(random64() % 2500); z > 0; z--)
                *p++ = '0';
            if (random64() % 2)
                *p++ = '1';
        } else {
            for (int z = 0; z < zeros + digits + 1; z++, at++) {
                if (at == mark)
                    *p++ = '.';
                *p++ = (char)(z < zeros ? '0' : '0' + random64() % 10);
            }
        }
        if (random64() % 2)
            p += sprintf(p, "e%d", (int)(random64() % 6000) - 3000);
        *p = '\0';
        memset(p + 1, '7', FS_NUMBER_PADDING - 1);
        double mine = -1, theirs = strtod(text, NULL);
        ck_assert_msg(fs_number_f64(text, (size_t)(p - text), '.', &mine) == 0, "'%s' was refused", text);
        ck_assert_msg(memcmp(&mine, &theirs, sizeof mine) == 0, "'%s' gave %a, strtod %a", text, mine,
                      theirs);
    }
    free(text);
    enum { FAR = 123456 };
    char *far = malloc(FAR + 64 + FS_NUMBER_PADDING);
    far[0] = '0', far[1] = '.';
    memset(far + 2, '0', FAR - 1);
    int n = FAR + 1 + sprintf(far + FAR + 1, "1e%d", FAR);
    double value;
    ck_assert_int_eq(fs_number_f64(far, (size_t)n, '.', &value), 0);
    ck_assert(value == 1);
    n += sprintf(far + n, "7");
    ck_assert_int_eq(fs_number_f64(far, (size_t)n, '.', &value), 0);
    ck_assert(isinf(value));
    free(far);
}
END_TEST

START_TEST(reads_halfway_points_to_even)
{
    for (int i = 0; i < 200000; i++) {
        uint64_t odd = (UINT64_C(1) << 53) + (random64() >> 11); /* 2^53..2^54: odd ones lie half way */
        char text[64];
        sprintf(text, "%llu", (unsigned long long)(odd | 1));
        same_as_strtod(text);
        sprintf(text, "%llu.5", (unsigned long long)(odd >> 1 | 1));
        same_as_strtod(text);
        sprintf(text, "%llu.25", (unsigned long long)(odd >> 2 | 1));
        same_as_strtod(text);
    }
}
END_TEST

START_TEST(refuses_what_is_no_number)
{
    static const char *const texts[] = {"",
                                        "-",
                                        "+",
                                        ".",
                                        "-.",
                                        "e5",
                                        "1e",
                                        "1e+",
                                        "1.2.3",
                                        "1,5",
                                        "0x10",
                                        "12a",
                                        "a12",
                                        "1 2",
                                        "--1",
                                        "1-",
                                        "infx",
                                        "in",
                                        "nanx",
                                        "1e5.0",
                                        "١",
                                        "1234567890123456x",
                                        "12345678901234567890x"};
    double out;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_msg(parse(texts[i], '.', &out) == -1, "'%s' was taken for %g", texts[i], out);
}
END_TEST

START_TEST(reads_special_values_and_decimal_commas)
{
    double out;
    ck_assert_int_eq(parse("-Infinity", '.', &out), 0);
    ck_assert(isinf(out) && out < 0);
    ck_assert_int_eq(parse("NaN", '.', &out), 0);
    ck_assert(isnan(out));
    ck_assert_int_eq(parse("1455,25", ',', &out), 0);
    ck_assert(out == 1455.25);
    ck_assert_int_eq(parse("12345678901234567890,125", ',', &out), 0);
    ck_assert(out == 12345678901234567890.125);
    ck_assert_int_eq(parse("1.5", ',', &out), -1);
}
END_TEST

START_TEST(reads_integers_to_the_limits)
{
    static const struct {
        const char *text;
        int64_t value;
    } good[] = {{"0", 0},
                {"-1", -1},
                {"+7", 7},
                {"9223372036854775807", INT64_MAX},
                {"-9223372036854775808", INT64_MIN},
                {"1577836800000000000", 1577836800000000000},
                {"1234567890123456", 1234567890123456},
                {"0000000000000000000012", 12}};
    static const char *const bad[] = {
        "",    "-",   "9223372036854775808", "-9223372036854775809", "1.0", "1/2",
        "12x", "1e3", "99999999999999999999"};
    char padded[64 + FS_NUMBER_PADDING] = "";
    int64_t out;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        strcpy(padded, good[i].text);
        ck_assert_int_eq(fs_number_i64(padded, strlen(padded), &out), 0);
        ck_assert_int_eq(out, good[i].value);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        strcpy(padded, bad[i]);
        ck_assert_msg(fs_number_i64(padded, strlen(padded), &out) == -1, "%s", bad[i]);
    }
}
END_TEST

START_TEST(writes_the_shortest_text_that_reads_back)
{
    static const struct {
        double value;
        const char *text;
    } known[] = {{0, "0"},
                 {-0.0, "-0"},
                 {1, "1"},
                 {0.5, "0.5"},
                 {-0.05, "-0.05"},
                 {1455.219971, "1455.219971"},
                 {0.1, "0.1"},
                 {931800000, "931800000"},
                 {1e15, "1000000000000000"},
                 {1e22, "1e+22"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {5e-324, "5e-324"},
                 {100, "100"},
                 {0.00001, "0.00001"},
                 {1e-7, "1e-07"},
                 {10.01, "10.01"}};
    char text[FS_NUMBER_TEXT];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t n = fs_number_format(known[i].value, text);
        ck_assert_str_eq(text, known[i].text);
        ck_assert_uint_eq(n, strlen(text));
    }
    for (int i = 0; i < 300000; i++) {
        uint64_t bits = random64();
        double value, back;
        if (i % 3 == 0) {
            value = (double)(int64_t)(random64() % 100000000) / 10000;
        } else {
            memcpy(&value, &bits, sizeof value);
            if (!isfinite(value))
                continue;
        }
        fs_number_format(value, text);
        ck_assert_int_eq(parse(text, '.', &back), 0);
        ck_assert_msg(memcmp(&back, &value, sizeof back) == 0, "%a became '%s'", value, text);
        char plain[64];
        sprintf(plain, "%.14g", value);
        if (strtod(plain, NULL) == value) { /* a shorter one exists: ours has no more digits */
            int mine = 0, theirs = 0;
            for (const char *p = text; *p && *p != 'e'; p++)
                mine += *p >= '1' && *p <= '9';
            for (const char *p = plain; *p && *p != 'e'; p++)
                theirs += *p >= '1' && *p <= '9';
            ck_assert_msg(mine <= theirs, "'%s' is longer than '%s'", text, plain);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("number");
    TCase *cases = tcase_create("number");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, reads_the_same_bits_as_strtod_on_edge_cases);
    tcase_add_test(cases, reads_the_same_bits_as_strtod_on_random_decimals);
    tcase_add_test(cases, reads_the_same_bits_as_strtod_on_random_doubles);
    tcase_add_test(cases, reads_the_same_bits_as_strtod_on_texts_of_any_length);
    tcase_add_test(cases, reads_halfway_points_to_even);
    tcase_add_test(cases, refuses_what_is_no_number);
    tcase_add_test(cases, reads_special_values_and_decimal_commas);
    tcase_add_test(cases, reads_integers_to_the_limits);
    tcase_add_test(cases, writes_the_shortest_text_that_reads_back);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
