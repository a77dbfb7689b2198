/* The checks of a plugin's descriptor. Each refusal names the field, what was found and what was expected. */
#include "base/error.h"
#include "plugin/load.h"
#include "plugin/settings.h"

#include <ctype.h>
#include <dlfcn.h>
#include <inttypes.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

/* What a pointer of the descriptor is looked up against. */
struct image {
    const char *path;
    const void *base;  /* where the object was loaded; NULL: do not check */
    uintptr_t address; /* looked for */
    size_t size;
    int found;
};

static int visit(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    struct image *image = data;
    if (info->dlpi_addr != (uintptr_t)image->base)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + segment->p_vaddr;
        if (segment->p_type == PT_LOAD && image->address >= start &&
            image->address < start + segment->p_memsz &&
            start + segment->p_memsz - image->address >= image->size)
            image->found = 1;
    }
    return 1;
}

/* Does the plugin's own memory hold `size` bytes at `address`? A wild pointer is thus refused instead of
 * followed. */
static int inside(struct image *image, const void *address, size_t size)
{
    if (!image->base)
        return 1;
    image->address = (uintptr_t)address;
    image->size = size;
    image->found = 0;
    dl_iterate_phdr(visit, image);
    return image->found;
}

static int refuse(const struct image *image, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static int refuse(const struct image *image, const char *field, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return fs_error_set(FS_E_PLUGIN, "plugin %s refused: %s %s", image->path, field, text);
}

static int check_abi(struct image *image, const struct fs_plugin *d)
{
    if (d->magic != FS_PLUGIN_MAGIC) {
        refuse(image, "magic", "is 0x%016" PRIx64 "; expected 0x%016" PRIx64, d->magic,
               (uint64_t)FS_PLUGIN_MAGIC);
        return fs_error_hint("begin the descriptor with FS_PLUGIN_HEAD of finsmart/plugin.h");
    }
    if (d->abi_major != FS_ABI_MAJOR) {
        refuse(image, "abi_major", "is %u; this program has %u", d->abi_major, FS_ABI_MAJOR);
        return d->abi_major < FS_ABI_MAJOR
                   ? fs_error_hint(
                         "rebuild the plugin against this program's headers (docs/plugin-guide.md lists what "
                         "changed)")
                   : fs_error_hint("the plugin needs a newer program");
    }
    if (!fs_plugin_accepts(FS_ABI_MAJOR, FS_ABI_MINOR, d->abi_major, d->abi_minor)) {
        refuse(image, "abi_minor", "is %u; this program has %u.%u and takes plugins up to it", d->abi_minor,
               FS_ABI_MAJOR, FS_ABI_MINOR);
        return fs_error_hint("use a newer program, or build the plugin against headers of version %u.%u",
                             FS_ABI_MAJOR, FS_ABI_MINOR);
    }
    size_t least = offsetof(struct fs_plugin, connector) + sizeof d->connector;
    if (d->struct_size < least) {
        refuse(image, "struct_size", "is %u; a descriptor of version %u.%u has at least %zu bytes",
               d->struct_size, d->abi_major, d->abi_minor, least);
        return fs_error_hint("set struct_size to sizeof(struct fs_plugin), or begin with FS_PLUGIN_HEAD");
    }
    if (!inside(image, d, d->struct_size)) {
        refuse(image, "struct_size", "is %u, more than the plugin's memory holds", d->struct_size);
        return fs_error_hint("set struct_size to sizeof(struct fs_plugin), or begin with FS_PLUGIN_HEAD");
    }
    return 0;
}

static int check_fingerprint(const struct image *image, const struct fs_plugin *d)
{
    static const char *const parts[] = {"byte order (1 little, 2 big)",
                                        "size of a pointer",
                                        "size of long",
                                        "size of double",
                                        "alignment of int64_t",
                                        "size of struct fs_event",
                                        "size of struct fs_order_request",
                                        "size of size_t"};
    for (unsigned i = 0; i < 8; i++) {
        unsigned found = (unsigned)(d->fingerprint >> (8 * i)) & 255;
        unsigned expected = (unsigned)(FS_PLUGIN_FINGERPRINT >> (8 * i)) & 255;
        if (found != expected) {
            refuse(image, "fingerprint", "says %s %u; this program was built with %u", parts[i], found,
                   expected);
            return fs_error_hint(
                "build the plugin for the same machine and with the same compiler options as the program "
                "(no -fpack-struct, -m32 or -mx32)");
        }
    }
    return 0;
}

static int check_text(struct image *image, const char *field, const char *text)
{
    if (!text)
        return refuse(image, field, "is NULL; expected a text");
    for (size_t i = 0;; i++) {
        if (!inside(image, text + i, 1))
            return refuse(image, field, "points outside the plugin's memory; expected a constant text");
        if (!text[i])
            return i ? 0 : refuse(image, field, "is empty; expected a text");
        if ((unsigned char)text[i] < 32)
            return refuse(image, field, "has the control character 0x%02x at byte %zu",
                          (unsigned char)text[i], i + 1);
        if (i == 500)
            return refuse(image, field, "is longer than 500 bytes");
    }
}

static int check_name(const struct image *image, const char *field, const char *name)
{
    int good = islower((unsigned char)name[0]) && strlen(name) <= 63;
    for (const char *c = name; *c; c++)
        good = good && (islower((unsigned char)*c) || isdigit((unsigned char)*c) || *c == '_');
    return good ? 0
                : refuse(image, field,
                         "is '%s'; expected at most 63 lower case letters, digits and '_', beginning with "
                         "a letter",
                         name);
}

static int check_setting(struct image *image, const struct fs_plugin *d, uint32_t index)
{
    const struct fs_setting *s = fs_setting_at(d, index);
    char field[64];
    snprintf(field, sizeof field, "settings[%u].name", index);
    if (check_text(image, field, s->name) || check_name(image, field, s->name))
        return -1;
    for (uint32_t i = 0; i < index; i++)
        if (!strcmp(fs_setting_at(d, i)->name, s->name))
            return refuse(image, field, "is '%s', which settings[%u] is called already", s->name, i);
    const char *texts[] = {s->doc, s->fallback, s->choices, s->unit};
    static const char *const labels[] = {"doc", "fallback", "choices", "unit"};
    for (int i = 0; i < 4; i++) {
        snprintf(field, sizeof field, "setting '%.24s': %s", s->name, labels[i]);
        int needed = i == 0 || (i == 1 && !(s->flags & FS_SETTING_REQUIRED)) ||
                     (i == 2 && s->type == FS_SETTING_CHOICE);
        int empty_allowed = i == 1 && s->type == FS_SETTING_TEXT;
        if (i == 1 && (s->flags & FS_SETTING_REQUIRED) && texts[i])
            return refuse(image, field,
                          "is '%s', but the setting is FS_SETTING_REQUIRED and so has no default", texts[i]);
        if (!needed && !texts[i])
            continue;
        if (empty_allowed && texts[i] && inside(image, texts[i], 1) && !*texts[i])
            continue;
        if (check_text(image, field, texts[i]))
            return -1;
    }
    snprintf(field, sizeof field, "setting '%.24s'", s->name);
    if (s->type < FS_SETTING_TEXT || s->type > FS_SETTING_TIME)
        return refuse(image, field, "has type %u; expected FS_SETTING_TEXT (1) to FS_SETTING_TIME (7)",
                      s->type);
    if (s->flags & ~(FS_SETTING_REQUIRED | FS_SETTING_SECRET))
        return refuse(image, field, "has unknown flags 0x%x", s->flags);
    if ((s->flags & FS_SETTING_SECRET) && s->type != FS_SETTING_TEXT)
        return refuse(image, field, "is FS_SETTING_SECRET, but only an FS_SETTING_TEXT can be");
    if (!(s->min <= s->max))
        return refuse(image, field, "has min %g above max %g", s->min, s->max);
    if (s->fallback && fs_setting_check_fallback(s)) {
        const struct fs_error *cause = fs_error_last();
        char why[300];
        snprintf(why, sizeof why, "%s", cause->message);
        return refuse(image, field, "has a default that it would not take: %s", why);
    }
    return 0;
}

static int check_settings(struct image *image, const struct fs_plugin *d)
{
    if (!d->setting_count)
        return 0;
    if (d->setting_size < sizeof(struct fs_setting))
        return refuse(image, "setting_size", "is %u; expected sizeof(struct fs_setting), %zu",
                      d->setting_size, sizeof(struct fs_setting));
    if (d->setting_count > 1000)
        return refuse(image, "setting_count", "is %u; expected at most 1000", d->setting_count);
    if (!d->settings || !inside(image, d->settings, (size_t)d->setting_count * d->setting_size))
        return refuse(image, "settings", "does not point to %u settings of %u bytes in the plugin",
                      d->setting_count, d->setting_size);
    for (uint32_t i = 0; i < d->setting_count; i++)
        if (check_setting(image, d, i))
            return -1;
    return 0;
}

static int check_capability(struct image *image, const char *name, const void *capability, size_t least)
{
    if (!inside(image, capability, sizeof(uint32_t)))
        return refuse(image, name, "points outside the plugin's memory; expected a constant struct");
    uint32_t size;
    memcpy(&size, capability, sizeof size);
    if (size >= least && inside(image, capability, size))
        return 0;
    char field[40];
    snprintf(field, sizeof field, "%s.struct_size", name);
    refuse(image, field, "is %u; expected sizeof(struct fs_%s), %zu", size, name, least);
    return fs_error_hint("set struct_size in every struct that has one");
}

static int check_source(struct image *image, const struct fs_source *source)
{
    if (check_capability(image, "source", source, offsetof(struct fs_source, poll) + sizeof source->poll))
        return -1;
    if (source->flags & ~(FS_SOURCE_LIVE | FS_SOURCE_BLOCKING))
        return refuse(image, "source.flags", "is 0x%x; this program knows 0x%x", source->flags,
                      FS_SOURCE_LIVE | FS_SOURCE_BLOCKING);
    if (!source->start || !source->stop)
        return refuse(image, source->start ? "source.stop" : "source.start", "is NULL; expected a function");
    if (!(source->flags & FS_SOURCE_LIVE) && !source->poll)
        return refuse(image, "source.poll", "is NULL, but only a FS_SOURCE_LIVE source can do without");
    return 0;
}

static int check_strategy(struct image *image, const struct fs_strategy *strategy)
{
    if (check_capability(image, "strategy", strategy,
                         offsetof(struct fs_strategy, finish) + sizeof strategy->finish))
        return -1;
    if (strategy->flags)
        return refuse(image, "strategy.flags", "is 0x%x; expected 0", strategy->flags);
    if (!strategy->start || !strategy->stop)
        return refuse(image, strategy->start ? "strategy.stop" : "strategy.start",
                      "is NULL; expected a function");
    return 0;
}

static int check_store(struct image *image, const struct fs_store *store)
{
    if (check_capability(image, "store", store, offsetof(struct fs_store, check) + sizeof store->check))
        return -1;
    if (store->flags)
        return refuse(image, "store.flags", "is 0x%x; expected 0", store->flags);
    const struct {
        const char *name;
        int given;
    } functions[] = {{"start", store->start != NULL},     {"stop", store->stop != NULL},
                     {"applied", store->applied != NULL}, {"begin", store->begin != NULL},
                     {"commit", store->commit != NULL},   {"rollback", store->rollback != NULL},
                     {"put", store->put != NULL},         {"remove", store->remove != NULL},
                     {"get", store->get != NULL},         {"scan", store->scan != NULL},
                     {"backup", store->backup != NULL},   {"check", store->check != NULL}};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (!functions[i].given) {
            char field[40];
            snprintf(field, sizeof field, "store.%s", functions[i].name);
            return refuse(image, field, "is NULL; expected a function");
        }
    return 0;
}

static int check_capabilities(struct image *image, const struct fs_plugin *d)
{
    const struct {
        const char *name;
        const void *pointer;
    } later[] = {
        {"broker", d->broker}, {"model", d->model}, {"stream", d->stream}, {"connector", d->connector}};
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        if (later[i].pointer) {
            refuse(image, later[i].name,
                   "is set, but interface version %u.%u does not define that capability yet", FS_ABI_MAJOR,
                   FS_ABI_MINOR);
            return fs_error_hint("leave it NULL, or use a program whose headers define it");
        }
    if (d->source && check_source(image, d->source))
        return -1;
    if (d->strategy && check_strategy(image, d->strategy))
        return -1;
    if (d->store && check_store(image, d->store))
        return -1;
    if (!d->source && !d->strategy && !d->store)
        return refuse(image, "capabilities", "are all NULL; expected at least one (source, strategy, store)");
    return 0;
}

int fs_plugin_check(const struct fs_plugin *d, const char *path, const void *base)
{
    struct image image = {.path = path, .base = base};
    if (!d) {
        refuse(&image, "finsmart_plugin()", "returned NULL; expected the descriptor's address");
        return fs_error_hint("return the address of a constant struct fs_plugin");
    }
    if (!inside(&image, d, offsetof(struct fs_plugin, name)))
        return refuse(&image, "finsmart_plugin()",
                      "returned an address outside the plugin's memory; expected a constant");
    if (check_abi(&image, d) || check_fingerprint(&image, d))
        return -1;
    if (check_text(&image, "name", d->name) || check_name(&image, "name", d->name))
        return -1;
    if (check_text(&image, "version", d->version) || check_text(&image, "licence", d->licence) ||
        check_text(&image, "description", d->description))
        return -1;
    return check_settings(&image, d) || check_capabilities(&image, d) ? -1 : 0;
}

void fs_plugin_capabilities(const struct fs_plugin *d, char *buffer, size_t size)
{
    const struct {
        const char *name;
        const void *offered;
    } all[] = {{"source", d->source}, {"strategy", d->strategy}, {"store", d->store}};
    size_t used = 0;
    *buffer = '\0';
    for (size_t i = 0; i < sizeof all / sizeof *all && used < size; i++)
        if (all[i].offered)
            used += (size_t)snprintf(buffer + used, size - used, "%s%s", used ? ", " : "", all[i].name);
}
