/* The reference of all keys as a page of Markdown: docs/reference/config.md. */
#include "config/config.h"
#include "config/schema.h"

#include <stdio.h>
#include <string.h>

static void put_cell(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '|')
            putc('\\', out);
        putc(*text, out);
    }
}

static void put_default(FILE *out, const struct fs_config_key *key)
{
    if (key->flags & FS_CONFIG_REQUIRED)
        fputs("required", out);
    else if (key->fallback)
        fprintf(out, "`%s`", key->fallback);
    else
        fputs("none", out);
}

static void put_row(FILE *out, const char *path, const struct fs_config_key *key)
{
    char text[400];
    fprintf(out, "| `%s` | %s | ", path, fs_config_type_name(key, text, sizeof text));
    put_default(out, key);
    fputs(" | ", out);
    put_cell(out, key->doc);
    if (*fs_config_range(key, text, sizeof text)) {
        fprintf(out, " %c", *text == 'o' ? 'O' : 'F');
        put_cell(out, text + 1);
        putc('.', out);
    }
    if (key->example) {
        fputs(" Example: `", out);
        put_cell(out, key->example);
        fputs("`.", out);
    }
    if (key->flags & FS_CONFIG_SECRET)
        fputs(" A secret: never shown.", out);
    if (key->env)
        fprintf(out, " `%s` of the environment has the last word over the file.", key->env);
    fputs(" |\n", out);
}

static void begin_table(FILE *out)
{
    fputs("| key | type | default | meaning |\n|---|---|---|---|\n", out);
}

static void put(void *user, const char *path, const struct fs_config_key *key)
{
    FILE *out = user;
    if (!key->keys) {
        put_row(out, path, key);
    } else if (key->type == FS_CONFIG_MAP && strchr(path, '.')) {
        char text[60];
        fprintf(out, "| `%s` | %s | none | ", path, fs_config_type_name(key, text, sizeof text));
        put_cell(out, key->doc);
        fputs(" |\n", out);
    } else {
        fprintf(out, "\n## %s\n\n%s\n\n", path, key->doc);
        begin_table(out);
    }
}

void fs_config_reference(FILE *out)
{
    fputs("# Keys of the configuration\n\n"
          "Made from the program's own tables by `finsmart config keys --format markdown`; "
          "[Configuration](../configuration.md) is "
          "the guide.\n\n"
          "A path in the file is relative to the file; the defaults of journal, stores and people lie in "
          "`home`. "
          "KB, MB, GB and TB count in steps of 1024.\n\n",
          out);
    begin_table(out);
    fs_config_each_key(put, out);
}
