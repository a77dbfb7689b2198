/*
 * data_book.h: `finsmart data book`: an order book as it was at a time.
 */
#ifndef FINSMART_CLI_DATA_BOOK_H
#define FINSMART_CLI_DATA_BOOK_H

struct fs_args;
struct fs_history;

/* Prints the book of --symbol as of --at. -1 with an error. */
int data_book(const struct fs_args *args, const struct fs_history *history);

#endif
