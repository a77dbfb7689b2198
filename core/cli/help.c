#include "cli/cli.h"

#include "version.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* "--name VALUE" with its short form. */
static int option_head(char out[96], const struct fs_option *o)
{
    char letter[8] = "";
    if (o->letter)
        snprintf(letter, sizeof letter, "-%c, ", o->letter);
    return snprintf(out, 96, "%s--%s%s%s", letter, o->name, o->value ? " " : "", o->value ? o->value : "");
}

/* The option's sentence with its choices, range and default. */
static void option_doc(char *out, size_t size, const struct fs_option *o)
{
    int n = snprintf(out, size, "%s", o->doc);
    if (o->type == FS_OPT_CHOICE)
        n += snprintf(out + n, size - (size_t)n, ": %s", o->choices);
    if (o->type == FS_OPT_LIST)
        n += snprintf(out + n, size - (size_t)n, "; may be repeated");
    if (o->fallback && *o->fallback)
        snprintf(out + n, size - (size_t)n, " (default %s)", o->fallback);
}

/* How wide help is: as the terminal or COLUMNS says, within reason. */
static int help_width(void)
{
    struct winsize size = {0};
    const char *text = getenv("COLUMNS");
    int columns = text ? atoi(text) : 0;
    if (columns <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        columns = size.ws_col;
    return columns <= 0 || columns > 100 ? 100 : columns < 50 ? 50 : columns;
}

/* Prints `text` wrapped behind `indent` spaces, where the cursor stands; a line break in it stays one. */
static void wrap(FILE *out, const char *text, int indent)
{
    int width = help_width(), column = indent;
    for (const char *p = text; *p;) {
        int length = (int)strcspn(p, " \n");
        if (column > indent && column + 1 + length > width)
            fprintf(out, "\n%*s", indent, ""), column = indent;
        else if (column > indent)
            putc(' ', out), column++;
        fprintf(out, "%.*s", length, p);
        column += length;
        p += length;
        for (; *p == ' ' || *p == '\n'; p++)
            if (*p == '\n')
                fprintf(out, "\n%*s", indent, ""), column = indent;
    }
    putc('\n', out);
}

static void examples(FILE *out, const char *text)
{
    fputs("\nExamples:\n", out);
    for (const char *p = text; *p; p += *p == '\n') {
        int length = (int)strcspn(p, "\n");
        fprintf(out, "  %.*s\n", length, p);
        p += length;
    }
}

void fs_help_command(FILE *out, const struct fs_command *c)
{
    fprintf(out, "Usage: finsmart %s%s%s [options]\n\n%s.\n", c->name, *c->operands ? " " : "", c->operands,
            c->summary);
    if (c->description)
        putc('\n', out), wrap(out, c->description, 0);
    const struct fs_option *tables[FS_ARGS_TABLES];
    int count = fs_args_tables(c, tables);
    fputs("\nOptions:\n", out);
    for (int t = 0; t < count; t++)
        for (const struct fs_option *o = tables[t]; o->name; o++) {
            char head[96], doc[512];
            int width = option_head(head, o);
            option_doc(doc, sizeof doc, o);
            if (width > 26)
                fprintf(out, "  %s\n%29s", head, "");
            else
                fprintf(out, "  %-26s ", head);
            wrap(out, doc, 29);
        }
    if (c->examples)
        examples(out, c->examples);
}

void fs_help_all(FILE *out)
{
    fputs("finsmart: finance analytics with Lua scripts: backtest, compute, report, trade.\n\n"
          "Usage: finsmart COMMAND [operands] [options]\n\nCommands:\n",
          out);
    for (int i = 0; fs_commands[i]; i++)
        if (!(fs_commands[i]->flags & FS_COMMAND_HIDDEN))
            fprintf(out, "  %-12s %s\n", fs_commands[i]->name, fs_commands[i]->summary);
    fputs("\n'finsmart COMMAND --help' explains a command and its options.\n"
          "Exit status: 0 done, 1 failed, 2 wrong usage.\n",
          out);
}

/* Text for roff: a backslash and a leading dot or quote would be commands. */
static void roff(FILE *out, const char *text)
{
    int line_start = 1;
    for (const char *p = text; *p; p++) {
        if (line_start && (*p == '.' || *p == '\''))
            fputs("\\&", out);
        if (*p == '\\')
            fputs("\\e", out);
        else if (*p == '-')
            fputs("\\-", out);
        else
            putc(*p, out);
        line_start = *p == '\n';
    }
}

void fs_help_man(FILE *out)
{
    fprintf(out,
            ".TH FINSMART 1 \"\" \"finsmart %s\" \"User Commands\"\n.SH NAME\n"
            "finsmart \\- finance analytics with Lua scripts\n.SH SYNOPSIS\n.B finsmart\n"
            ".I COMMAND\n[operands] [options]\n.SH COMMANDS\n",
            FINSMART_VERSION);
    for (int i = 0; fs_commands[i]; i++) {
        const struct fs_command *c = fs_commands[i];
        if (c->flags & FS_COMMAND_HIDDEN)
            continue;
        fprintf(out, ".SS \"%s %s\"\n", c->name, c->operands);
        roff(out, c->summary);
        fputs(".\n", out);
        if (c->description)
            fputs(".PP\n", out), roff(out, c->description), putc('\n', out);
        const struct fs_option *tables[FS_ARGS_TABLES];
        int count = fs_args_tables(c, tables);
        for (int t = 0; t < count - (i > 0); t++) /* the common options once, with the first command */
            for (const struct fs_option *o = tables[t]; o->name; o++) {
                char head[96], doc[512];
                option_head(head, o);
                option_doc(doc, sizeof doc, o);
                fputs(".TP\n.B ", out), roff(out, head), putc('\n', out), roff(out, doc), putc('\n', out);
            }
        if (c->examples)
            fputs(".PP\nExamples:\n.nf\n", out), roff(out, c->examples), fputs("\n.fi\n", out);
    }
    fputs(".SH EXIT STATUS\n0 done, 1 failed, 2 wrong usage.\n.SH ENVIRONMENT\n"
          ".TP\n.B FINSMART_HOME\nWhere datasets and records live (see \\-\\-home).\n"
          ".TP\n.B FINSMART_LOG\nThe log level (see \\-\\-log\\-level).\n"
          ".TP\n.B FINSMART_SHARE, FINSMART_PLUGINS\nThe folders of the shipped scripts and of plugins.\n",
          out);
}
