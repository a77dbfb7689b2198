/*
 * settings.h: the settings that a plugin declares, and the values that a user gives for them.
 */
#ifndef FINSMART_PLUGIN_SETTINGS_H
#define FINSMART_PLUGIN_SETTINGS_H

#include <finsmart/plugin.h>

struct fs_param;
struct fs_settings;

/* Reads "name=value" texts against the plugin's table; what is not given gets its default; the last of
 * several counts. NULL with FS_E_USAGE that names the setting, its value and what was expected. */
struct fs_settings *fs_settings_new(const struct fs_plugin *plugin, const char *const *pairs, int count);
void fs_settings_free(struct fs_settings *settings);

/* The value of a setting; NULL, NaN, INT64_MIN for a name that is not declared (no error). */
const char *fs_settings_text(const struct fs_settings *settings, const char *name);
double fs_settings_number(const struct fs_settings *settings, const char *name);
int64_t fs_settings_int(const struct fs_settings *settings, const char *name);
/* All values as parameters of a run, in the order of the table; secrets read "(secret)". *count of them;
 * borrowed. */
const struct fs_param *fs_settings_params(const struct fs_settings *settings, int *count);

/* Setting number `index` of a table whose elements may be longer than this program's struct. */
const struct fs_setting *fs_setting_at(const struct fs_plugin *plugin, uint32_t index);
/* "text", "int", "number", ... */
const char *fs_setting_type_name(uint32_t type);
/* Would the setting take its own default? 0 or -1. */
int fs_setting_check_fallback(const struct fs_setting *setting);

#endif
