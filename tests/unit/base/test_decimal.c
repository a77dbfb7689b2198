#include "base/decimal.h"
#include "base/error.h"

#include <check.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static fs_i128 wide(const char *text)
{
    fs_u128 value = 0;
    for (const char *p = text + (*text == '-'); *p; p++)
        value = value * 10u + (unsigned)(*p - '0');
    return *text == '-' ? (fs_i128)(0 - value) : (fs_i128)value;
}

static enum fs_round mode_of(const char *name)
{
    static const char *const names[] = {"even", "half_up", "down", "up", "floor", "ceiling", "exact"};
    for (int i = 0; i < 7; i++)
        if (strcmp(names[i], name) == 0)
            return (enum fs_round)i;
    ck_abort_msg("unknown rounding mode %s", name);
    return FS_ROUND_EXACT;
}

/* One golden case: words[0] is the operation. Writes the result as the golden file has it. */
static void evaluate(char **w, char *out, size_t size)
{
    int64_t narrow = 0x5eed;
    fs_i128 amount = 0x5eed;
    int status = 0, is_wide = 0;
    const char *op = w[0];
    fs_error_clear();
    if (strcmp(op, "mul") == 0)
        status = fs_decimal_mul(atoll(w[1]), atoi(w[2]), atoll(w[3]), atoi(w[4]), atoi(w[5]), mode_of(w[6]),
                                &narrow);
    else if (strcmp(op, "div") == 0)
        status = fs_decimal_div(atoll(w[1]), atoi(w[2]), atoll(w[3]), atoi(w[4]), atoi(w[5]), mode_of(w[6]),
                                &narrow);
    else if (strcmp(op, "rescale") == 0)
        status = fs_decimal_rescale(atoll(w[1]), atoi(w[2]), atoi(w[3]), mode_of(w[4]), &narrow);
    else if (strcmp(op, "quantize") == 0)
        status = fs_decimal_quantize(atoll(w[1]), atoll(w[2]), mode_of(w[3]), &narrow);
    else if (strcmp(op, "add") == 0)
        status = fs_decimal_add(atoll(w[1]), atoll(w[2]), &narrow);
    else if (strcmp(op, "sub") == 0)
        status = fs_decimal_sub(atoll(w[1]), atoll(w[2]), &narrow);
    else if (strcmp(op, "parse") == 0)
        status = fs_decimal_parse(w[1], strlen(w[1]), atoi(w[2]), mode_of(w[3]), &narrow);
    else if (strcmp(op, "double") == 0)
        status = fs_decimal_from_double(strtod(w[1], NULL), atoi(w[2]), &narrow);
    else
        is_wide = 1;
    if (strcmp(op, "amul") == 0)
        status = fs_amount_mul(wide(w[1]), atoi(w[2]), atoll(w[3]), atoi(w[4]), atoi(w[5]), mode_of(w[6]),
                               &amount);
    else if (strcmp(op, "adiv") == 0)
        status = fs_amount_div(wide(w[1]), atoi(w[2]), atoll(w[3]), atoi(w[4]), atoi(w[5]), mode_of(w[6]),
                               &amount);
    else if (strcmp(op, "arescale") == 0)
        status = fs_amount_rescale(wide(w[1]), atoi(w[2]), atoi(w[3]), mode_of(w[4]), &amount);
    else if (strcmp(op, "aadd") == 0)
        status = fs_amount_add(wide(w[1]), wide(w[2]), &amount);
    else if (strcmp(op, "asub") == 0)
        status = fs_amount_sub(wide(w[1]), wide(w[2]), &amount);
    else if (strcmp(op, "aparse") == 0)
        status = fs_amount_parse(w[1], strlen(w[1]), atoi(w[2]), mode_of(w[3]), &amount);
    if (strcmp(op, "format") == 0)
        fs_amount_format(wide(w[1]), atoi(w[2]), out, size);
    else if (strcmp(op, "fixed") == 0)
        fs_amount_format_fixed(wide(w[1]), atoi(w[2]), out, size);
    else if (strcmp(op, "to_double") == 0)
        snprintf(out, size, "%a", fs_decimal_to_double(atoll(w[1]), atoi(w[2])));
    else if (strcmp(op, "ato_double") == 0)
        snprintf(out, size, "%a", fs_amount_to_double(wide(w[1]), atoi(w[2])));
    else if (status != 0) {
        snprintf(out, size, "%s", fs_error_last()->code == FS_E_LIMIT ? "limit" : "input");
        ck_assert_msg(narrow == 0x5eed && amount == 0x5eed, "%s wrote a result though it failed", op);
    } else
        fs_amount_format(is_wide ? amount : (fs_i128)narrow, 0, out, size);
}

START_TEST(agrees_with_python_decimal_on_every_golden_case)
{
    FILE *file = fopen(TEST_DATA_DIR "/unit/base/golden/decimal.txt", "r");
    ck_assert_ptr_nonnull(file);
    char line[512];
    int count = 0;
    while (fgets(line, sizeof line, file)) {
        char original[512], *words[12], out[FS_DECIMAL_TEXT + 32];
        int n = 0;
        strcpy(original, line);
        for (char *word = strtok(line, " \n"); word && n < 12; word = strtok(NULL, " \n"))
            words[n++] = word;
        ck_assert_int_ge(n, 4);
        const char *expected = words[n - 1];
        evaluate(words, out, sizeof out);
        int equal = strcmp(out, expected) == 0;
        if (!equal &&
            strstr(words[0], "to_double")) /* hexadecimal texts may differ where the numbers do not */
            equal = strtod(out, NULL) == strtod(expected, NULL);
        if (!equal && strcmp(expected, "refused") == 0)
            equal = strcmp(out, "limit") == 0 || strcmp(out, "input") == 0;
        if (!equal)
            ck_abort_msg("%s gave %s", original, out);
        count++;
    }
    fclose(file);
    ck_assert_int_gt(count, 6000);
}
END_TEST

START_TEST(a_double_converts_as_the_decimal_that_people_see)
{
    int64_t out;
    ck_assert_int_eq(fs_decimal_from_double(98.1, 8, &out), 0);
    ck_assert_int_eq(out, 9810000000);
    ck_assert_int_eq(fs_decimal_from_double(0.285, 2, &out), 0); /* its binary expansion is 0.28499999... */
    ck_assert_int_eq(out, 28);
    ck_assert_int_eq(fs_decimal_from_double(0.295, 2, &out), 0);
    ck_assert_int_eq(out, 30);
    fs_error_clear();
    ck_assert_int_eq(fs_decimal_from_double((double)NAN, 8, &out), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
    ck_assert_int_eq(fs_decimal_from_double((double)INFINITY, 8, &out), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
    ck_assert_int_eq(fs_decimal_from_double(1e11, 8, &out), -1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_LIMIT);
}
END_TEST

START_TEST(every_decimal_of_fifteen_digits_survives_the_way_through_double)
{
    uint64_t state = 1;
    for (int i = 0; i < 200000; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        int64_t mantissa = (int64_t)(state >> 14) % INT64_C(1000000000000000), back;
        if (state & 1)
            mantissa = -mantissa;
        int digits = (int)(state >> 8 & 15);
        if (fs_decimal_from_double(fs_decimal_to_double(mantissa, digits), digits, &back) != 0 ||
            back != mantissa)
            ck_abort_msg("%lld with %d digits", (long long)mantissa, digits);
    }
}
END_TEST

START_TEST(digits_out_of_range_and_division_by_zero_are_refused)
{
    int64_t out = 0;
    fs_i128 amount = 0;
    ck_assert_int_eq(fs_decimal_rescale(1, 0, 19, FS_ROUND_DOWN, &out), -1);
    ck_assert_int_eq(fs_decimal_rescale(1, -1, 0, FS_ROUND_DOWN, &out), -1);
    ck_assert_int_eq(fs_amount_rescale(1, 0, 37, FS_ROUND_DOWN, &amount), -1);
    ck_assert_int_eq(fs_decimal_parse("1", 1, 19, FS_ROUND_DOWN, &out), -1);
    ck_assert_int_eq(fs_decimal_from_double(1, 19, &out), -1);
    ck_assert_int_eq(fs_decimal_div(1, 0, 0, 0, 0, FS_ROUND_DOWN, &out), -1);
    ck_assert_int_eq(fs_decimal_quantize(1, 0, FS_ROUND_DOWN, &out), -1);
    ck_assert_int_eq(fs_decimal_parse("", 0, 8, FS_ROUND_DOWN, &out), -1);
    ck_assert_str_eq(fs_error_last()->message, "number '': expected digits");
}
END_TEST

START_TEST(small_buffers_are_not_overrun)
{
    char buffer[4] = "xyz";
    ck_assert_uint_eq(fs_amount_format_fixed(12345, 2, buffer, 3), 0);
    ck_assert_str_eq(buffer, "");
    ck_assert_int_eq(buffer[3], 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decimal");
    TCase *tcase = tcase_create("decimal");
    tcase_add_test(tcase, agrees_with_python_decimal_on_every_golden_case);
    tcase_add_test(tcase, a_double_converts_as_the_decimal_that_people_see);
    tcase_add_test(tcase, every_decimal_of_fifteen_digits_survives_the_way_through_double);
    tcase_add_test(tcase, digits_out_of_range_and_division_by_zero_are_refused);
    tcase_add_test(tcase, small_buffers_are_not_overrun);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
