/* What HTTP's texts mean: targets, conditions, ranges, chunks in any pieces; and the count of addresses. */
#include "base/error.h"
#include "net/addresses.h"
#include "net/http_chunks.h"
#include "net/http_conditions.h"
#include "net/http_target.h"

#include <arpa/inet.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *path_of(const char *target)
{
    static char text[200];
    struct fs_http_target parts;
    struct fs_http_fault fault;
    void *room = malloc(fs_http_target_room(target)); /* exactly as large as it says */
    int status = fs_http_target_parse(target, room, &parts, &fault);
    snprintf(text, sizeof text, "%s", status ? "refused" : parts.path);
    free(room);
    return text;
}

START_TEST(normalises_paths)
{
    static const char *const cases[][2] = {
        {"/", "/"},
        {"/a", "/a"},
        {"/a/", "/a/"},
        {"//", "//"},
        {"/./", "/"},
        {"/.", "/"},
        {"/a/.", "/a/"},
        {"/a/..", "/"},
        {"/a/b/../c", "/a/c"},
        {"/a/b/..", "/a/"},
        {"/a/%2E%2e/b", "/b"},
        {"/a/...", "/a/..."},
        {"/%61%2Fb/c", "/a%2Fb/c"},
        {"/a%25b", "/a%b"},
        {"/a+b", "/a+b"},
        {"/..", "refused"},
        {"/a/../..", "refused"},
        {"/%", "refused"},
        {"/%4", "refused"},
        {"/%4g", "refused"},
        {"/%7f", "refused"},
        {"/%C3%28", "refused"},
        {"http://h", "/"},
        {"HTTPS://h/a?b", "/a"},
        {"http://h?b", "/"},
        {"http:///a", "refused"},
        {"a/b", "refused"},
        {"", "refused"},
        {"*", "*"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(!strcmp(path_of(cases[i][0]), cases[i][1]), "%s: %s", cases[i][0],
                      path_of(cases[i][0]));
}
END_TEST

START_TEST(takes_queries_apart)
{
    static const char target[] = "/?a=1&a=2&b&=c&d=e=f&&g=%26%3D&h%20i=+&";
    static const char *const pairs[][2] = {{"a", "1"},   {"a", "2"},  {"b", ""},   {"", "c"},
                                           {"d", "e=f"}, {"g", "&="}, {"h i", " "}};
    struct fs_http_target parts;
    struct fs_http_fault fault;
    void *room = malloc(fs_http_target_room(target));
    ck_assert_int_eq(fs_http_target_parse(target, room, &parts, &fault), 0);
    ck_assert_str_eq(parts.query, target + 2);
    ck_assert_uint_eq(parts.parameter_count, 7);
    for (size_t i = 0; i < 7; i++) {
        ck_assert_str_eq(parts.parameters[i].name, pairs[i][0]);
        ck_assert_str_eq(parts.parameters[i].value, pairs[i][1]);
    }
    free(room);
}
END_TEST

START_TEST(compares_etags_weakly)
{
    ck_assert_int_eq(fs_http_etag_listed("\"a\"", "\"a\""), 1);
    ck_assert_int_eq(fs_http_etag_listed("W/\"a\"", "\"a\""), 1);
    ck_assert_int_eq(fs_http_etag_listed("\"b\" , \"a\"", "W/\"a\""), 1);
    ck_assert_int_eq(fs_http_etag_listed("\"a,b\",\"c\"", "\"c\""), 1);
    ck_assert_int_eq(fs_http_etag_listed(" *", "\"c\""), 1);
    ck_assert_int_eq(fs_http_etag_listed("\"ab\"", "\"a\""), 0);
    ck_assert_int_eq(fs_http_etag_listed("a", "\"a\""), 0);
    ck_assert_int_eq(fs_http_etag_listed("\"a", "\"a\""), 0);
    ck_assert_int_eq(fs_http_etag_listed("", "\"a\""), 0);
    ck_assert_int_eq(fs_http_etag_listed(NULL, "\"a\""), 0);
    ck_assert_int_eq(fs_http_etag_listed("*", NULL), 0);
}
END_TEST

START_TEST(reads_ranges)
{
    static const struct {
        const char *field;
        enum fs_http_range kind;
        uint64_t first, length;
    } cases[] = {
        {"bytes=0-0", FS_HTTP_RANGE_PART, 0, 1},
        {"bytes=0-", FS_HTTP_RANGE_PART, 0, 100},
        {"bytes=99-", FS_HTTP_RANGE_PART, 99, 1},
        {"bytes=10-1000", FS_HTTP_RANGE_PART, 10, 90},
        {"Bytes=-1", FS_HTTP_RANGE_PART, 99, 1},
        {"bytes=-1000", FS_HTTP_RANGE_PART, 0, 100},
        {"bytes=100-", FS_HTTP_RANGE_BEYOND, 0, 0},
        {"bytes=-0", FS_HTTP_RANGE_BEYOND, 0, 0},
        {"bytes=5-4", FS_HTTP_RANGE_WHOLE, 0, 0},
        {"bytes=0-1,3-4", FS_HTTP_RANGE_WHOLE, 0, 0},
        {"bytes=a-", FS_HTTP_RANGE_WHOLE, 0, 0},
        {"bytes=-", FS_HTTP_RANGE_WHOLE, 0, 0},
        {"bytes=99999999999999999999-", FS_HTTP_RANGE_WHOLE, 0, 0},
        {"lines=0-1", FS_HTTP_RANGE_WHOLE, 0, 0},
        {NULL, FS_HTTP_RANGE_WHOLE, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t first = 0, length = 0;
        ck_assert_msg(fs_http_range_parse(cases[i].field, 100, &first, &length) == cases[i].kind, "%s",
                      cases[i].field);
        ck_assert_uint_eq(first, cases[i].first);
        ck_assert_uint_eq(length, cases[i].length);
    }
    uint64_t first, length;
    ck_assert_int_eq(fs_http_range_parse("bytes=0-", 0, &first, &length), FS_HTTP_RANGE_BEYOND);
}
END_TEST

START_TEST(chunks_are_the_same_in_all_pieces)
{
    static const char coded[] =
        "5\r\nhello\r\n1;x\r\n \r\n00000005;y=\"z\"\r\nworld\r\n0\r\nA: b\r\n\r\nrest";
    for (size_t piece = 1; piece < sizeof coded; piece++) {
        struct fs_http_chunks chunks = {0};
        struct fs_http_fault fault;
        char text[40] = "";
        size_t at = 0, size = 0;
        int status = 0;
        while (!status && at < sizeof coded - 1) {
            size_t end = at + piece < sizeof coded - 1 ? at + piece : sizeof coded - 1, taken, length;
            while (at < end && !status) {
                const char *data;
                status = fs_http_chunks_take(&chunks, coded + at, end - at, &taken, &data, &length, &fault);
                memcpy(text + size, data, length);
                size += length;
                at += taken;
            }
        }
        ck_assert_int_eq(status, 1);
        ck_assert_str_eq(text, "hello world");
        ck_assert_str_eq(coded + at, "rest");
    }
}
END_TEST

START_TEST(chunks_and_trailers_are_bounded)
{
    static char long_line[10000];
    memset(long_line, 'a', sizeof long_line - 1);
    static const char *const before[] = {"1;", "0\r\nA:"};
    for (size_t i = 0; i < 2; i++) {
        struct fs_http_chunks chunks = {0};
        struct fs_http_fault fault;
        const char *data;
        size_t taken, length;
        ck_assert_int_eq(
            fs_http_chunks_take(&chunks, before[i], strlen(before[i]), &taken, &data, &length, &fault), 0);
        ck_assert_int_eq(
            fs_http_chunks_take(&chunks, long_line, sizeof long_line - 1, &taken, &data, &length, &fault),
            -1);
        ck_assert_int_eq(fault.status, 400);
    }
}
END_TEST

static struct fs_address address(const char *text)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct fs_address out;
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        ck_assert_int_eq(fs_address_from((struct sockaddr *)&v4, &out), 0);
    else if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1)
        ck_assert_int_eq(fs_address_from((struct sockaddr *)&v6, &out), 0);
    return out;
}

START_TEST(counts_addresses)
{
    struct fs_addresses *all = fs_addresses_new();
    struct fs_address one = address("192.0.2.1"), two = address("192.0.2.2");
    struct fs_address six = address("2001:db8::1"), near = address("2001:db8::ffff:2"),
                      far = address("2001:db8:0:1::1");
    ck_assert_uint_eq(fs_addresses_add(all, &one), 1);
    ck_assert_uint_eq(fs_addresses_add(all, &one), 2);
    ck_assert_uint_eq(fs_addresses_add(all, &two), 1);
    ck_assert_uint_eq(fs_addresses_add(all, &six), 1);
    ck_assert_uint_eq(fs_addresses_add(all, &near), 2); /* the same /64 */
    ck_assert_uint_eq(fs_addresses_add(all, &far), 1);
    struct fs_address mapped =
        address("::ffff:192.0.2.1"); /* the same address on a socket of both families */
    ck_assert_uint_eq(fs_addresses_add(all, &mapped), 3);
    fs_addresses_remove(all, &one);
    ck_assert_uint_eq(fs_addresses_add(all, &one), 3);
    ck_assert_uint_eq(fs_addresses_count(all), 4);
    fs_addresses_free(all);
}
END_TEST

START_TEST(counts_many_addresses_that_come_and_go)
{
    enum { COUNT = 5000 };
    static uint32_t model[COUNT];
    struct fs_addresses *all = fs_addresses_new();
    uint32_t random = 1, present = 0;
    for (int i = 0; i < 200000; i++) {
        random = random * 1664525u + 1013904223u;
        uint32_t which = (random >> 8) % COUNT;
        struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr = {htonl(which * 7)}};
        struct fs_address at;
        fs_address_from((struct sockaddr *)&v4, &at);
        if (model[which] && random >> 31) {
            fs_addresses_remove(all, &at);
            present -= --model[which] == 0;
        } else {
            present += model[which]++ == 0;
            ck_assert_uint_eq(fs_addresses_add(all, &at), model[which]);
        }
        ck_assert_uint_eq(fs_addresses_count(all), present);
    }
    fs_addresses_free(all);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net/http_parts");
    TCase *cases = tcase_create("http_parts");
    tcase_add_test(cases, normalises_paths);
    tcase_add_test(cases, takes_queries_apart);
    tcase_add_test(cases, compares_etags_weakly);
    tcase_add_test(cases, reads_ranges);
    tcase_add_test(cases, chunks_are_the_same_in_all_pieces);
    tcase_add_test(cases, chunks_and_trailers_are_bounded);
    tcase_add_test(cases, counts_addresses);
    tcase_add_test(cases, counts_many_addresses_that_come_and_go);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
