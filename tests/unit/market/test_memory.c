/* Books when there is no memory: an event is refused and nothing changes, or it is applied. */
#include "../failing.h"

#include "base/error.h"
#include "market/event_file.h"
#include "market/instrument_file.h"
#include "market/orders_book.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct fs_event event_of(uint64_t id, int side, int64_t price)
{
    struct fs_event e = {.ts = 1, .symbol = 1, .type = FS_EVENT_BOOK};
    e.u.book.action = FS_BOOK_ADD;
    e.u.book.side = (uint8_t)side;
    e.u.book.order_id = id;
    e.u.book.price = price;
    e.u.book.qty = 5;
    return e;
}

/* A result of no memory as the error that it would be elsewhere. */
static int told(int result)
{
    return result == FS_APPLY_MEMORY ? fs_error_nomem()
           : result == FS_APPLY_DONE ? 0
                                     : fs_error_set(FS_E_INTERNAL, "result %s", fs_apply_name(result));
}

/* Orders at prices that make pages, grow the directory, the index and the pool, and refine the tick. */
static int build_orders(void)
{
    struct fs_orders_book *book = fs_orders_book_new(0);
    int result = book ? 0 : -1;
    for (uint64_t id = 1; id <= 3000 && result == 0; id++) {
        int64_t before = fs_orders_book_orders(book), price = (int64_t)(id % 2 ? 1000 : 1000 + id * 40) * 6;
        struct fs_event e = event_of(id, id % 2 ? FS_BUY : FS_SELL, id == 2500 ? price + 2 : price);
        result = told(fs_orders_book_apply(book, &e));
        if (result != 0 && fs_orders_book_orders(book) != before)
            result = fs_error_set(FS_E_INTERNAL, "a refused order is there");
    }
    fs_orders_book_free(book);
    return result;
}

static int build_levels(void)
{
    struct fs_depth *depth = fs_depth_new(0);
    int result = depth ? 0 : -1;
    for (int64_t i = 1; i <= 200 && result == 0; i++) {
        struct fs_event e = event_of(0, FS_BUY, i * 4096 + (i == 150 ? 2 : 0));
        result = told(fs_depth_apply(depth, &e));
        if (fs_depth_count(depth, FS_BUY) != (result ? i - 1 : i))
            result = fs_error_set(FS_E_INTERNAL, "%lld levels", (long long)fs_depth_count(depth, FS_BUY));
    }
    fs_depth_free(depth);
    return result;
}

static const char *const files[][2] = {
    {"memory_instruments.csv",
     "symbol,kind,currency,expiry,initial_margin\nA,future,USD,2020-03-20,5%\nB,equity,USD,,\n"},
    {"memory_events.csv",
     "symbol,date,type,amount,ratio,into\nA,2020-01-02,split,,2:1,\nB,2020-01-03,merger,1,0.5,A\n"},
    {"memory_halts.csv", "symbol,from,to\nA,2020-01-02,2020-01-03\nB,2020-01-02,\n"},
};

static int read_instruments(void)
{
    struct fs_instruments *all = fs_instruments_read(files[0][0]);
    int status = !all                            ? -1
                 : fs_instruments_find(all, "A") ? 0
                                                 : fs_error_set(FS_E_INTERNAL, "an instrument is missing");
    fs_instruments_free(all);
    return status;
}

static int read_events(void)
{
    int64_t count = 0;
    struct fs_events *events = fs_events_new();
    int status =
        !events || fs_events_read(events, files[1][0]) || fs_events_read_halts(events, files[2][0]) ? -1 : 0;
    if (events)
        fs_events_list(events, &count);
    if (!status && count != 5)
        status = fs_error_set(FS_E_INTERNAL, "%lld events", (long long)count);
    fs_events_free(events);
    return status;
}

START_TEST(reference_files_are_read_whole_or_not_at_all)
{
    for (int i = 0; i < 3; i++) {
        FILE *out = fopen(files[i][0], "w");
        ck_assert_ptr_nonnull(out);
        fputs(files[i][1], out);
        fclose(out);
    }
    failing_memory("instruments", read_instruments, NULL);
    failing_memory("events", read_events, NULL);
    for (int i = 0; i < 3; i++)
        unlink(files[i][0]);
}
END_TEST

START_TEST(books_stay_whole)
{
    failing_memory("orders", build_orders, NULL);
    failing_memory("levels", build_levels, NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("memory");
    TCase *cases = tcase_create("memory");
    tcase_add_test(cases, books_stay_whole);
    tcase_add_test(cases, reference_files_are_read_whole_or_not_at_all);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
