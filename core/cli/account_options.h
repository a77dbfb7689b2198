/*
 * account_options.h: the options of market_options.h that say on what terms the account is kept.
 */
#ifndef FINSMART_CLI_ACCOUNT_OPTIONS_H
#define FINSMART_CLI_ACCOUNT_OPTIONS_H

#include "cli/cli.h"
#include "trade/engine.h"

/* Reads them, and the greatest leverage, which margin accounts have only where it is given. -1 with an error. */
int fs_account_options_read(const struct fs_args *args, struct fs_engine_options *options);

#endif
