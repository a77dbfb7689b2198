/*
 * cli.h: how a subcommand is declared and what it gets.
 *
 * A subcommand is one file core/cli/<name>.c that defines `const struct fs_command fs_command_<name>` and is
 * listed in commands.c. Options are declared in a table; parsing, --help, the man page and "did you mean"
 * come from it. `run` returns 0 or -1 with the thread's error, which main prints as `finsmart <name>: text`,
 * with exit status 1, or 2 for FS_E_USAGE. A command that has printed its own findings and wants exit status
 * 1 returns 1. Results go to standard output, everything else to standard error.
 */
#ifndef FINSMART_CLI_CLI_H
#define FINSMART_CLI_CLI_H

#include <stdint.h>
#include <stdio.h>

enum fs_option_type {
    FS_OPT_FLAG,   /* --name */
    FS_OPT_TEXT,   /* --name VALUE or --name=VALUE */
    FS_OPT_INT,    /* checked against min..max */
    FS_OPT_NUMBER, /* double, checked against min..max; finite */
    FS_OPT_CHOICE, /* one of `choices` */
    FS_OPT_LIST    /* text, may be repeated */
};

struct fs_option {
    const char *name;     /* long name without dashes; NULL ends the table */
    char letter;          /* short form, or 0 */
    uint8_t type;         /* enum fs_option_type */
    const char *value;    /* the value's name in help, such as "FILE"; NULL for flags */
    const char *fallback; /* default, as text, shown in help; NULL: none */
    const char *doc;      /* one sentence, no full stop */
    double min, max;      /* FS_OPT_INT, FS_OPT_NUMBER; both 0: any */
    const char *choices;  /* FS_OPT_CHOICE: "csv|arrow" */
};

struct fs_args;

struct fs_command {
    const char *name;
    const char *summary;             /* one line for the list of commands */
    const char *operands;            /* "FILE..." as shown in the usage line; "" for none */
    int min_operands, max_operands;  /* max -1: any number */
    const struct fs_option *shared;  /* that other commands have too, shown first; as `options` */
    const struct fs_option *options; /* ended by a NULL name; NULL: none */
    const char *description;         /* paragraphs for --help and the man page, may be NULL */
    const char *examples;            /* lines of shell, may be NULL */
    unsigned flags;                  /* FS_COMMAND_* */
    const char *script_option;       /* a script runs only where this option is given; NULL: always */
    int (*run)(const struct fs_args *args);
};

/* Runs a script: main runs it in a child process of its own under --time-limit and --memory-limit (both are
 * added to the options), shows its progress and reports how it ended. */
#define FS_COMMAND_SCRIPT 1u
/* With FS_COMMAND_SCRIPT: the command starts workers itself, with its own command line (work/pool.h). Its run() is called in
 * the process that leads them, which loads no script, and in each worker; the limit on time is that of a piece of work. */
#define FS_COMMAND_POOL        8u
#define FS_COMMAND_HIDDEN      2u /* not listed in help */
#define FS_COMMAND_INTERACTIVE 4u /* Ctrl-C is the command's own business (a prompt) */

/* Every command takes these too: --home DIR, --log-level L, --no-progress, --help. */

/* How many operands, and each (borrowed). */
int fs_args_count(const struct fs_args *args);
const char *fs_args_operand(const struct fs_args *args, int index);
/* Was the option given on the command line? */
int fs_args_given(const struct fs_args *args, const char *name);
int fs_args_flag(const struct fs_args *args, const char *name);
/* The option's value or its fallback; NULL where it has neither. */
const char *fs_args_text(const struct fs_args *args, const char *name);
/* Checked when parsed; 0 where the option has neither value nor fallback (ask fs_args_given()). */
int64_t fs_args_int(const struct fs_args *args, const char *name);
double fs_args_number(const struct fs_args *args, const char *name);
/* The values of an FS_OPT_LIST in order. */
int fs_args_list_count(const struct fs_args *args, const char *name);
const char *fs_args_list(const struct fs_args *args, const char *name, int index);
/* The same as one list, NULL-terminated, of texts that are borrowed; free() the list. NULL with an error. */
const char **fs_args_texts(const struct fs_args *args, const char *name, int *count);
/* --home, FINSMART_HOME or ./finsmart-data. */
const char *fs_args_home(const struct fs_args *args);
const struct fs_command *fs_args_command(const struct fs_args *args);

/* All commands, NULL-terminated, in the order of the help text. */
extern const struct fs_command *const fs_commands[];
const struct fs_command *fs_command_find(const char *name);

/* Parses argv (argv[0] is the subcommand's name). NULL with FS_E_USAGE and a hint; fs_args_free() it. */
struct fs_args *fs_args_parse(const struct fs_command *command, int argc, char **argv);
/* The words that were parsed, the subcommand's name first: what to type behind "finsmart" to do the same again. */
const char *const *fs_args_words(const struct fs_args *args, int *count);
void fs_args_free(struct fs_args *args);
/* Was --help asked for? */
int fs_args_help(const struct fs_args *args);
/* The option tables that apply to a command, in the order of its help; returns how many. */
#define FS_ARGS_TABLES 4
int fs_args_tables(const struct fs_command *command, const struct fs_option *tables[FS_ARGS_TABLES]);

/* The help text of one command, of all, and the man page (roff). */
void fs_help_command(FILE *out, const struct fs_command *command);
void fs_help_all(FILE *out);
void fs_help_man(FILE *out);

/* Names a folder of partial results beside the hint that the thread's error has; returns -1. */
int fs_partial_hint(const char *folder, const char *what);
/* Can a file be put there? Better known before a run than after it. -1 with an error. */
int fs_output_place(const char *path);
/* Has whoever read standard output seen enough (`| head -1`)? That is no failure. */
int fs_reader_left(void);

/* Progress: a command reports through base/progress.h; main draws the bar. */

/* A table on standard output: columns padded to their widest cell, numbers (see `right`) to the right. */
struct fs_table;
/* headers: NULL-terminated; right: one char a column, 'r' or 'l'. */
struct fs_table *fs_table_new(const char *const *headers, const char *right);
/* Adds one cell, row by row, left to right. */
void fs_table_cell(struct fs_table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));
void fs_table_print(const struct fs_table *table, FILE *out);
void fs_table_free(struct fs_table *table);

#endif
