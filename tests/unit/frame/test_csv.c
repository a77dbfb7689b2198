#include "csv_texts.h"

#include "base/zone.h"

#include <math.h>
#include <stdlib.h>

START_TEST(finds_the_types_of_columns)
{
    struct fs_frame *f =
        read_text("i,f,b,t,s,code,none\n1,1.5,true,2020-01-02,x,007,\n-2,2,FALSE,2020-01-03,,010,\n", NULL);
    static const uint8_t types[] = {FS_I64, FS_F64, FS_BOOL, FS_TIME, FS_STRING, FS_STRING, FS_F64};
    ck_assert_int_eq(fs_frame_columns(f), 7);
    ck_assert_int_eq(fs_frame_rows(f), 2);
    for (int k = 0; k < 7; k++)
        ck_assert_msg(fs_frame_column(f, k)->type == types[k], "column %d is %s", k,
                      fs_type_name(fs_frame_column(f, k)->type));
    ck_assert_int_eq(i64(f, "i", 1), -2);
    ck_assert_str_eq(text(f, "code", 0), "007");
    ck_assert(fs_column_is_null(fs_frame_find(f, "s"), 1));
    ck_assert(isnan(f64(f, "none", 0)));
    fs_frame_unref(f);
}
END_TEST

START_TEST(reads_quotes_line_ends_and_marks_as_rfc_4180_has_them)
{
    struct fs_frame *f =
        read_text("\xef\xbb\xbf"
                  "a,\"b, c\"\r\n\"x \"\"y\"\" z\",1\r\n\"two\r\nlines\",2\r\n\"\",3\r\n5\" pipe,4",
                  NULL);
    ck_assert_int_eq(fs_frame_rows(f), 4);
    ck_assert_str_eq(text(f, "a", 0), "x \"y\" z");
    ck_assert_str_eq(text(f, "a", 1), "two\r\nlines");
    ck_assert_str_eq(text(f, "a", 2), "");
    ck_assert(!fs_column_is_null(fs_frame_find(f, "a"), 2));
    ck_assert_str_eq(text(f, "a", 3), "5\" pipe");
    ck_assert_int_eq(i64(f, "b, c", 3), 4);
    fs_frame_unref(f);
}
END_TEST

START_TEST(finds_delimiters)
{
    static const char *const inputs[] = {"a;b\n1,5;2\n", "a\tb\n1.5\t2\n", "a|b\n1|2\n", "sep=;\na;b\n1;2\n",
                                         "a,b\r1,2\r"};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        struct fs_frame *f = read_text(inputs[i], NULL);
        ck_assert_msg(f && fs_frame_columns(f) == 2 && fs_frame_rows(f) == 1, "%s", inputs[i]);
        fs_frame_unref(f);
    }
}
END_TEST

START_TEST(reads_decimal_commas_and_thousands)
{
    struct fs_csv_options options = {.delimiter = ';', .decimal = ',', .thousands = '.'};
    struct fs_frame *f = read_text("a;b\n1.234,5;1.000.000\n-12,25;3\n", &options);
    ck_assert(f64(f, "a", 0) == 1234.5);
    ck_assert(f64(f, "a", 1) == -12.25);
    ck_assert_int_eq(i64(f, "b", 0), 1000000);
    fs_frame_unref(f);
    fails("a;b\n1.2345,5;1\n1,5;2\n", &options, "t.csv:");
}
END_TEST

START_TEST(widens_whole_numbers_when_a_fraction_comes_late)
{
    size_t rows = 300000;
    char *input = malloc(rows * 8 + 64), *p = input;
    p += sprintf(p, "a,b\n");
    for (size_t i = 0; i < rows; i++)
        p += sprintf(p, "%zu,1\n", i % 1000);
    sprintf(p, "0.5,2\n");
    struct fs_frame *f = read_text(input, NULL);
    ck_assert_int_eq(fs_frame_rows(f), (int64_t)rows + 1);
    ck_assert(f64(f, "a", (int64_t)rows) == 0.5 && f64(f, "a", 999) == 999);
    fs_frame_unref(f);
    sprintf(p, "word,2\n");
    fails(input, NULL, "t.csv:300002: field 1 'a': 'word': not a whole number");
    free(input);
}
END_TEST

/* Times of many ways to write, as the same instant. */
START_TEST(reads_times_of_every_format)
{
    static const struct {
        const char *text, *zone;
        int format;
        int64_t seconds;
    } cases[] = {{"2020-01-31", NULL, 0, 1580428800},
                 {"2020/01/31", NULL, 0, 1580428800},
                 {"20200131", NULL, FS_CSV_TIME_ISO, 1580428800},
                 {"2020-01-31T09:30", NULL, 0, 1580463000},
                 {"2020-01-31 09:30:15Z", NULL, 0, 1580463015},
                 {"2020-01-31T09:30:15+01:00", NULL, 0, 1580459415},
                 {"2020-01-31 09:30:15", "America/New_York", 0, 1580481015},
                 {"2020-07-31 09:30:15", "America/New_York", 0, 1596202215},
                 {"1/31/2020", NULL, 0, 1580428800},
                 {"31/1/2020", NULL, 0, 1580428800},
                 {"31.01.2020", NULL, 0, 1580428800},
                 {"2/1/2020", NULL, FS_CSV_TIME_MDY, 1580515200},
                 {"2/1/2020", NULL, FS_CSV_TIME_DMY, 1577923200},
                 {"1/31/2020 4:05 PM", NULL, 0, 1580486700},
                 {"1/31/2020 12:00:00 AM", NULL, 0, 1580428800},
                 {"Jan 31 2020", NULL, 0, 1580428800},
                 {"\"January 31, 2020\"", NULL, 0, 1580428800},
                 {"31-Jan-2020", NULL, 0, 1580428800},
                 {"1580428800", NULL, FS_CSV_TIME_S, 1580428800},
                 {"1580428800000", NULL, FS_CSV_TIME_MS, 1580428800},
                 {"1580428800000000", NULL, FS_CSV_TIME_US, 1580428800},
                 {"1580428800000000000", NULL, FS_CSV_TIME_NS, 1580428800}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char input[128];
        struct fs_csv_options options = {.zone = cases[i].zone ? fs_zone_find(cases[i].zone) : NULL};
        sprintf(input, "t,x\n%s,1\n", cases[i].text);
        struct fs_csv *csv = open_text(input, &options);
        ck_assert_ptr_nonnull(csv);
        ck_assert_msg(fs_csv_set_type(csv, 0, FS_TIME, cases[i].format) == 0, "%s", input);
        struct fs_frame *f = fs_csv_read(csv);
        ck_assert_msg(f != NULL, "%s", input);
        ck_assert_msg(i64(f, "t", 0) == cases[i].seconds * 1000000000, "%s gave %lld", cases[i].text,
                      (long long)i64(f, "t", 0));
        fs_frame_unref(f);
        fs_csv_close(csv);
    }
}
END_TEST

START_TEST(reads_every_minute_of_a_year_in_a_zone_as_the_zone_has_it)
{
    const struct fs_zone *zone = fs_zone_find("America/New_York");
    struct fs_csv_time reader = {.format = FS_CSV_TIME_ISO, .zone = zone};
    static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t wall = 1577836800;
    for (int month = 1; month <= 12; month++)
        for (int day = 1; day <= lengths[month - 1]; day++)
            for (int minute = 0; minute < 1440; minute += 15, wall += 900) {
                char input[64] = "";
                int64_t mine, theirs;
                sprintf(input, "2020-%02d-%02d %02d:%02d:00", month, day, minute / 60, minute % 60);
                ck_assert_ptr_null(fs_csv_time_read(&reader, input, 19, &mine));
                ck_assert_int_eq(fs_zone_to_utc(zone, wall * 1000000000, FS_ZONE_FIRST, &theirs), 0);
                ck_assert_msg(mine == theirs, "%s", input);
            }
}
END_TEST

START_TEST(lists_bad_rows_and_keeps_the_others)
{
    struct fs_csv_options options = {.on_error = FS_CSV_SKIP};
    struct fs_csv *csv = open_text(
        "a,b,c\n1,x,2020-01-01\n2,\"q\"r,2020-01-02\n\n3,z\n4,w,2020-13-01\n\"5\",v,2020-01-05\n", &options);
    ck_assert_int_eq(fs_csv_set_type(csv, 2, FS_TIME, FS_CSV_TIME_ISO), 0);
    struct fs_frame *f = fs_csv_read(csv);
    ck_assert_ptr_nonnull(f);
    ck_assert_int_eq(fs_frame_rows(f), 2);
    ck_assert_int_eq(i64(f, "a", 1), 5);
    ck_assert_str_eq(text(f, "b", 1), "v");
    ck_assert_int_eq(fs_csv_bad_count(csv), 3);
    static const int lines[] = {3, 5, 6}, columns[] = {2, 0, 3};
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(fs_csv_bad(csv, i)->line, lines[i]);
        ck_assert_int_eq(fs_csv_bad(csv, i)->column, columns[i]);
    }
    ck_assert_str_eq(fs_csv_bad(csv, 2)->text, "2020-13-01");
    ck_assert_int_eq(fs_csv_line(csv, 0), 2);
    ck_assert_int_eq(fs_csv_line(csv, 1), 7);
    fs_frame_unref(f);
    fs_csv_close(csv);
}
END_TEST

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* Signs, 1 to 24 digits, a mark anywhere or nowhere, exponents: what the fast road takes and what it must refuse. */
START_TEST(reads_a_column_of_any_numbers_with_the_bits_of_strtod)
{
    enum { ROWS = 50000 };
    char *input = malloc(ROWS * 48), *p = input;
    double *expected = malloc(ROWS * sizeof *expected);
    uint64_t state = 11;
    p += sprintf(p, "x,y\n");
    for (int i = 0; i < ROWS; i++) {
        char number[48], *to = number;
        int digits = 1 + (int)next_random(&state) % 24, mark = (int)next_random(&state) % (digits + 3);
        const char *sign = (const char *[]){"", "", "-", "+"}[next_random(&state) % 4];
        to += sprintf(to, "%s", sign);
        for (int d = 0; d < digits; d++) {
            if (d == mark)
                *to++ = '.';
            *to++ = (char)('0' + next_random(&state) % 10);
        }
        if (mark == digits)
            *to++ = '.';
        if (next_random(&state) % 8 == 0)
            to += sprintf(to, "e%d", (int)next_random(&state) % 40 - 20);
        *to = '\0';
        expected[i] = strtod(number, NULL);
        p += sprintf(p, "%s,%d\n", number, -i);
    }
    struct fs_csv *csv = open_text(input, &(struct fs_csv_options){.kernels = (uint8_t)_i});
    ck_assert_int_eq(fs_csv_set_type(csv, 0, FS_F64, 0), 0);
    struct fs_frame *frame = fs_csv_read(csv);
    ck_assert_ptr_nonnull(frame);
    ck_assert_int_eq(fs_frame_rows(frame), ROWS);
    ck_assert_mem_eq(fs_frame_find(frame, "x")->data, expected, ROWS * sizeof *expected);
    const int64_t *y = fs_frame_find(frame, "y")->data;
    int same = 0;
    while (same < ROWS && y[same] == -same)
        same++;
    ck_assert_int_eq(same, ROWS);
    fs_frame_unref(frame);
    fs_csv_close(csv);
    free(expected);
    free(input);
}
END_TEST

/* Fields that the kernels for many at a time must take apart from plain numbers, in every place of a group. */
START_TEST(finds_every_field_that_is_no_number)
{
    static const char *const odd[] = {
        "",    ".",   "-",     "--1",         "1-", "1.2.3", "..", "+-1",
        "1 2", "0x1", "1e",    "1.5-",        "-.", "1,5",   "a",  "1234567890123456a",
        "/1",  ":1",  "1\x7f", "12345678.9.1"};
    char input[4096];
    for (int cr = 0; cr < 2; cr++)
        for (size_t o = 0; o < sizeof odd / sizeof *odd; o++)
            for (int place = 0; place < 11; place++) {
                char *p = input + sprintf(input, "padding_before;x%s\n", cr ? "\r" : "");
                for (int i = 0; i < 20; i++)
                    p += sprintf(p, "%d.5;%s%s\n", i,
                                 i == place ? odd[o]
                                 : i % 2    ? "-12.75"
                                            : "3",
                                 cr ? "\r" : "");
                struct fs_csv_options options = {
                    .kernels = (uint8_t)_i, .on_error = FS_CSV_SKIP, .delimiter = ';'};
                struct fs_csv *csv = open_text(input, &options);
                fs_csv_set_type(csv, 1, FS_F64, 0);
                struct fs_frame *f = fs_csv_read(csv);
                int missing = !*odd[o] || !strcmp(odd[o], "-");
                ck_assert_int_eq(fs_csv_bad_count(csv), !missing);
                if (!missing)
                    ck_assert_int_eq(fs_csv_bad(csv, 0)->line, place + 2);
                ck_assert_int_eq(fs_frame_rows(f), 20 - !missing);
                int same = 1;
                for (int i = 0, row = 0; i < 20; i++) {
                    if (i == place && !missing)
                        continue;
                    same &= f64(f, "padding_before", row) == i + 0.5 && fs_csv_line(csv, row) == i + 2;
                    same &= i == place ? isnan(f64(f, "x", row)) : f64(f, "x", row) == (i % 2 ? -12.75 : 3);
                    row++;
                }
                ck_assert_msg(same, "'%s' at %d", odd[o], place);
                fs_frame_unref(f);
                fs_csv_close(csv);
            }
}
END_TEST

START_TEST(writes_a_first_name_that_looks_like_a_mark_so_that_it_stays_a_name)
{
    static const char *const names[] = {"\xef\xbb\xbf", "\xef\xbb\xbfx", "sep=;"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct fs_frame *f = fs_frame_new();
        void *data;
        char *written = NULL;
        size_t length;
        ck_assert_int_eq(fs_frame_add_new(f, names[i], FS_F64, 1, NULL, &data), 0);
        *(double *)data = 1;
        FILE *out = open_memstream(&written, &length);
        ck_assert_int_eq(fs_csv_write(f, out, NULL), 0);
        fclose(out);
        struct fs_frame *back = read_text(written, NULL);
        ck_assert_str_eq(fs_frame_column(back, 0)->name, names[i]);
        fs_frame_unref(back);
        fs_frame_unref(f);
        free(written);
    }
}
END_TEST

START_TEST(refuses_what_is_no_table)
{
    fails("", NULL, "empty");
    fails("\n\n", NULL, "empty");
    fails("a,a\n1,2\n", NULL, "both named 'a'");
    fails("a,b\n1,\"2\n", NULL, "t.csv:2: a quote is opened and never closed");
    fails("a,b\n1,2\n3\n", NULL, "t.csv:3: 1 field; expected 2");
    fails("\xff\xfe"
          "a\n",
          NULL, "UTF-16");
    fails("a,b\nx,\xe9t\xe9\n", NULL, "not UTF-8");
    fails("d,x\n1/2/2020,1\n", NULL, "month/day/year or day/month/year");
    ck_assert_int_eq(fs_csv_open("/nonexistent/x.csv", NULL) == NULL, 1);
    ck_assert_int_eq(fs_error_last_code(), FS_E_IO);
}
END_TEST

START_TEST(writes_what_it_reads_back)
{
    static const char input[] = "a,b,c,d,e\n0.1,NA,x y,2020-01-02T03:04:05.5Z,true\n-1e-300,7,\" "
                                "q\"\"\n\",,false\n1e+22,,\"NA\",1999-12-31T23:59:59Z,\n";
    struct fs_frame *f = read_text(input, NULL);
    char *written = NULL;
    size_t length;
    FILE *out = open_memstream(&written, &length);
    ck_assert_int_eq(fs_csv_write(f, out, NULL), 0);
    fclose(out);
    ck_assert_str_eq(written, "a,b,c,d,e\n0.1,,x y,2020-01-02T03:04:05.5Z,true\n-1e-300,7,\" "
                              "q\"\"\n\",,false\n1e+22,,\"NA\",1999-12-31T23:59:59Z,\n");
    fs_frame_unref(f);
    free(written);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv");
    TCase *cases = tcase_create("csv");
    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, finds_the_types_of_columns);
    tcase_add_test(cases, reads_quotes_line_ends_and_marks_as_rfc_4180_has_them);
    tcase_add_test(cases, finds_delimiters);
    tcase_add_test(cases, reads_decimal_commas_and_thousands);
    tcase_add_test(cases, widens_whole_numbers_when_a_fraction_comes_late);
    tcase_add_test(cases, reads_times_of_every_format);
    tcase_add_test(cases, reads_every_minute_of_a_year_in_a_zone_as_the_zone_has_it);
    tcase_add_test(cases, lists_bad_rows_and_keeps_the_others);
    tcase_add_loop_test(cases, reads_a_column_of_any_numbers_with_the_bits_of_strtod, FS_CSV_BEST,
                        FS_CSV_BASELINE + 1);
    tcase_add_loop_test(cases, finds_every_field_that_is_no_number, FS_CSV_BEST, FS_CSV_BASELINE + 1);
    tcase_add_test(cases, writes_a_first_name_that_looks_like_a_mark_so_that_it_stays_a_name);
    tcase_add_test(cases, refuses_what_is_no_table);
    tcase_add_test(cases, writes_what_it_reads_back);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
