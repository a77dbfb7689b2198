/* Files of weights and signals (--weights, --signals), in the format that the first byte says: what is accepted is followed to the end
 * of a short run, with the books in order, or ends it with an error. */
#include "small_run.h"
#include "store/weights.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct small_market market;
    struct fs_engine_options options;
    if (!size)
        return 0;
    struct fs_runner *runner = fs_weights_open(small_file(data + 1, size - 1, data[0]));
    if (!runner) {
        if (!fs_error_last())
            abort();
        fs_error_clear();
        return 0;
    }
    fs_engine_defaults(&options);
    options.limits.max_leverage = data[0] & 4 ? 0 : 1;
    small_market(&market);
    small_run(&options, &market, runner);
    runner->free(runner);
    return 0;
}
