#include "server/approvals.h"

#include "base/error.h"
#include "base/time.h"
#include "server/shapes.h"
#include "server/state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LASTS (7 * FS_NS_PER_DAY)

struct fs_approvals {
    struct fs_approval **list;
    int count, capacity;
};

static const char *const state_names[] = {"waiting", "approved", "refused", "expired"};

const char *fs_approval_state_name(int state)
{
    return state_names[state];
}

int fs_approval_state_parse(const char *name)
{
    for (int i = 0; i <= FS_APPROVAL_EXPIRED; i++)
        if (!strcmp(name, state_names[i]))
            return i;
    return -1;
}

int fs_approval_state(const struct fs_approval *a, int64_t now)
{
    if (a->decided != FS_TIME_NONE)
        return a->refused ? FS_APPROVAL_REFUSED : FS_APPROVAL_APPROVED;
    return now - a->requested > LASTS ? FS_APPROVAL_EXPIRED : FS_APPROVAL_WAITING;
}

struct fs_approvals *fs_approvals_new(void)
{
    struct fs_approvals *a = calloc(1, sizeof *a);
    if (!a)
        fs_error_nomem();
    return a;
}

void fs_approvals_free(struct fs_approvals *a)
{
    for (int i = 0; a && i < a->count; i++) {
        json_decref(a->list[i]->change);
        free(a->list[i]->reason);
        free(a->list[i]);
    }
    if (a)
        free(a->list);
    free(a);
}

struct fs_approval *fs_approvals_find(struct fs_approvals *a, uint64_t id)
{
    for (int i = 0; i < a->count; i++)
        if (a->list[i]->id == id)
            return a->list[i];
    return NULL;
}

int fs_approvals_count(const struct fs_approvals *a)
{
    return a->count;
}

struct fs_approval *fs_approvals_at(struct fs_approvals *a, int index)
{
    return a->list[index];
}

static int requested(struct fs_approvals *a, const struct fs_act *act)
{
    json_t *change;
    const char *by;
    if (json_unpack(act->body, "{s:o,s:s}", "change", &change, "by", &by))
        return fs_error_set(FS_E_INPUT, "an approval has a change and says who asks");
    if (a->count == a->capacity) {
        int capacity = a->capacity ? 2 * a->capacity : 16;
        struct fs_approval **list = realloc(a->list, (size_t)capacity * sizeof *list);
        if (!list)
            return fs_error_nomem();
        a->list = list;
        a->capacity = capacity;
    }
    struct fs_approval *approval = calloc(1, sizeof *approval);
    if (!approval)
        return fs_error_nomem();
    *approval = (struct fs_approval){
        .id = act->number, .change = json_incref(change), .requested = act->time, .decided = FS_TIME_NONE};
    snprintf(approval->by, sizeof approval->by, "%s", by);
    a->list[a->count++] = approval;
    return 0;
}

int fs_approvals_apply(struct fs_approvals *a, const struct fs_act *act)
{
    const char *kind = json_string_value(json_object_get(act->body, "act"));
    const char *by = json_string_value(json_object_get(act->body, "by"));
    const char *reason = json_string_value(json_object_get(act->body, "reason"));
    uint64_t id = (uint64_t)json_integer_value(json_object_get(act->body, "approval"));
    if (kind && !strcmp(kind, "approval.requested"))
        return requested(a, act);
    if (!id)
        return 0;
    struct fs_approval *approval = fs_approvals_find(a, id);
    if (!approval || !kind || !by)
        return fs_error_set(FS_E_INPUT, "there is no approval %" PRIu64, id);
    approval->decided = act->time;
    approval->refused = !strcmp(kind, "approval.refused");
    snprintf(approval->decided_by, sizeof approval->decided_by, "%s", by);
    if (approval->refused && reason && !(approval->reason = strdup(reason)))
        return fs_error_nomem();
    return 0;
}

static int is_needed(const struct fs_server *s, int needs)
{
    const struct fs_config_list *list = &s->config->people.second_person;
    for (int i = 0; i < list->count; i++)
        if (((const int *)list->items)[i] == needs)
            return 1;
    return 0;
}

static void answer_approval(struct fs_call *call, uint64_t id)
{
    fs_answer_json(call, 202, fs_shape_approval(fs_approvals_find(fs_call_server(call)->approvals, id)));
}

int fs_call_waits(struct fs_call *call, uint64_t number)
{
    const struct fs_approval *approval = fs_approvals_find(fs_call_server(call)->approvals, number);
    if (approval)
        answer_approval(call, number);
    return approval != NULL;
}

int fs_call_change(struct fs_call *call, int needs, json_t *change)
{
    if (!is_needed(fs_call_server(call), needs))
        return fs_call_act(call, change, NULL) != 0;
    uint64_t id =
        fs_call_act(call, json_pack("{s:s,s:o}", "act", "approval.requested", "change", change), NULL);
    if (id)
        answer_approval(call, id);
    return 0;
}
