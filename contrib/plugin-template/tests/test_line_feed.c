#include "check.h"
#include "fake_host.h"

#include <string.h>

static const char *const given[] = {"symbols=ACME,INIT", NULL};

struct setup {
    struct fake_host *fake;
    void *state;
};

static struct setup start(void)
{
    struct setup s = {fake_host_new(finsmart_plugin(), given), NULL};
    CHECK(finsmart_plugin()->source->start(fake_host_table(s.fake), fake_host_context(s.fake), &s.state) ==
          0);
    fake_host_accept(s.fake, 0);
    return s;
}

static void end(struct setup s)
{
    finsmart_plugin()->source->stop(s.state);
    fake_host_free(s.fake);
}

static void trade(struct setup s, int seq)
{
    char line[200];
    snprintf(line, sizeof line,
             "{\"type\":\"trade\",\"seq\":%d,\"ts\":%d,\"symbol\":\"ACME\",\"price\":\"101.25\",\"qty\":"
             "\"3\",\"side\":\"buy\"}",
             seq, seq * 1000);
    fake_host_line(s.fake, 0, line);
}

static void reads_trades_and_quotes_exactly(void)
{
    struct setup s = start();
    const struct fs_event *events;
    CHECK(!strcmp(fake_host_sent(s.fake, 0),
                  "{\"subscribe\":[\"ACME\",\"INIT\"],\"from\":1,\"session\":\"\"}\n"));
    trade(s, 1);
    fake_host_line(
        s.fake, 0,
        "{\"type\": \"quote\", \"seq\": 2, \"ts\": 2000, \"symbol\": \"INIT\", \"bid\": \"0.00000001\", "
        "\"bid_qty\": \"5\", \"ask\": 92233720368.54775807, \"ask_qty\": \"1.5\"}");
    CHECK(fake_host_events(s.fake, &events) == 2);
    CHECK(events[0].type == FS_EVENT_TRADE && events[0].u.trade.price == 10125000000 &&
          events[0].u.trade.side == FS_BUY);
    CHECK(events[1].type == FS_EVENT_QUOTE && events[1].u.quote.bid == 1 &&
          events[1].u.quote.ask_qty == 150000000);
    CHECK(fake_host_metric(s.fake, "gaps_total") == 0.0);
    end(s);
}

static void resumes_after_a_hang_up_and_tells_of_the_gap(void)
{
    struct setup s = start();
    const struct fs_event *events;
    trade(s, 1);
    trade(s, 2);
    fake_host_sent(s.fake, 0);
    fake_host_hang_up(s.fake, 0, "the other side closed the connection");
    fake_host_accept(s.fake, 0);
    CHECK(!strcmp(fake_host_sent(s.fake, 0),
                  "{\"subscribe\":[\"ACME\",\"INIT\"],\"from\":3,\"session\":\"\"}\n"));
    trade(s, 2); /* sent again */
    trade(s, 6);
    CHECK(fake_host_events(s.fake, &events) == 5);
    CHECK(events[2].type == FS_EVENT_GAP && events[2].u.gap.missed == 3 && events[2].ts == 6000);
    CHECK(events[3].type == FS_EVENT_GAP && events[4].type == FS_EVENT_TRADE);
    CHECK(fake_host_metric(s.fake, "connections_total") == 2.0);
    CHECK(fake_host_metric(s.fake, "gaps_total") == 1.0);
    end(s);
}

static void a_new_numbering_is_a_gap_of_unknown_size(void)
{
    struct setup s = start();
    const struct fs_event *events;
    fake_host_line(s.fake, 0, "{\"type\":\"hello\",\"session\":\"a\",\"next\":1}");
    trade(s, 1);
    fake_host_hang_up(s.fake, 0, "no data for 30 s");
    fake_host_accept(s.fake, 0);
    fake_host_line(s.fake, 0, "{\"type\":\"hello\",\"session\":\"b\",\"next\":1}");
    CHECK(fake_host_events(s.fake, &events) == 3);
    CHECK(events[1].type == FS_EVENT_GAP && events[1].u.gap.missed == 0 && events[1].ts == 1000);
    fake_host_line(s.fake, 0, "{\"type\":\"heartbeat\",\"seq\":1}");
    CHECK(fake_host_events(s.fake, &events) == 3);
    end(s);
}

static void ignores_what_is_malformed_and_counts_it(void)
{
    static const char *const lines[] = {"",
                                        "hello",
                                        "{",
                                        "{\"type\"}",
                                        "{\"type\":\"trade\"}",
                                        "{\"type\":\"trade\",\"seq\":-1}",
                                        "[1]",
                                        "{}",
                                        "{\"type\":\"tra\\qde\",\"seq\":1}",
                                        "{\"type\":\"trade\",\"seq\":1} x",
                                        "{\"type\":\"trade\",\"seq\":99999999999999999999}"};
    struct setup s = start();
    const struct fs_event *events;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        fake_host_line(s.fake, 0, lines[i]);
    CHECK(fake_host_events(s.fake, &events) == 0);
    CHECK(fake_host_metric(s.fake, "bad_messages_total") == (double)(sizeof lines / sizeof *lines));
    end(s);
}

int main(void)
{
    reads_trades_and_quotes_exactly();
    resumes_after_a_hang_up_and_tells_of_the_gap();
    a_new_numbering_is_a_gap_of_unknown_size();
    ignores_what_is_malformed_and_counts_it();
    puts("line_feed: passed");
    return 0;
}
