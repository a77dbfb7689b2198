/* Keys: who may call. */
#include "base/error.h"
#include "server/shapes.h"
#include "server/state.h"

#include <stdio.h>
#include <string.h>

static void list(struct fs_call *call)
{
    struct fs_people *people = fs_call_server(call)->people;
    const char *after = fs_call_query(call, "after"), *next = NULL;
    int64_t limit;
    int first = 0;
    if (fs_call_number(call, "limit", 1, 1000, 100, &limit))
        return;
    while (after && first < fs_people_count(people) && strcmp(fs_people_at(people, first)->id, after) != 0)
        first++;
    if (after && first++ == fs_people_count(people)) {
        fs_answer_problem(call, 422, "after",
                          "'after' is no id of a key: take it from 'next' of the page before");
        return;
    }
    json_t *items = json_array();
    for (int i = first; i < fs_people_count(people); i++) {
        if ((int64_t)json_array_size(items) == limit) {
            next = fs_people_at(people, i - 1)->id;
            break;
        }
        json_array_append_new(items, fs_shape_person(fs_people_at(people, i)));
    }
    fs_answer_json(call, 200, fs_shape_page(items, next));
}

/* A name for people to read: no control characters, and not only spaces. */
static int is_name(const char *name)
{
    size_t characters = 0, spaces = strspn(name, " ");
    for (const unsigned char *c = (const unsigned char *)name; *c; c++) {
        if (*c < 0x20 || *c == 0x7f)
            return 0;
        characters += (*c & 0xc0) != 0x80; /* jansson takes UTF-8 only */
    }
    return characters <= FS_PERSON_MAX && name[spaces];
}

static void create(struct fs_call *call)
{
    static const char *const names[] = {"name", "role", "expires", NULL};
    struct fs_server *s = fs_call_server(call);
    char text[FS_KEY_TEXT], id[FS_KEY_ID], hash[FS_SHA256_HEX], location[64];
    int64_t expires = 0;
    if (fs_call_members(call, names, "SSs"))
        return;
    json_t *body = fs_call_json(call);
    const char *name = json_string_value(json_object_get(body, "name"));
    const char *role = json_string_value(json_object_get(body, "role"));
    const char *until = json_string_value(json_object_get(body, "expires"));
    if (!is_name(name)) {
        fs_answer_problemf(
            call, 422, "/name",
            "the name of a key has 1 to %d characters, no control characters, and not only spaces",
            FS_PERSON_MAX);
        return;
    }
    if (fs_role_parse(role) < 0) {
        fs_answer_problem(call, 422, "/role",
                          "the role is none of viewer, analyst, risk, compliance, integrator, administrator");
        return;
    }
    if (until && fs_time_parse(until, strlen(until), NULL, &expires)) {
        fs_answer_error(call, "/expires");
        return;
    }
    if (until && expires <= fs_time_now()) {
        fs_answer_problem(call, 422, "/expires", "the time is over already");
        return;
    }
    if (fs_people_make_key(text, id, hash)) {
        fs_answer_error(call, NULL);
        return;
    }
    if (!fs_call_act(call,
                     json_pack("{s:s,s:s,s:s,s:s,s:s,s:I}", "act", "key.created", "id", id, "name", name,
                               "role", role, "hash", hash, "expires", (json_int_t)expires),
                     NULL))
        return;
    json_t *out = fs_shape_person(fs_people_find(s->people, id));
    json_object_set_new(out, "key", json_string(text)); /* the only time that it is told */
    explicit_bzero(text, sizeof text);
    snprintf(location, sizeof location, "/v1/keys/%s", id);
    fs_answer_created(call, location, out);
}

static void created_before(struct fs_call *call, uint64_t number)
{
    (void)number;
    fs_answer_problem(call, 409, NULL,
                      "this request was done before, and the secret of a key is told once only; revoke that "
                      "key, and ask for "
                      "another with a new Idempotency-Key");
}

static struct fs_person *find(struct fs_call *call)
{
    struct fs_person *person = fs_people_find(fs_call_server(call)->people, fs_call_name(call, 0));
    if (!person)
        fs_answer_problem(call, 404, NULL, "there is no key of this id");
    return person;
}

static void show(struct fs_call *call)
{
    const struct fs_person *person = find(call);
    if (person)
        fs_answer_json(call, 200, fs_shape_person(person));
}

static void revoke(struct fs_call *call)
{
    struct fs_server *s = fs_call_server(call);
    struct fs_person *person = find(call);
    int64_t now = fs_time_now();
    if (!person)
        return;
    if (person->revoked != FS_TIME_NONE) {
        fs_answer_problem(call, 409, NULL, "the key is revoked already");
        return;
    }
    if (person->role == FS_ROLE_ADMINISTRATOR &&
        fs_people_with_role(s->people, FS_ROLE_ADMINISTRATOR, now) == 1 &&
        (person->expires == FS_TIME_NONE || now < person->expires)) {
        fs_answer_problem(call, 409, NULL,
                          "this is the last key of an administrator; make another one first");
        return;
    }
    if (fs_call_act(call, json_pack("{s:s,s:s}", "act", "key.revoked", "id", person->id), NULL))
        fs_answer_json(call, 200, fs_shape_person(person));
}

static void revoked_before(struct fs_call *call, uint64_t number)
{
    (void)number;
    show(call);
}

const struct fs_route fs_route_people[] = {
    {"GET", "/v1/keys", "listKeys", FS_MAY_MANAGE_PEOPLE, FS_BODY_NONE, 0, "limit,after", list, NULL},
    {"POST", "/v1/keys", "createKey", FS_MAY_MANAGE_PEOPLE, FS_BODY_JSON, FS_ROUTE_ACTS, "", create,
     created_before},
    {"GET", "/v1/keys/{key}", "getKey", FS_MAY_MANAGE_PEOPLE, FS_BODY_NONE, 0, "", show, NULL},
    {"DELETE", "/v1/keys/{key}", "revokeKey", FS_MAY_MANAGE_PEOPLE, FS_BODY_NONE,
     FS_ROUTE_ACTS | FS_ROUTE_FREES, "", revoke, revoked_before},
    {0},
};
