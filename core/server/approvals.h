/*
 * approvals.h: changes that wait for a second person.
 *
 * Which changes need one says the configuration (people.second_person). Who asks for such a change gets an approval that waits; a
 * person of another name, with the permission, approves it, which makes the change in one act with the approval, or refuses it.
 * After a week nobody can approve it any more. Follows from acts.
 */
#ifndef FINSMART_SERVER_APPROVALS_H
#define FINSMART_SERVER_APPROVALS_H

#include "server/call.h"

enum fs_approval_state {
    FS_APPROVAL_WAITING,
    FS_APPROVAL_APPROVED,
    FS_APPROVAL_REFUSED,
    FS_APPROVAL_EXPIRED
};

struct fs_approval {
    uint64_t id;    /* number of the act that asked */
    json_t *change; /* the act that it will be */
    char by[FS_KEY_ID];
    int64_t requested, decided; /* ns; decided FS_TIME_NONE: not yet */
    int refused;
    char decided_by[FS_KEY_ID];
    char *reason; /* of a refusal; NULL */
};

struct fs_approvals;

/* NULL with an error. */
struct fs_approvals *fs_approvals_new(void);
void fs_approvals_free(struct fs_approvals *approvals);
/* Applies "approval.requested", "approval.refused", and whatever act names the approval that allowed it. -1 with an error. */
int fs_approvals_apply(struct fs_approvals *approvals, const struct fs_act *act);
/* NULL (no error) where there is none. */
struct fs_approval *fs_approvals_find(struct fs_approvals *approvals, uint64_t id);
int fs_approvals_count(const struct fs_approvals *approvals);
/* Oldest first. */
struct fs_approval *fs_approvals_at(struct fs_approvals *approvals, int index);
int fs_approval_state(const struct fs_approval *approval, int64_t now);
const char *fs_approval_state_name(int state);
int fs_approval_state_parse(const char *name);

/* The change that a call asks for: made at once, or put before a second person. `needs` is a choice of people.second_person.
 * 1: made, the caller answers; 0: it waits, or failed, and the call has been answered. `change` is stolen. */
int fs_call_change(struct fs_call *call, int needs, json_t *change);
/* For a request that was sent before, and was act `number`: 1 where that put a change before a second person, and the call has
 * been answered as then. */
int fs_call_waits(struct fs_call *call, uint64_t number);

enum { FS_SECOND_SCRIPT_ACTIVATE, FS_SECOND_DATASET_REMOVE }; /* people.second_person */

#endif
