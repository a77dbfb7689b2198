/* data_instruments.h: the instruments of a dataset in finsmart data show. */
#ifndef FINSMART_CLI_DATA_INSTRUMENTS_H
#define FINSMART_CLI_DATA_INSTRUMENTS_H

#include "store/history.h"

#include <jansson.h>

/* A table below that of the symbols; nothing where the dataset has none. -1 with an error. */
int data_print_instruments(const struct fs_history *history);
/* A list, empty where the dataset has none; NULL with an error. */
json_t *data_instruments_json(const struct fs_history *history);

#endif
