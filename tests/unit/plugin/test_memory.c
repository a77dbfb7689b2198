/* Frames of a plugin when there is no memory. */
#include "../failing.h"

#include "base/error.h"
#include "plugin/context.h"
#include "plugin/frames.h"

#include <check.h>

/* A context as a source's, without a thread and a feed of its own: that there is a feed is all that is looked at. */
static struct fs_context *new_context(void)
{
    static const struct fs_plugin descriptor = {.name = "none"};
    static const struct fs_plugin_file file = {"none.so", &descriptor};
    struct fs_context *context = fs_context_new(&file, NULL);
    if (context) {
        context->thread = pthread_self();
        context->feed = (struct fs_feed *)(void *)context;
    }
    return context;
}

/* Fills a frame in; it stays behind where that fails, for the sweep. */
static int fill(struct fs_context *context)
{
    static const struct fs_frame_column columns[] = {{.name = "time", .type = FS_COLUMN_TIME},
                                                     {.name = "name", .type = FS_COLUMN_TEXT},
                                                     {.name = "lot", .type = FS_COLUMN_I32}};
    const struct fs_frame_table *frames = fs_frame_services();
    struct fs_table_frame *frame = frames->create(context, columns, 3, 20);
    if (!frame)
        return -1;
    for (uint64_t i = 0; i < 20; i++) {
        char text[] = {(char)('a' + i), 0};
        if (frames->set_text(frame, 1, i, text))
            return -1;
    }
    if (frames->set_missing(frame, 2, 3))
        return -1;
    frames->drop(frame);
    return 0;
}

static int make_and_drop(void)
{
    struct fs_context *context = new_context();
    int status = context ? fill(context) : -1;
    if (context && context->error) { /* the plugin's error, as the thread's */
        fs_error_restore(context->error);
        context->error = NULL;
    }
    if (context)
        fs_frames_sweep(context);
    fs_context_free(context);
    return status;
}

START_TEST(each_failed_allocation_is_an_error_and_no_leak)
{
    failing_memory("a frame", make_and_drop, NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plugin/memory");
    TCase *cases = tcase_create("memory");
    tcase_add_test(cases, each_failed_allocation_is_an_error_and_no_leak);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
