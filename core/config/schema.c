#include "config/schema.h"

#include "config/config.h"

#include <stdio.h>

#define AT(member)  .offset = offsetof(struct SECTION, member)
#define RANGE(a, b) .min = (a), .max = (b)
#define KB          1024.0
#define MB          (1024.0 * KB)
#define GB          (1024.0 * MB)
#define TB          (1024.0 * GB)
#define DAY         86400.0
#define END                                                                                                  \
    {                                                                                                        \
        .name = NULL                                                                                         \
    }

/* clang-format off */
#define SECTION fs_config_tls
static const struct fs_config_key tls[] = {
    {"certificate", FS_CONFIG_PATH, AT(certificate), .example = "\"tls/server.pem\"",
     .doc = "The server's certificate with its chain, a PEM file. With it and tls.key the addresses of listen speak HTTPS."},
    {"key", FS_CONFIG_PATH, AT(key), .example = "\"tls/server.key\"",
     .doc = "The private key of the certificate, a PEM file that only its owner can read."},
    {"client_ca", FS_CONFIG_PATH, AT(client_ca), .example = "\"tls/clients.pem\"",
     .doc = "Authorities whose certificates clients may show, a PEM file."},
    {"client", FS_CONFIG_CHOICE, AT(client), .fallback = "none", .choices = "none|optional|required",
     .doc = "Must clients show a certificate of tls.client_ca?"},
    {"minimum", FS_CONFIG_CHOICE, AT(minimum), .fallback = "1.2", .choices = "1.2|1.3",
     .doc = "The oldest version of TLS that is spoken."},
    {"required", FS_CONFIG_BOOL, AT(required), .fallback = "true",
     .doc = "Refuse to listen without TLS where other machines can reach the address. Set it to false behind a proxy that "
            "speaks TLS."},
    END};
#undef SECTION

#define SECTION fs_config_http
static const struct fs_config_key http[] = {
    {"request_line", FS_CONFIG_SIZE, AT(request_line), .fallback = "8 KB", RANGE(256, MB),
     .doc = "The longest first line of a request: method, path and query."},
    {"headers", FS_CONFIG_SIZE, AT(headers), .fallback = "32 KB", RANGE(KB, MB), .doc = "All header fields of a request."},
    {"header_count", FS_CONFIG_INT, AT(header_count), .fallback = "100", RANGE(8, 1000),
     .doc = "How many header fields a request may have."},
    {"body", FS_CONFIG_SIZE, AT(body), .fallback = "64 MB", RANGE(KB, TB), .doc = "The largest body of a request."},
    {"header_timeout", FS_CONFIG_DURATION, AT(header_timeout), .fallback = "10s", RANGE(0.1, 3600),
     .doc = "How long a client may take for the head of a request."},
    {"body_timeout", FS_CONFIG_DURATION, AT(body_timeout), .fallback = "1m", RANGE(0.1, DAY),
     .doc = "How long a body may stand still."},
    {"write_timeout", FS_CONFIG_DURATION, AT(write_timeout), .fallback = "1m", RANGE(0.1, DAY),
     .doc = "How long a client may take nothing of a response."},
    {"idle_timeout", FS_CONFIG_DURATION, AT(idle_timeout), .fallback = "75s", RANGE(0.1, DAY),
     .doc = "How long a connection is kept between requests."},
    {"connections", FS_CONFIG_INT, AT(connections), .fallback = "1024", RANGE(1, 1000000),
     .doc = "Connections at once; further ones are answered with 503."},
    {"connections_per_address", FS_CONFIG_INT, AT(connections_per_address), .fallback = "0", RANGE(0, 1000000),
     .doc = "Connections at once from one address; 0 is no limit of their own."},
    {"rate", FS_CONFIG_RATE, AT(rate), .fallback = "100/s",
     .doc = "Requests of one key in the long run; beyond it they are answered with 429."},
    {"burst", FS_CONFIG_INT, AT(burst), .fallback = "200", RANGE(1, 1000000),
     .doc = "Requests of one key that may come at once."},
    END};
#undef SECTION

#define SECTION fs_config_placements
static const struct fs_config_key placement[] = {
    {"strategies", FS_CONFIG_CHOICE, AT(strategies), .fallback = "isolated", .choices = "isolated|inline",
     .doc = "Where strategies run: isolated in a process each, or inline in the engine, which is the shortest path and lets "
            "a strategy that hangs stop it."},
    {"rules", FS_CONFIG_CHOICE, AT(rules), .fallback = "isolated", .choices = "isolated|inline", .doc = "The same of rules."},
    {"plugins", FS_CONFIG_CHOICE, AT(plugins), .fallback = "isolated", .choices = "isolated|inline",
     .doc = "The same of plugins."},
    END};
#undef SECTION

#define SECTION fs_config_role
static const struct fs_config_key role[] = {
    {"time", FS_CONFIG_DURATION, AT(time), RANGE(1, 30 * DAY), .example = "\"10m\"",
     .doc = "Time of one job; as workers.time where it is not given."},
    {"memory", FS_CONFIG_SIZE, AT(memory), RANGE(64 * MB, 16 * TB), .example = "\"2 GB\"",
     .doc = "Memory of one process; as workers.memory where it is not given."},
    {"jobs", FS_CONFIG_INT, AT(jobs), RANGE(1, 10000), .example = "2",
     .doc = "Jobs of one person at once; as workers.jobs where it is not given."},
    END};
#undef SECTION

#define SECTION fs_config_workers
static const struct fs_config_key workers[] = {
    {"processes", FS_CONFIG_INT, AT(processes), .fallback = "0", RANGE(0, 4096),
     .doc = "Worker processes at once, for all jobs together; 0 is one for each processor."},
    {"queue", FS_CONFIG_INT, AT(queue), .fallback = "1000", RANGE(0, 1000000),
     .doc = "Jobs that may wait; beyond it they are answered with 429."},
    {"time", FS_CONFIG_DURATION, AT(time), .fallback = "1h", RANGE(1, 30 * DAY), .doc = "Time of one job."},
    {"memory", FS_CONFIG_SIZE, AT(memory), .fallback = "4 GB", RANGE(64 * MB, 16 * TB), .doc = "Memory of one worker process."},
    {"jobs", FS_CONFIG_INT, AT(jobs), .fallback = "4", RANGE(1, 10000), .doc = "Jobs of one person at once."},
    {"roles", FS_CONFIG_MAP, AT(roles), .keys = role, .size = sizeof(struct fs_config_role),
     .doc = "Other limits for people of a role, by its name."},
    END};
#undef SECTION

#define SECTION fs_config_journal
static const struct fs_config_key journal[] = {
    {"folder", FS_CONFIG_PATH, AT(folder), .flags = FS_CONFIG_IN_HOME, .fallback = "journal",
     .doc = "Where the files of the engine's journal lie."},
    {"durability", FS_CONFIG_CHOICE, AT(durability), .fallback = "fsynced", .choices = "written|fsynced",
     .doc = "When a record counts: once the system has it (written, which a power cut can lose), or once the disk has it "
            "(fsynced)."},
    {"commit_interval", FS_CONFIG_DURATION, AT(commit_interval), .fallback = "2ms", RANGE(0, 1),
     .doc = "How long records are gathered so that one sync serves all of them; 0s syncs each."},
    {"rotate_size", FS_CONFIG_SIZE, AT(rotate_size), .fallback = "1 GB", RANGE(0, TB),
     .doc = "A file that is so large is followed by a new one; 0 never."},
    {"rotate_time", FS_CONFIG_DURATION, AT(rotate_time), .fallback = "1d", RANGE(0, 366 * DAY),
     .doc = "A file that is so old is followed by a new one; 0s never."},
    {"retention", FS_CONFIG_DURATION, AT(retention), .fallback = "0s", RANGE(0, 36525 * DAY),
     .doc = "Files older than this are removed; 0s keeps all of them. The law may ask for years."},
    {"head_file", FS_CONFIG_PATH, AT(head_file), .example = "\"/mnt/elsewhere/heads.txt\"",
     .doc = "Where the signed heads of the journal's chain are kept, better on another machine: they prove that nothing was "
            "cut or written anew."},
    {"head_key", FS_CONFIG_PATH, AT(head_key), .example = "\"signing.pem\"",
     .doc = "The private key that signs the heads (finsmart audit key makes one)."},
    END};
#undef SECTION

#define SECTION fs_config_stores
static const struct fs_config_key stores[] = {
    {"records", FS_CONFIG_URL, AT(records), .fallback = "sqlite:records.db",
     .example = "\"postgres://finsmart@db/finsmart\"",
     .doc = "Where records live (orders, positions, people, jobs): sqlite:PATH, or a postgres:// URL. A relative path of the "
            "default lies in home."},
    {"settings", FS_CONFIG_VALUES, AT(settings), .example = "{ synchronous = \"full\" }",
     .doc = "Further settings of the plugin that keeps records; finsmart plugins list NAME shows them."},
    {"history", FS_CONFIG_PATH, AT(history), .flags = FS_CONFIG_IN_HOME, .fallback = "history",
     .doc = "The folder of datasets."},
    END};
#undef SECTION

#define SECTION fs_config_disk
static const struct fs_config_key disk[] = {
    {"low", FS_CONFIG_SIZE, AT(low), .fallback = "5 GB", RANGE(0, 1024 * TB),
     .doc = "An alert is given when less than this is free where home, journal or stores lie."},
    {"stop", FS_CONFIG_SIZE, AT(stop), .fallback = "1 GB", RANGE(0, 1024 * TB),
     .doc = "Below this no job starts, no dataset is imported and no strategy opens a position."},
    {"check_every", FS_CONFIG_DURATION, AT(check_every), .fallback = "30s", RANGE(1, 3600), .doc = "How often it is looked at."},
    END};
#undef SECTION

#define SECTION fs_config_feed
static const struct fs_config_key feed[] = {
    {"dataset", FS_CONFIG_TEXT, AT(dataset), .example = "\"sp500\"",
     .doc = "A dataset that is played. A feed has a dataset or a plugin."},
    {"plugin", FS_CONFIG_TEXT, AT(plugin), .example = "\"synthetic\"",
     .doc = "A source: its name, or the path of its file."},
    {"settings", FS_CONFIG_VALUES, AT(settings), .example = "{ seed = 7, token = env(\"FEED_TOKEN\") }",
     .doc = "The plugin's settings; finsmart plugins list NAME shows them."},
    {"symbols", FS_CONFIG_LIST, .item = FS_CONFIG_TEXT, AT(symbols), .example = "{ \"AAPL\", \"MSFT\" }",
     .doc = "Only these symbols; without them all."},
    {"enabled", FS_CONFIG_BOOL, AT(enabled), .fallback = "true", .doc = "false keeps the description and starts nothing."},
    END};
#undef SECTION

#define SECTION fs_config_account
static const struct fs_config_key account[] = {
    {"kind", FS_CONFIG_CHOICE, AT(kind), .fallback = "paper", .choices = "paper|live",
     .doc = "paper fills orders with the simulator; live sends them to a broker."},
    {"cash", FS_CONFIG_MONEY, AT(cash), .fallback = "100000", RANGE(0, 1e10), .doc = "Cash that a paper account begins with."},
    {"currency", FS_CONFIG_TEXT, AT(currency), .fallback = "USD", .doc = "The account's currency, three letters (ISO 4217)."},
    {"broker", FS_CONFIG_TEXT, AT(broker), .example = "\"alpaca\"", .doc = "The plugin of a live account's broker."},
    {"settings", FS_CONFIG_VALUES, AT(settings), .example = "{ key = env(\"BROKER_KEY\") }",
     .doc = "The broker's settings."},
    END};
#undef SECTION

#define SECTION fs_config_strategy
static const struct fs_config_key strategy[] = {
    {"script", FS_CONFIG_PATH, AT(script), .flags = FS_CONFIG_REQUIRED | FS_CONFIG_PLUGIN, .example = "\"strategies/sma_cross.lua\"",
     .doc = "The script, or \"plugin:NAME\" for a strategy in C."},
    {"params", FS_CONFIG_VALUES, AT(params), .example = "{ fast = 10, slow = 30 }",
     .doc = "Parameters of the script; those that are not given have its defaults."},
    {"feed", FS_CONFIG_TEXT, AT(feed), .flags = FS_CONFIG_REQUIRED, .example = "\"daily\"", .doc = "The name of its feed."},
    {"symbols", FS_CONFIG_LIST, .item = FS_CONFIG_TEXT, AT(symbols), .example = "{ \"AAPL\" }",
     .doc = "Only these of the feed's symbols; without them all."},
    {"account", FS_CONFIG_TEXT, AT(account), .flags = FS_CONFIG_REQUIRED, .example = "\"paper\"",
     .doc = "The name of the account that it trades for."},
    {"on_start", FS_CONFIG_CHOICE, AT(on_start), .fallback = "paused", .choices = "run|paused",
     .doc = "What it does when the server starts: run, or wait paused for a person."},
    {"placement", FS_CONFIG_CHOICE, AT(placement), .fallback = "inherit", .choices = "isolated|inline|inherit",
     .doc = "Where it runs; inherit is as placement.strategies says."},
    END};
#undef SECTION

#define SECTION fs_config_limit
static const struct fs_config_key limit[] = {
    {"scope", FS_CONFIG_CHOICE, AT(scope), .flags = FS_CONFIG_REQUIRED, .choices = "firm|account|strategy|symbol",
     .example = "\"account\"", .doc = "What the limit holds for."},
    {"of", FS_CONFIG_TEXT, AT(of), .example = "\"paper\"",
     .doc = "The name of the account, strategy or symbol; without it the limit holds for each of them."},
    {"rule", FS_CONFIG_CHOICE, AT(rule), .flags = FS_CONFIG_REQUIRED,
     .choices = "max_order_qty|max_order_notional|max_position|price_collar|max_leverage|allow_short",
     .example = "\"max_order_notional\"",
     .doc = "What is limited: the units or the value of one order, the units of a position, how far a limit price may lie "
            "from the last price (0.1 is 10 %), gross exposure over equity, or whether short positions are allowed (0 or 1)."},
    {"value", FS_CONFIG_NUMBER, AT(value), .flags = FS_CONFIG_REQUIRED, RANGE(0, 1e15), .example = "250000",
     .doc = "The limit. An order that would go past it is refused."},
    END};
#undef SECTION

#define SECTION fs_config_calendar
static const struct fs_config_key calendar[] = {
    {"file", FS_CONFIG_PATH, AT(file), .flags = FS_CONFIG_REQUIRED, .example = "\"calendars/xetra.txt\"",
     .doc = "A calendar file (docs/calendars.md)."},
    END};
#undef SECTION

#define SECTION fs_config_log
static const struct fs_config_key log_keys[] = {
    {"level", FS_CONFIG_CHOICE, AT(level), .fallback = "info", .choices = "debug|info|warn|error|off", .env = "FINSMART_LOG",
     .doc = "The least level that is written."},
    {"format", FS_CONFIG_CHOICE, AT(format), .fallback = "text", .choices = "text|json",
     .doc = "key=value lines, or a JSON object a line."},
    {"file", FS_CONFIG_PATH, AT(file), .example = "\"/var/log/finsmart.log\"",
     .doc = "Where the log goes; without it standard error. It is opened anew on SIGHUP."},
    END};
#undef SECTION

#define SECTION fs_config_metrics
static const struct fs_config_key metrics[] = {
    {"enabled", FS_CONFIG_BOOL, AT(enabled), .fallback = "true", .doc = "Offer metrics in the text format of Prometheus."},
    {"path", FS_CONFIG_TEXT, AT(path), .fallback = "/metrics", .doc = "Where they are."},
    {"open", FS_CONFIG_BOOL, AT(open), .fallback = "false", .doc = "Show them without a key."},
    END};
#undef SECTION

#define SECTION fs_config_alert
static const struct fs_config_key alert[] = {
    {"kind", FS_CONFIG_CHOICE, AT(kind), .flags = FS_CONFIG_REQUIRED, .choices = "webhook|smtp|command",
     .example = "\"webhook\"", .doc = "How people are told."},
    {"level", FS_CONFIG_CHOICE, AT(level), .fallback = "warn", .choices = "info|warn|error", .doc = "From which level on."},
    {"at_most", FS_CONFIG_RATE, AT(at_most), .fallback = "10/m",
     .doc = "More are put together into one message."},
    {"timeout", FS_CONFIG_DURATION, AT(timeout), .fallback = "10s", RANGE(0.1, 600), .doc = "How long one message may take."},
    {"url", FS_CONFIG_URL, AT(url), .example = "\"https://hooks.example.com/finsmart\"",
     .doc = "webhook: where the JSON of the alert is posted to."},
    {"token", FS_CONFIG_TEXT, AT(token), .flags = FS_CONFIG_SECRET, .example = "env(\"HOOK_TOKEN\")",
     .doc = "webhook: sent as Authorization: Bearer."},
    {"server", FS_CONFIG_URL, AT(server), .example = "\"smtps://mail.example.com\"",
     .doc = "smtp: the mail server, smtp:// (with STARTTLS) or smtps://."},
    {"user", FS_CONFIG_TEXT, AT(user), .example = "\"finsmart\"", .doc = "smtp: who logs in."},
    {"password", FS_CONFIG_TEXT, AT(password), .flags = FS_CONFIG_SECRET, .example = "file(\"/run/secrets/mail\")",
     .doc = "smtp: the password."},
    {"from", FS_CONFIG_TEXT, AT(from), .example = "\"finsmart@example.com\"", .doc = "smtp: the sender."},
    {"to", FS_CONFIG_LIST, .item = FS_CONFIG_TEXT, AT(to), .example = "{ \"desk@example.com\" }",
     .doc = "smtp: who gets the mail."},
    {"command", FS_CONFIG_LIST, .item = FS_CONFIG_TEXT, AT(command), .example = "{ \"/usr/local/bin/page\", \"--team\", \"desk\" }",
     .doc = "command: the program and its arguments. It gets the JSON of the alert on standard input."},
    END};
#undef SECTION

#define SECTION fs_config_people
static const struct fs_config_key people[] = {
    {"first_key", FS_CONFIG_PATH, AT(first_key), .flags = FS_CONFIG_IN_HOME, .fallback = "admin.key",
     .doc = "Where the key of the first administrator is written when the server starts for the first time, a file of mode 0600."},
    {"second_person", FS_CONFIG_LIST, .item = FS_CONFIG_CHOICE, AT(second_person), .choices = "scripts.activate|datasets.remove",
     .example = "{ \"scripts.activate\" }",
     .doc = "Changes that wait until a person of another name has approved them."},
    END};
#undef SECTION

#define SECTION fs_config
const struct fs_config_key fs_config_keys[] = {
    {"home", FS_CONFIG_PATH, AT(home), .fallback = "finsmart-data", .env = "FINSMART_HOME", .example = "\"/srv/finsmart\"",
     .doc = "Where datasets, records and journals live. --home has the last word."},
    {"listen", FS_CONFIG_LIST, .item = FS_CONFIG_ADDRESS, AT(listen), .fallback = "127.0.0.1:8080",
     .example = "{ \"127.0.0.1:8080\", \"[::1]:8080\", \"unix:/run/finsmart.sock\" }",
     .doc = "Where the server listens. Port 0 lets the system choose."},
    {"tls", FS_CONFIG_SECTION, AT(tls), .keys = tls, .doc = "HTTPS."},
    {"http", FS_CONFIG_SECTION, AT(http), .keys = http, .doc = "What one client may take."},
    {"placement", FS_CONFIG_SECTION, AT(placement), .keys = placement, .doc = "Which process things run in."},
    {"workers", FS_CONFIG_SECTION, AT(workers), .keys = workers, .doc = "Processes for jobs: backtests, sweeps, studies, reports."},
    {"journal", FS_CONFIG_SECTION, AT(journal), .keys = journal, .doc = "The journal of the live engine."},
    {"stores", FS_CONFIG_SECTION, AT(stores), .keys = stores, .doc = "Where data lives."},
    {"disk", FS_CONFIG_SECTION, AT(disk), .keys = disk, .doc = "What happens when disks fill up."},
    {"feeds", FS_CONFIG_MAP, AT(feeds), .keys = feed, .size = sizeof(struct fs_config_feed), .doc = "Sources of events, by name."},
    {"accounts", FS_CONFIG_MAP, AT(accounts), .keys = account, .size = sizeof(struct fs_config_account),
     .doc = "Accounts that strategies trade for, by name."},
    {"strategies", FS_CONFIG_MAP, AT(strategies), .keys = strategy, .size = sizeof(struct fs_config_strategy),
     .doc = "Strategies that the server runs, by name."},
    {"limits", FS_CONFIG_MAP, AT(limits), .keys = limit, .size = sizeof(struct fs_config_limit),
     .doc = "Limits of the risk gate, by name. All that hold for an order must let it pass."},
    {"calendars", FS_CONFIG_MAP, AT(calendars), .keys = calendar, .size = sizeof(struct fs_config_calendar),
     .doc = "Calendars beside those built in, by name."},
    {"log", FS_CONFIG_SECTION, AT(log), .keys = log_keys, .doc = "The server's log."},
    {"metrics", FS_CONFIG_SECTION, AT(metrics), .keys = metrics, .doc = "Metrics for monitoring."},
    {"alerts", FS_CONFIG_MAP, AT(alerts), .keys = alert, .size = sizeof(struct fs_config_alert),
     .doc = "Who is told when something needs a person, by name."},
    {"people", FS_CONFIG_SECTION, AT(people), .keys = people, .doc = "People and their keys."},
    END};
#undef SECTION
/* clang-format on */
