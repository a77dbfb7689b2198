#include "cli/backtest_reference.h"

#include "base/error.h"
#include "base/hash.h"
#include "frame/frame.h"
#include "market/instrument.h"

#include <stdio.h>

enum { FILES = sizeof(((struct fs_backtest_data *)0)->files) / sizeof(struct fs_backtest_file) };

static struct fs_backtest_file *next_file(struct fs_backtest_data *data)
{
    int i = 0;
    while (i < FILES - 1 && data->files[i].option)
        i++;
    return &data->files[i];
}

int fs_backtest_note_file(struct fs_backtest_data *data, struct fs_arena *arena, const char *option,
                          const char *path)
{
    struct fs_backtest_file *file = next_file(data);
    if (!path)
        return 0;
    *file = (struct fs_backtest_file){.option = option, .path = fs_arena_strdup(arena, path)};
    struct fs_buffer *bytes = file->path ? fs_buffer_map(path) : NULL;
    int status = bytes ? fs_sha256_of(fs_buffer_data(bytes), fs_buffer_size(bytes), file->hash) : -1;
    fs_buffer_unref(bytes);
    return status;
}

static void free_data(void *data)
{
    fs_backtest_data_free(data);
}

/* The dataset of --fx; NULL with an error. */
static const struct fs_backtest_data *load_dataset(struct fs_backtest_data *data, struct fs_arena *arena,
                                                   const struct fs_backtest_request *r)
{
    const struct fs_backtest_request all = {
        .home = r->home, .dataset = r->fx, .from = INT64_MIN, .to = r->to};
    struct fs_backtest_data *fx = fs_backtest_data_load(&all);
    if (!fx) {
        fs_error_wrap(FS_E_INPUT, "--fx '%s' could not be used", r->fx);
        return NULL;
    }
    if (fs_arena_cleanup(arena, free_data, fx))
        return NULL;
    struct fs_backtest_file *file = next_file(data);
    file->option = "fx";
    file->path = fx->dataset;
    snprintf(file->hash, sizeof file->hash, "%s", fx->hash);
    return fx;
}

int fs_backtest_load_rates(struct fs_backtest_data *data, struct fs_arena *arena,
                           const struct fs_backtest_request *r)
{
    int count = 0;
    const struct fs_backtest_data *fx = r->fx ? load_dataset(data, arena, r) : NULL;
    if (r->fx && !fx)
        return -1;
    struct fs_series *rates =
        fs_arena_array(arena, (size_t)data->count + (size_t)(fx ? fx->count : 0) + 1, sizeof *rates);
    if (!rates)
        return -1;
    for (int i = 0; fx && i < fx->count; i++)
        rates[count++] = fx->series[i];
    for (int i = 0; !data->ticks && i < data->count; i++) {
        const struct fs_instrument *is = data->series[i].instrument;
        if (is && is->base && (is->kind == FS_INSTRUMENT_FX || is->kind == FS_INSTRUMENT_CRYPTO))
            rates[count++] = data->series[i];
    }
    data->rates = rates;
    data->rate_count = count;
    return 0;
}
