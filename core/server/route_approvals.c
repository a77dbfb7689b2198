/* Changes that wait for a second person. */
#include "base/error.h"
#include "server/approvals.h"
#include "server/shapes.h"
#include "server/state.h"
#include "store/history.h"

#include <stdlib.h>
#include <string.h>

static void list(struct fs_call *call)
{
    struct fs_approvals *all = fs_call_server(call)->approvals;
    const char *state = fs_call_query(call, "state");
    int wanted = state ? fs_approval_state_parse(state) : -1;
    int64_t now = fs_time_now();
    if (state && wanted < 0) {
        fs_answer_problem(call, 400, "state", "'state' is none of waiting, approved, refused, expired");
        return;
    }
    json_t *items = json_array();
    for (int i = fs_approvals_count(all); i-- > 0;)
        if (wanted < 0 || fs_approval_state(fs_approvals_at(all, i), now) == wanted)
            json_array_append_new(items, fs_shape_approval(fs_approvals_at(all, i)));
    fs_answer_json(call, 200, fs_shape_page(items, NULL));
}

static struct fs_approval *find(struct fs_call *call)
{
    const char *text = fs_call_name(call, 0);
    char *end;
    uint64_t id = *text >= '1' && *text <= '9' && strlen(text) < 19 ? strtoull(text, &end, 10) : 0;
    struct fs_approval *approval =
        id && !*end ? fs_approvals_find(fs_call_server(call)->approvals, id) : NULL;
    if (!approval)
        fs_answer_problem(call, 404, NULL, "there is no approval of this id");
    return approval;
}

static void show(struct fs_call *call)
{
    const struct fs_approval *approval = find(call);
    if (approval)
        fs_answer_json(call, 200, fs_shape_approval(approval));
}

/* One that can still be decided. NULL: the call has been answered. */
static struct fs_approval *find_waiting(struct fs_call *call)
{
    struct fs_approval *approval = find(call);
    int state = approval ? fs_approval_state(approval, fs_time_now()) : FS_APPROVAL_WAITING;
    if (state == FS_APPROVAL_WAITING)
        return approval;
    fs_answer_problemf(call, 409, NULL, "it waits no more: it is %s", fs_approval_state_name(state));
    return NULL;
}

/* Is somebody else asking? A second key of one person is no second person. */
static int is_second_person(struct fs_call *call, const struct fs_approval *approval)
{
    const struct fs_person *me = fs_call_person(call);
    const struct fs_person *asked = fs_people_find(fs_call_server(call)->people, approval->by);
    if (asked && strcmp(asked->id, me->id) != 0 && strcmp(asked->name, me->name) != 0)
        return 1;
    fs_answer_problem(call, 403, NULL, "who asked for a change cannot approve it: it needs a second person");
    return 0;
}

/* Can the change still be made? What it speaks of may be gone. -1: no, and the call has been answered. */
static int check_change(struct fs_call *call, const json_t *change)
{
    struct fs_server *s = fs_call_server(call);
    const char *dataset = json_string_value(json_object_get(change, "dataset"));
    struct fs_history *history = dataset ? fs_history_open(s->home, dataset) : NULL;
    if (dataset && !history) {
        fs_answer_error(call, NULL);
        return -1;
    }
    if (dataset &&
        strcmp(fs_history_hash(history), json_string_value(json_object_get(change, "hash"))) != 0) {
        fs_answer_problem(call, 409, NULL, "the dataset has changed since: refuse this, and ask anew");
        fs_history_close(history);
        return -1;
    }
    fs_history_close(history);
    return 0;
}

static void approve(struct fs_call *call)
{
    struct fs_server *s = fs_call_server(call);
    struct fs_approval *approval = find_waiting(call);
    if (!approval || !is_second_person(call, approval) || check_change(call, approval->change))
        return;
    json_t *act = json_copy(approval->change);
    const char *dataset = json_string_value(json_object_get(approval->change, "dataset"));
    if (act)
        json_object_set_new(act, "approval", json_integer((json_int_t)approval->id));
    if (act)
        json_object_set_new(act, "requested_by", json_string(approval->by));
    if (!fs_call_act(call, act, NULL))
        return;
    if (dataset && fs_history_remove(s->home, dataset))
        fs_answer_error(call, NULL);
    else
        fs_answer_json(call, 200, fs_shape_approval(approval));
}

static void refuse(struct fs_call *call)
{
    static const char *const names[] = {"reason", NULL};
    struct fs_approval *approval = find_waiting(call);
    if (!approval || fs_call_members(call, names, "S"))
        return;
    const char *reason = json_string_value(json_object_get(fs_call_json(call), "reason"));
    if (!*reason || strlen(reason) > 1000)
        fs_answer_problem(call, 422, "/reason", "the reason has 1 to 1000 bytes");
    else if (fs_call_act(call,
                         json_pack("{s:s,s:I,s:s}", "act", "approval.refused", "approval",
                                   (json_int_t)approval->id, "reason", reason),
                         NULL))
        fs_answer_json(call, 200, fs_shape_approval(approval));
}

static void again(struct fs_call *call, uint64_t number)
{
    (void)number;
    show(call);
}

const struct fs_route fs_route_approvals[] = {
    {"GET", "/v1/approvals", "listApprovals", FS_MAY_READ_APPROVALS, FS_BODY_NONE, 0, "state", list, NULL},
    {"GET", "/v1/approvals/{approval}", "getApproval", FS_MAY_READ_APPROVALS, FS_BODY_NONE, 0, "", show,
     NULL},
    {"POST", "/v1/approvals/{approval}/approve", "approve", FS_MAY_DECIDE, FS_BODY_NONE, FS_ROUTE_ACTS, "",
     approve, again},
    {"POST", "/v1/approvals/{approval}/refuse", "refuse", FS_MAY_DECIDE, FS_BODY_JSON, FS_ROUTE_ACTS, "",
     refuse, again},
    {0},
};
