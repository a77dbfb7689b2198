/* finsmart new plugin: one sample of the template, under the name that was asked for. */
#include "base/error.h"
#include "base/paths.h"
#include "cli/new.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const unsigned char fs_embedded_cli_new_plugin_readme_md[];
extern const size_t fs_embedded_cli_new_plugin_readme_md_len;

/* What a sample consists of, beside the files that all have. In names and texts the sample's own name becomes the new
 * plugin's. */
static const struct sample {
    const char *name;
    const char *files[6];
    const char *about; /* rows of the README's table */
    const char *try;   /* arguments of `finsmart` that show it at work; @NAME@ is the plugin's */
} samples[] = {
    {"minimal",
     {"src/minimal.c", "tests/test_minimal.c"},
     "| `src/@NAME@.c` | the plugin: a source of a few bars |\n"
     "| `tests/test_@NAME@.c` | its tests, with the fake host |",
     "plugins run build/@NAME@.so --set bars=3"},
    {"line_feed",
     {"src/line_feed.c", "src/message.c", "src/message.h", "tests/test_line_feed.c", "tools/feed_server.py"},
     "| `src/@NAME@.c`, `src/message.c` | the plugin: a live source, JSON lines over TCP, with reconnection "
     "and gap "
     "detection |\n"
     "| `tests/test_@NAME@.c` | its tests, with the fake host |\n"
     "| `tools/feed_server.py` | the other side, to try it with: `tools/feed_server.py --port 9009` in a "
     "second "
     "terminal |",
     "plugins run build/@NAME@.so --set port=9009 --for 60s"},
    {"pullback",
     {"src/pullback.cpp", "tests/test_pullback.cpp"},
     "| `src/@NAME@.cpp` | the plugin: a strategy in C++17 that uses the host's compute table |\n"
     "| `tests/test_@NAME@.cpp` | its tests, with the fake host |",
     "backtest build/@NAME@.so --data DATASET"},
};
enum { SAMPLES = sizeof samples / sizeof *samples };

static const char *const shared[] = {"CMakeLists.txt",
                                     "Makefile",
                                     "plugin.map",
                                     "tests/check.h",
                                     "fake_host/fake_host.c",
                                     "fake_host/fake_host.h",
                                     "fake_host/fake_parts.h",
                                     "fake_host/fake_net.c",
                                     "fake_host/fake_trade.c",
                                     "fake_host/fake_frames.c"};

struct job {
    const struct sample *sample;
    const char *name;
    char *from, *to; /* the template, and the new folder */
};

/* Is `word` at text[at], alone or behind "test_"? */
static int word_at(const char *text, size_t at, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(text + at, word, length) || isalnum((unsigned char)text[at + length]) ||
        text[at + length] == '_')
        return 0;
    if (at == 0 || !(isalnum((unsigned char)text[at - 1]) || text[at - 1] == '_'))
        return 1;
    return at >= 5 && !memcmp(text + at - 5, "test_", 5);
}

static int has_word(const char *text, const char *word)
{
    for (size_t i = 0; text[i]; i++)
        if (word_at(text, i, word))
            return 1;
    return 0;
}

static void put_renamed(FILE *out, const char *text, const char *word, const char *name)
{
    for (size_t i = 0; text[i]; i++) {
        if (!word_at(text, i, word)) {
            putc(text[i], out);
            continue;
        }
        fputs(name, out);
        i += strlen(word) - 1;
    }
}

/* A text that CMake, make and the shell all take as it is? */
static int is_plain(const char *path)
{
    return !path[strcspn(path, "\"'\\$#`:;%\n\t")];
}

/* A line of a file that all samples share: not written where it is about another sample. */
static void put_shared_line(FILE *out, const char *line, const struct job *job)
{
    static const char *const places[] = {"FINSMART_PKGCONFIG ?=", "set(FINSMART_PKGCONFIG \""};
    for (int i = 0; i < SAMPLES; i++)
        if (&samples[i] != job->sample && has_word(line, samples[i].name))
            return;
    const char *pkgconfig = fs_paths_pkgconfig();
    for (int i = 0; i < 2 && pkgconfig && is_plain(pkgconfig); i++) {
        size_t length = strlen(places[i]);
        if (strncmp(line, places[i], length))
            continue;
        fprintf(out, "%.*s%s%s%s", (int)length, line, i == 0 ? " " : "", pkgconfig, line + length);
        return;
    }
    put_renamed(out, line, job->sample->name, job->name);
}

/* Copies a file of the template. */
static int copy(const struct job *job, const char *file, int is_shared)
{
    char *source = fs_paths_join(job->from, file), *target = NULL, *text = NULL, *line = NULL;
    size_t size = 0, room = 0;
    int status = -1;
    FILE *in = source ? fopen(source, "re") : NULL;
    FILE *out = in ? open_memstream(&text, &size) : NULL;
    if (!out) {
        if (source)
            fs_error_errno("can't read %s", source);
        goto done;
    }
    while (getline(&line, &room, in) >= 0) {
        if (is_shared)
            put_shared_line(out, line, job);
        else
            put_renamed(out, line, job->sample->name, job->name);
    }
    int failed = ferror(in), full = fclose(out);
    out = NULL;
    if (failed || full) {
        fs_error_errno("can't read %s", source);
        goto done;
    }
    char *path = NULL;
    size_t path_size;
    FILE *renamed = open_memstream(&path, &path_size);
    if (renamed) {
        put_renamed(renamed, file, job->sample->name, job->name);
        if (fclose(renamed) == 0)
            target = fs_paths_join(job->to, path);
        free(path);
    }
    struct stat info;
    if (!target)
        fs_error_nomem();
    else if (fstat(fileno(in), &info))
        fs_error_errno("can't read %s", source);
    else if (fs_new_write(target, text, size) == 0)
        status = (info.st_mode & S_IXUSR) && chmod(target, 0755)
                     ? fs_error_errno("can't make %s executable", target)
                     : 0;
done:
    if (in)
        fclose(in);
    free(source);
    free(target);
    free(text);
    free(line);
    return status;
}

/* How a person here calls this program: by its name where the PATH leads to it. */
static const char *program(void)
{
    static char found[PATH_MAX + 2];
    const char *path = getenv("PATH"), *self = fs_paths_self();
    for (size_t length; path && *path; path += length + (path[length] == ':')) {
        char file[PATH_MAX], real[PATH_MAX];
        length = strcspn(path, ":");
        if ((size_t)snprintf(file, sizeof file, "%.*s/finsmart", (int)length, path) < sizeof file &&
            access(file, X_OK) == 0)
            return realpath(file, real) && !strcmp(real, self) ? "finsmart" : self;
    }
    if (strchr(self, ' ')) {
        snprintf(found, sizeof found, "'%s'", self);
        return found;
    }
    return self;
}

/* `text` with the marks of the README replaced. */
static void put_filled(FILE *out, const char *text, const struct job *job)
{
    static const char *const marks[] = {"@NAME@", "@FILES@", "@FINSMART@", "@TRY@"};
    while (*text) {
        int m = 0;
        while (m < 4 && strncmp(text, marks[m], strlen(marks[m])))
            m++;
        if (m == 4) {
            putc(*text++, out);
            continue;
        }
        text += strlen(marks[m]);
        if (m == 0)
            fputs(job->name, out);
        else if (m == 1)
            put_filled(out, job->sample->about, job);
        else
            fputs("finsmart", out);
        if (m == 3) {
            putc(' ', out);
            put_filled(out, job->sample->try, job);
        }
    }
}

static int write_readme(const struct job *job)
{
    char *path = fs_paths_join(job->to, "README.md"), *text = NULL;
    size_t size = 0;
    FILE *out = path ? open_memstream(&text, &size) : NULL;
    int status = -1;
    if (out) {
        put_filled(out, (const char *)fs_embedded_cli_new_plugin_readme_md, job);
        status = fclose(out) ? fs_error_nomem() : fs_new_write(path, text, size);
    } else if (path) {
        fs_error_nomem();
    }
    free(path);
    free(text);
    return status;
}

/* The template lies in the share folder when installed, in contrib/ of the source tree. */
static char *template_folder(void)
{
    static const char *const places[] = {"plugin-template", "contrib/plugin-template"};
    for (size_t i = 0; i < 2; i++) {
        char *path = fs_paths_join(fs_paths_share(), places[i]);
        struct stat info;
        if (path && stat(path, &info) == 0 && S_ISDIR(info.st_mode))
            return path;
        free(path);
    }
    fs_error_set(FS_E_NOT_FOUND, "there is no plugin-template in %s", fs_paths_share());
    fs_error_hint("set FINSMART_SHARE to share/finsmart of the installation, or to the source tree");
    return NULL;
}

static int make_folder(const char *parent, const char *name)
{
    char *path = name ? fs_paths_join(parent, name) : NULL;
    int status = name && !path ? -1 : mkdir(name ? path : parent, 0777);
    if (status && errno == EEXIST) {
        fs_error_set(FS_E_CONFLICT, "%s is there already", name ? path : parent);
        fs_error_hint("choose another name, or remove it first");
    } else if (status) {
        fs_error_errno("can't create %s", name && path ? path : parent);
    }
    free(path);
    return status;
}

static int write_all(const struct job *job)
{
    static const char *const folders[] = {NULL, "src", "tests", "fake_host"};
    for (size_t i = 0; i < 4; i++)
        if (make_folder(job->to, folders[i]))
            return -1;
    if (!strcmp(job->sample->name, "line_feed") && make_folder(job->to, "tools"))
        return -1;
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        if (copy(job, shared[i], 1))
            return -1;
    for (size_t i = 0; job->sample->files[i]; i++)
        if (copy(job, job->sample->files[i], 0))
            return -1;
    return write_readme(job);
}

static void tell(const struct job *job)
{
    const char *quote = strchr(job->to, ' ') ? "'" : "";
    printf("Wrote %s/. Next:\n"
           "  cd %s%s%s\n"
           "  cmake -S . -B build && cmake --build build && ctest --test-dir build\n"
           "  %s plugins check build/%s.so\n  %s ",
           job->to, quote, job->to, quote, program(), job->name, program());
    put_filled(stdout, job->sample->try, job);
    printf("\nWithout CMake: make && make test, and out/%s.so. README.md says more.\n", job->name);
    if (!fs_paths_pkgconfig())
        puts("There is no finsmart.pc beside this program: set PKG_CONFIG_PATH to the folder that has it "
             "first.");
    else if (!is_plain(fs_paths_pkgconfig()))
        printf("Set PKG_CONFIG_PATH to %s first.\n", fs_paths_pkgconfig());
}

int fs_new_plugin(const char *folder, const char *name, const char *sample)
{
    if (strlen(name) > 63 || *name == '_') { /* the rule of descriptors, plugin.h */
        fs_error_set(FS_E_USAGE, "'%s' can't be a plugin's name", name);
        return fs_error_hint("expected 1 to 63 lower-case letters, digits and _, beginning with a letter");
    }
    struct job job = {.name = name, .from = template_folder()};
    for (int i = 0; i < SAMPLES; i++)
        if (!strcmp(samples[i].name, sample))
            job.sample = &samples[i];
    if (!strcmp(name, "message") && !strcmp(sample, "line_feed")) { /* which has a file of this name */
        fs_error_set(FS_E_USAGE, "a plugin of the sample line_feed can't be called 'message'");
        fs_error_hint("its src/message.c reads the feed's messages; choose another name");
    } else if (job.from) {
        job.to = strcmp(folder, ".") ? fs_paths_join(folder, name) : strdup(name);
    }
    int status = job.to ? write_all(&job) : -1;
    if (status == 0)
        tell(&job);
    free(job.from);
    free(job.to);
    return status;
}
