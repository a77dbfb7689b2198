/*
 * check_bias.h: `finsmart check --bias`: strategies judged for knowledge of the future (script/bias.h).
 */
#ifndef FINSMART_CLI_CHECK_BIAS_H
#define FINSMART_CLI_CHECK_BIAS_H

struct fs_args;

/* Judges every operand over the dataset of --data (and --symbol, --from, --to, --param) and prints the findings, as text
 * or with --json as a document. Returns how many strategies have findings, -1 with an error. */
int fs_check_bias(const struct fs_args *args);

#endif
