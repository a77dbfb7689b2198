/* Decimal numbers as text: what is accepted is written and read back to the same value. */
#include "base/decimal.h"
#include "base/error.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    int digits = data[0] % 37;
    enum fs_round round = (enum fs_round)(data[1] % 7);
    char buffer[FS_DECIMAL_TEXT];
    fs_i128 value, back;
    if (fs_amount_parse((const char *)data + 2, size - 2, digits, round, &value) == 0) {
        size_t length = fs_amount_format(value, digits, buffer, sizeof buffer);
        if (length == 0 || fs_amount_parse(buffer, length, digits, FS_ROUND_EXACT, &back) != 0 ||
            back != value)
            abort();
    }
    fs_error_clear();
    return 0;
}
