#include "version.h"
#include "cli/cli.h"

#include <jansson.h>

static int run(const struct fs_args *args)
{
    if (fs_args_flag(args, "json")) {
        json_t *out =
            json_pack("{s:s,s:s,s:s,s:s}", "version", FINSMART_VERSION, "build", FINSMART_BUILD_TYPE,
                      "sanitizers", FINSMART_SANITIZERS, "compiler", FINSMART_COMPILER);
        json_dumpf(out, stdout, JSON_INDENT(2));
        json_decref(out);
        putchar('\n');
        return 0;
    }
    printf("finsmart %s (%s, %s)\n", FINSMART_VERSION, FINSMART_BUILD_TYPE, FINSMART_COMPILER);
    return 0;
}

static const struct fs_option options[] = {
    {.name = "json", .type = FS_OPT_FLAG, .doc = "print one JSON document"},
    {0},
};

const struct fs_command fs_command_version = {
    .name = "version",
    .summary = "Print the version and how it was built",
    .operands = "",
    .options = options,
    .run = run,
};
