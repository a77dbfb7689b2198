/* finsmart approve: changes on a server that wait for a second person. */
#include "base/error.h"
#include "cli/cli.h"
#include "cli/decision_text.h"
#include "cli/server_client.h"

#include <stdlib.h>
#include <string.h>

static void put(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    fs_put_plain(stdout, text ? text : "-", text ? strlen(text) : 1);
}

/* What a change would do, in words. */
static void put_change(const json_t *change)
{
    const char *act = json_string_value(json_object_get(change, "act"));
    if (act && !strcmp(act, "script.activated")) {
        printf("make version ");
        put(change, "hash");
        printf(" of the script ");
        put(change, "name");
        printf(" the active one");
    } else if (act && !strcmp(act, "dataset.removed")) {
        printf("remove the dataset ");
        put(change, "dataset");
        printf(" for good");
    } else {
        put(change, "act");
    }
}

static void put_approval(const json_t *a)
{
    put(a, "id");
    printf("  ");
    put(a, "state");
    printf(": ");
    put_change(json_object_get(a, "change"));
    printf(", asked ");
    put(a, "requested");
    printf(" by ");
    put(a, "by");
    if (json_is_string(json_object_get(a, "decided_by"))) {
        printf(", decided by ");
        put(a, "decided_by");
    }
    if (json_is_string(json_object_get(a, "reason"))) {
        printf(": ");
        put(a, "reason");
    }
    putchar('\n');
}

/* Prints an answer: an approval, or a page of them. -1 with an error where it is a refusal. */
static int show(const struct fs_args *args, const struct fs_server_client *client, const char *path,
                char *body)
{
    json_t *answer = body && client->status == 200 ? json_loads(body, 0, NULL) : NULL, *item;
    json_t *items = json_object_get(answer, "items");
    size_t i;
    if (!body)
        return -1;
    if (!answer) {
        fs_server_client_refused(client, path, body);
    } else if (fs_args_flag(args, "json")) {
        json_dumpf(answer, stdout, JSON_INDENT(2));
        putchar('\n');
    } else if (!items) {
        put_approval(answer);
    } else if (!json_array_size(items)) {
        puts("nothing waits for a second person");
    } else {
        json_array_foreach(items, i, item) put_approval(item);
    }
    int status = answer ? 0 : -1;
    json_decref(answer);
    free(body);
    return status;
}

static int run(const struct fs_args *args)
{
    struct fs_server_client client;
    char path[96] = "/v1/approvals?state=waiting";
    const char *reason = fs_args_text(args, "refuse"), *method = "GET";
    json_t *body = NULL;
    if (!fs_args_count(args) && reason)
        return fs_error_set(FS_E_USAGE, "--refuse needs the number of what is refused");
    if (fs_args_count(args)) {
        const char *id = fs_args_operand(args, 0);
        if (!*id || strlen(id) > 18 || strspn(id, "0123456789") != strlen(id))
            return fs_error_set(FS_E_USAGE, "'%.40s' is no number of an approval", id);
        method = "POST";
        snprintf(path, sizeof path, "/v1/approvals/%s/%s", id, reason ? "refuse" : "approve");
        if (reason && !(body = json_pack("{s:s}", "reason", reason)))
            return fs_error_set(FS_E_USAGE, "the reason is not UTF-8");
    }
    int status = fs_server_client_open(&client, args);
    if (!status)
        status = show(args, &client, path, fs_server_client_ask(&client, method, path, body));
    fs_server_client_close(&client);
    json_decref(body);
    return status;
}

static const struct fs_option options[] = {
    {.name = "refuse", .type = FS_OPT_TEXT, .value = "REASON", .doc = "refuse it instead, with this reason"},
    {.name = "json", .type = FS_OPT_FLAG, .doc = "print one JSON document"},
    {0},
};

const struct fs_command fs_command_approve = {
    .name = "approve",
    .summary = "Approve or refuse a change on a server that needs a second person",
    .operands = "[NUMBER]",
    .max_operands = 1,
    .shared = fs_server_client_options,
    .options = options,
    .description =
        "Without a number it lists what waits. With one it approves that change, which makes it, or with "
        "--refuse refuses it. "
        "Who asked for a change cannot approve it.",
    .examples = "finsmart approve\n"
                "finsmart approve 12 --key-file risk.key\n"
                "finsmart approve 13 --refuse 'not before the audit' --key-file risk.key",
    .run = run,
};
