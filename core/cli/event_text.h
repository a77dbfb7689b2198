/*
 * event_text.h: events as lines of text, for people and for other programs.
 */
#ifndef FINSMART_CLI_EVENT_TEXT_H
#define FINSMART_CLI_EVENT_TEXT_H

#include <finsmart/event.h>
#include <stdio.h>

/* "2020-01-02T14:30:00Z AAPL bar open=100 high=101.5 low=99 close=100.25 volume=1200" */
void fs_event_print(FILE *out, const struct fs_event *event);
/* One JSON object, no line end. */
void fs_event_print_json(FILE *out, const struct fs_event *event);
/* "time,symbol,open,high,low,close,volume" and lines of it; other events than bars print nothing. */
void fs_event_print_csv_head(FILE *out);
void fs_event_print_csv(FILE *out, const struct fs_event *event);

#endif
