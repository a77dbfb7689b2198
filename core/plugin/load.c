#include "plugin/load.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/nearest.h"
#include "base/paths.h"

#include <dirent.h>
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Every plugin that was accepted, in the order of loading; entries never move and are never freed. */
struct entry {
    struct fs_plugin_file file;
    dev_t device;
    ino_t inode;
    struct entry *next;
};
static struct entry *entries;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The loader's words, with what they usually mean. */
static int explain_dlerror(const char *path)
{
    const char *why = dlerror();
    if (!why)
        why = "unknown reason";
    size_t length = strlen(path);
    if (!strncmp(why, path, length) && why[length] == ':')
        why += length + 1 + (why[length + 1] == ' ');
    fs_error_set(FS_E_PLUGIN, "plugin %s refused: the system cannot load it: %s", path, why);
    if (strstr(why, "undefined symbol"))
        return fs_error_hint(
            "the plugin uses a function that it neither defines nor links to; link it with its library "
            "and with -Wl,-z,defs, which finds this when building");
    if (strstr(why, "invalid ELF header") || strstr(why, "file too short") || strstr(why, "wrong ELF class"))
        return fs_error_hint("a plugin is a shared object for this machine, built with cc -shared -fPIC");
    return fs_error_hint("ldd %s shows which of its libraries is missing", path);
}

static const struct fs_plugin *read_descriptor(const char *path)
{
    void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!object) {
        explain_dlerror(path);
        return NULL;
    }
    struct link_map *map = NULL, *owner = NULL;
    union { /* ISO C has no cast from an object's to a function's pointer */
        void *object;
        const struct fs_plugin *(*function)(void);
    } entry = {dlsym(object, "finsmart_plugin")};
    /* A symbol found in one of the plugin's libraries is not the plugin's. */
    Dl_info where;
    if (dlinfo(object, RTLD_DI_LINKMAP, &map) || !entry.object ||
        !dladdr1(entry.object, &where, (void **)&owner, RTLD_DL_LINKMAP) || owner != map) {
        fs_error_set(FS_E_PLUGIN, "plugin %s refused: it exports no function finsmart_plugin", path);
        fs_error_hint("define FS_PLUGIN_EXPORT const struct fs_plugin *finsmart_plugin(void); in C++ the "
                      "macro makes it "
                      "extern \"C\"");
        return NULL;
    }
    const struct fs_plugin *descriptor = entry.function();
    return fs_plugin_check(descriptor, path, (const void *)map->l_addr) ? NULL : descriptor;
}

static const struct entry *accept_file(const char *path, const struct stat *status)
{
    const struct fs_plugin *descriptor = read_descriptor(path);
    if (!descriptor)
        return NULL;
    for (const struct entry *e = entries; e; e = e->next)
        if (!strcmp(e->file.descriptor->name, descriptor->name)) {
            fs_error_set(FS_E_CONFLICT, "plugin %s refused: name is '%s', which %s has already", path,
                         descriptor->name, e->file.path);
            fs_error_hint("remove one of the two files, or give the plugin another name");
            return NULL;
        }
    struct entry *entry = calloc(1, sizeof *entry);
    char *copy = strdup(path);
    if (!entry || !copy) {
        free(entry);
        free(copy);
        fs_error_nomem();
        return NULL;
    }
    *entry = (struct entry){{copy, descriptor}, status->st_dev, status->st_ino, NULL};
    struct entry **end = &entries;
    while (*end)
        end = &(*end)->next;
    *end = entry;
    return entry;
}

static const struct fs_plugin_file *open_path(const char *given)
{
    char *path = realpath(given, NULL);
    struct stat status;
    if (!path || stat(path, &status)) {
        fs_error_errno("cannot open plugin %s", given);
        free(path);
        return NULL;
    }
    if (!S_ISREG(status.st_mode)) {
        fs_error_set(FS_E_INPUT, "plugin %s is no regular file", path);
        free(path);
        return NULL;
    }
    pthread_mutex_lock(&lock);
    const struct entry *entry = entries;
    while (entry && (entry->device != status.st_dev || entry->inode != status.st_ino))
        entry = entry->next;
    if (!entry)
        entry = accept_file(path, &status);
    pthread_mutex_unlock(&lock);
    free(path);
    return entry ? &entry->file : NULL;
}

static int is_plugin(const struct dirent *file)
{
    const char *dot = strrchr(file->d_name, '.');
    return dot && dot != file->d_name && !strcmp(dot, ".so");
}

/* The plugin files of the folder, by name; free() each and the list. None where the folder cannot be read. */
static int scan(struct dirent ***files)
{
    *files = NULL;
    int count = scandir(fs_paths_plugins(), files, is_plugin, alphasort);
    return count < 0 ? 0 : count;
}

static void free_scan(struct dirent **files, int count)
{
    for (int i = 0; i < count; i++)
        free(files[i]);
    free(files);
}

int fs_plugin_each(void (*fn)(void *user, const char *path, const struct fs_plugin_file *plugin), void *user)
{
    struct dirent **files;
    int count = scan(&files), status = 0;
    for (int i = 0; i < count && !status; i++) {
        char *path = fs_paths_join(fs_paths_plugins(), files[i]->d_name);
        if (path)
            fn(user, path, open_path(path));
        else
            status = -1;
        free(path);
    }
    free_scan(files, count);
    return status ? -1 : count;
}

/* Says that there is no such name, with the nearest of those in the folder. */
static void not_found(const char *name)
{
    struct dirent **files;
    int count = scan(&files), known = 0;
    const char *names[1000];
    for (int i = 0; i < count && known < 1000; i++) {
        *strrchr(files[i]->d_name, '.') = 0;
        names[known++] = files[i]->d_name;
    }
    const char *near = fs_nearest(name, names, known);
    fs_error_set(FS_E_NOT_FOUND, "there is no plugin '%s' in %s", name, fs_paths_plugins());
    if (near)
        fs_error_hint("did you mean '%s'?", near);
    else
        fs_error_hint(
            "finsmart plugins list shows those that there are; a file is given with its path, as ./%s.so",
            name);
    free_scan(files, count);
}

static const struct fs_plugin_file *open_name(const char *name)
{
    pthread_mutex_lock(&lock);
    const struct entry *entry = entries;
    while (entry && strcmp(entry->file.descriptor->name, name))
        entry = entry->next;
    pthread_mutex_unlock(&lock);
    if (entry)
        return &entry->file;
    char file[300];
    int length = snprintf(file, sizeof file, "%s.so", name);
    char *path = length < (int)sizeof file ? fs_paths_join(fs_paths_plugins(), file) : NULL;
    struct stat status;
    if (!path || stat(path, &status)) {
        not_found(name);
        free(path);
        return NULL;
    }
    const struct fs_plugin_file *found = open_path(path);
    if (found && strcmp(found->descriptor->name, name)) {
        fs_error_set(FS_E_PLUGIN, "plugin %s calls itself '%s', not '%s'", path, found->descriptor->name,
                     name);
        fs_error_hint("a plugin's file is called after its name: %s.so", found->descriptor->name);
        found = NULL;
    }
    free(path);
    return found;
}

const struct fs_plugin_file *fs_plugin_open(const char *name)
{
    size_t length = strlen(name);
    int is_path = strchr(name, '/') || (length > 3 && !strcmp(name + length - 3, ".so"));
    return is_path ? open_path(name) : open_name(name);
}

int fs_plugin_hash(const struct fs_plugin_file *file, char hex[65])
{
    FILE *in = fopen(file->path, "rb");
    if (!in)
        return fs_error_errno("cannot read plugin %s", file->path);
    struct fs_sha256 *hash = fs_sha256_new();
    unsigned char block[16384];
    int status = hash ? 0 : -1;
    for (size_t n; !status && (n = fread(block, 1, sizeof block, in)) > 0;)
        status = fs_sha256_update(hash, block, n);
    if (!status && ferror(in))
        status = fs_error_errno("cannot read plugin %s", file->path);
    if (!status)
        status = fs_sha256_hex(hash, hex);
    fs_sha256_free(hash);
    fclose(in);
    return status;
}
