/*
 * data_check.h: `finsmart data check`.
 */
#ifndef FINSMART_CLI_DATA_CHECK_H
#define FINSMART_CLI_DATA_CHECK_H

struct fs_args;
struct fs_history;

/* Checks the dataset and prints what it found. 0: nothing, 1: something, -1 with an error. */
int data_check(const struct fs_args *args, const struct fs_history *history);

#endif
