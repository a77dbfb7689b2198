/* How values go together: what no table can say. Also where single values are wrong, so that all is told at once; what would only
 * follow from those is left out. */
#include "base/arena.h"
#include "base/nearest.h"
#include "config/reader.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { MOST_NAMES = 1000 };

static const struct fs_config *config_of(struct fs_config_reader *r)
{
    return &r->whole->config;
}

/* "feeds.crypto.plugin" */
static const char *thing(char path[300], const char *map, const char *name, const char *key)
{
    snprintf(path, 300, "%s.%s%s%s", map, name, *key ? "." : "", key);
    return path;
}

/* Is there a thing of that name? If not, which is nearest. */
static void must_exist(struct fs_config_reader *r, const char *path, const char *what, const char *map_name,
                       const struct fs_config_map *map, size_t size, const char *name)
{
    if (fs_config_find(map, size, name) || fs_config_wrong_already(r, map_name) ||
        fs_config_wrong_already(r, path))
        return;
    const char *names[MOST_NAMES];
    int count = 0;
    for (; count < map->count && count < MOST_NAMES; count++)
        names[count] = *(const char *const *)(const void *)((const char *)map->items + (size_t)count * size);
    const char *near = fs_nearest(name, names, count);
    if (fs_config_wrong(r, path, "is \"%.60s\", and there is no %s of that name",
                        fs_config_shown(r, path, name), what) &&
        near)
        fs_config_problem_hint(r->problems, "did you mean '%s'?", near);
}

static void check_listen(struct fs_config_reader *r)
{
    const struct fs_config *c = config_of(r);
    const struct fs_config_address *list = c->listen.items;
    if (!c->listen.count)
        fs_config_wrong(r, "listen", "has no address; expected at least one, such as \"127.0.0.1:8080\"");
    for (int i = 0; i < c->listen.count; i++) {
        for (int j = 0; j < i; j++)
            if (!strcmp(list[i].text, list[j].text) && (list[i].port || list[i].family == FS_CONFIG_UNIX)) {
                fs_config_wrong(r, "listen", "has %s twice", fs_config_shown(r, "listen", list[i].text));
                break;
            }
        if (!list[i].loopback && c->tls.required && !*c->tls.certificate) {
            if (fs_config_wrong(r, "listen", "has %s, which other machines can reach, and there is no TLS",
                                fs_config_shown(r, "listen", list[i].text)))
                fs_config_problem_hint(r->problems, "give tls.certificate and tls.key, or tls.required = "
                                                    "false behind a proxy that speaks TLS");
        }
    }
}

/* Two keys of which either both are given or none. */
static void check_both(struct fs_config_reader *r, const char *one_path, const char *one,
                       const char *other_path, const char *other)
{
    if (*one && !*other)
        fs_config_wrong(r, one_path, "is given without %s", other_path);
    if (*other && !*one)
        fs_config_wrong(r, other_path, "is given without %s", one_path);
}

static void check_tls(struct fs_config_reader *r)
{
    const struct fs_config_tls *tls = &config_of(r)->tls;
    check_both(r, "tls.certificate", tls->certificate, "tls.key", tls->key);
    if (tls->client != FS_CLIENT_NONE && !*tls->client_ca)
        fs_config_wrong(r, "tls.client", "asks for certificates of clients without tls.client_ca");
    if (tls->client == FS_CLIENT_NONE && *tls->client_ca)
        fs_config_wrong(r, "tls.client_ca", "has no effect while tls.client is none");
    if (*tls->client_ca && !*tls->certificate)
        fs_config_wrong(r, "tls.client_ca", "is given without tls.certificate");
}

/* What the file says is relative to the file; the default lies in home. */
static const char *records_path(struct fs_config_reader *r, const char *path)
{
    const char *folder = config_of(r)->home;
    for (int i = 0; i < r->place_count; i++)
        if (!strcmp(r->places[i].path, "stores.records"))
            folder = r->folder;
    return *path == '/' || !*folder ? path : fs_arena_printf(r->whole->arena, "%s/%s", folder, path);
}

static void check_stores(struct fs_config_reader *r)
{
    struct fs_config_stores *stores = &r->whole->config.stores;
    size_t scheme = strcspn(stores->records, ":");
    if (!*stores->records)
        return;
    int sqlite = scheme == 6 && !strncmp(stores->records, "sqlite", 6);
    if (!sqlite && strncmp(stores->records, "postgres://", 11) != 0 &&
        strncmp(stores->records, "postgresql://", 13) != 0) {
        fs_config_wrong(
            r, "stores.records", "begins with '%.*s'; expected \"sqlite:PATH\" or \"postgres://...\"",
            scheme < 40 ? (int)scheme + 1 : 40, fs_config_shown(r, "stores.records", stores->records));
        return;
    }
    stores->records_plugin = sqlite ? "sqlite" : "postgres";
    stores->records_location = sqlite ? records_path(r, stores->records + scheme + 1) : stores->records;
    const char *shown =
        sqlite && stores->records_location
            ? fs_config_shown(r, "home",
                              fs_arena_printf(r->whole->arena, "sqlite:%s", stores->records_location))
            : stores->records;
    if (!stores->records_location || !shown)
        r->failed = -1;
    for (int i = 0; sqlite && i < r->whole->item_count; i++) { /* the path in force, not the default's name */
        struct fs_config_item *item = &r->whole->items[i];
        if (!strcmp(item->key, "stores.records") && item->text && strcmp(item->text, "(secret)") != 0)
            item->text = shown;
    }
}

static void check_feeds(struct fs_config_reader *r)
{
    const struct fs_config_feed *feeds = config_of(r)->feeds.items;
    char path[300];
    for (int i = 0; i < config_of(r)->feeds.count; i++) {
        const struct fs_config_feed *feed = &feeds[i];
        if (fs_config_wrong_already(r, thing(path, "feeds", feed->name, "")))
            continue;
        if (!*feed->dataset == !*feed->plugin)
            fs_config_wrong(r, thing(path, "feeds", feed->name, ""), "has %s; expected one of the two",
                            *feed->dataset ? "both a dataset and a plugin" : "neither dataset nor plugin");
        else if (*feed->dataset && feed->settings.count)
            fs_config_wrong(r, thing(path, "feeds", feed->name, "settings"),
                            "are of a plugin, and this feed has a dataset");
    }
}

static void check_accounts(struct fs_config_reader *r)
{
    const struct fs_config_account *accounts = config_of(r)->accounts.items;
    char path[300];
    for (int i = 0; i < config_of(r)->accounts.count; i++) {
        const struct fs_config_account *a = &accounts[i];
        int letters = 0;
        if (fs_config_wrong_already(r, thing(path, "accounts", a->name, "")))
            continue;
        while (isupper((unsigned char)a->currency[letters]))
            letters++;
        thing(path, "accounts", a->name, "currency");
        if (letters != 3 || a->currency[3])
            fs_config_wrong(r, path, "is \"%.20s\"; expected three capital letters such as \"EUR\"",
                            fs_config_shown(r, path, a->currency));
        if (a->kind == FS_ACCOUNT_LIVE && !*a->broker)
            fs_config_wrong(r, thing(path, "accounts", a->name, "kind"), "is live, and there is no broker");
        if (a->kind == FS_ACCOUNT_PAPER && (*a->broker || a->settings.count))
            fs_config_wrong(r, thing(path, "accounts", a->name, *a->broker ? "broker" : "settings"),
                            "%s of live accounts, and this one is paper", *a->broker ? "is" : "are");
    }
}

static void check_strategies(struct fs_config_reader *r)
{
    const struct fs_config *c = config_of(r);
    const struct fs_config_strategy *strategies = c->strategies.items;
    char path[300];
    for (int i = 0; i < c->strategies.count; i++) {
        const struct fs_config_strategy *s = &strategies[i];
        must_exist(r, thing(path, "strategies", s->name, "feed"), "feed", "feeds", &c->feeds,
                   sizeof(struct fs_config_feed), s->feed);
        must_exist(r, thing(path, "strategies", s->name, "account"), "account", "accounts", &c->accounts,
                   sizeof(struct fs_config_account), s->account);
        const struct fs_config_feed *feed = fs_config_find(&c->feeds, sizeof *feed, s->feed);
        if (feed && !feed->enabled && s->on_start == FS_START_RUN)
            fs_config_wrong(r, thing(path, "strategies", s->name, "on_start"),
                            "is run, and its feed '%s' is not enabled", s->feed);
    }
}

static void check_limits(struct fs_config_reader *r)
{
    const struct fs_config *c = config_of(r);
    const struct fs_config_limit *limits = c->limits.items;
    char path[300];
    for (int i = 0; i < c->limits.count; i++) {
        const struct fs_config_limit *l = &limits[i];
        if (fs_config_wrong_already(r, thing(path, "limits", l->name, "")))
            continue;
        thing(path, "limits", l->name, "of");
        if (l->scope == FS_SCOPE_FIRM && *l->of)
            fs_config_wrong(r, path, "is \"%.60s\", and the scope is the whole firm",
                            fs_config_shown(r, path, l->of));
        if (l->scope == FS_SCOPE_ACCOUNT && *l->of)
            must_exist(r, path, "account", "accounts", &c->accounts, sizeof(struct fs_config_account), l->of);
        if (l->scope == FS_SCOPE_STRATEGY && *l->of)
            must_exist(r, path, "strategy", "strategies", &c->strategies, sizeof(struct fs_config_strategy),
                       l->of);
        if (l->rule == FS_RULE_ALLOW_SHORT && l->value != 0 && l->value != 1)
            fs_config_wrong(r, thing(path, "limits", l->name, "value"),
                            "has another value than 0 and 1, and the rule is allow_short");
        for (int j = 0; j < i; j++)
            if (limits[j].scope == l->scope && limits[j].rule == l->rule && !strcmp(limits[j].of, l->of)) {
                fs_config_wrong(r, thing(path, "limits", l->name, ""),
                                "limits the same as limits.%s; one of them is enough", limits[j].name);
                break;
            }
    }
}

/* A key that one kind of alerts needs and the others do not know. */
static void check_alert_key(struct fs_config_reader *r, const struct fs_config_alert *a, int kind, int needed,
                            const char *key, int given)
{
    static const char *const kinds[] = {"webhook", "smtp", "command"};
    char path[300];
    if (a->kind == kind && needed && !given)
        fs_config_wrong(r, thing(path, "alerts", a->name, key), "is missing; a %s needs it", kinds[kind]);
    if (a->kind != kind && given)
        fs_config_wrong(r, thing(path, "alerts", a->name, key), "is of kind %s, and this is a %s",
                        kinds[kind], kinds[a->kind]);
}

static void check_scheme(struct fs_config_reader *r, const char *name, const char *key, const char *url,
                         const char *one, const char *other)
{
    char path[300];
    thing(path, "alerts", name, key);
    if (*url && strncmp(url, one, strlen(one)) != 0 && strncmp(url, other, strlen(other)) != 0)
        fs_config_wrong(r, path, "begins with '%.*s'; expected %s or %s", (int)strcspn(url, ":") + 1,
                        fs_config_shown(r, path, url), one, other);
}

static void check_alerts(struct fs_config_reader *r)
{
    const struct fs_config_alert *alerts = config_of(r)->alerts.items;
    for (int i = 0; i < config_of(r)->alerts.count; i++) {
        const struct fs_config_alert *a = &alerts[i];
        char path[300];
        if (fs_config_wrong_already(r, thing(path, "alerts", a->name, "")))
            continue;
        check_alert_key(r, a, FS_ALERT_WEBHOOK, 1, "url", *a->url != 0);
        check_alert_key(r, a, FS_ALERT_WEBHOOK, 0, "token", *a->token != 0);
        check_alert_key(r, a, FS_ALERT_SMTP, 1, "server", *a->server != 0);
        check_alert_key(r, a, FS_ALERT_SMTP, 0, "user", *a->user != 0);
        check_alert_key(r, a, FS_ALERT_SMTP, 0, "password", *a->password != 0);
        check_alert_key(r, a, FS_ALERT_SMTP, 1, "from", *a->from != 0);
        check_alert_key(r, a, FS_ALERT_SMTP, 1, "to", a->to.count != 0);
        check_alert_key(r, a, FS_ALERT_COMMAND, 1, "command", a->command.count != 0);
        if (fs_config_wrong_already(r, path))
            continue;
        check_scheme(r, a->name, "url", a->url, "https://", "http://");
        check_scheme(r, a->name, "server", a->server, "smtps://", "smtp://");
    }
}

static void check_calendars(struct fs_config_reader *r)
{
    static const char *const built_in[] = {"NYSE", "FX"};
    const struct fs_config_calendar *calendars = config_of(r)->calendars.items;
    char path[300];
    for (int i = 0; i < config_of(r)->calendars.count; i++)
        for (int j = 0; j < 2; j++)
            if (!strcmp(calendars[i].name, built_in[j]))
                fs_config_wrong(r, thing(path, "calendars", calendars[i].name, ""),
                                "is built in; choose another name");
}

void fs_config_check_together(struct fs_config_reader *r)
{
    const struct fs_config *c = config_of(r);
    check_listen(r);
    check_tls(r);
    check_both(r, "journal.head_file", c->journal.head_file, "journal.head_key", c->journal.head_key);
    check_stores(r);
    if (c->disk.stop > c->disk.low)
        fs_config_wrong(r, "disk.stop",
                        "is above disk.low; expected less free space than where the alert is given");
    check_feeds(r);
    check_accounts(r);
    check_strategies(r);
    check_limits(r);
    check_calendars(r);
    check_alerts(r);
    if (*c->metrics.path != '/')
        fs_config_wrong(r, "metrics.path", "is \"%.60s\"; expected a path that begins with '/'",
                        fs_config_shown(r, "metrics.path", c->metrics.path));
}
