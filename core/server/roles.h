/*
 * roles.h: what people may do, by role. docs/server.md has the same table; a test tries every role on every call.
 */
#ifndef FINSMART_SERVER_ROLES_H
#define FINSMART_SERVER_ROLES_H

#include <stdint.h>

enum fs_role {
    FS_ROLE_VIEWER,
    FS_ROLE_ANALYST,
    FS_ROLE_RISK,
    FS_ROLE_COMPLIANCE,
    FS_ROLE_INTEGRATOR,
    FS_ROLE_ADMINISTRATOR,
    FS_ROLES
};

enum fs_permission {
    FS_MAY_ANYBODY, /* no key is needed */
    FS_MAY_KEY,     /* any key */
    FS_MAY_READ_DATA,
    FS_MAY_WRITE_DATA,
    FS_MAY_REMOVE_DATA,
    FS_MAY_READ_SCRIPTS,
    FS_MAY_WRITE_SCRIPTS,
    FS_MAY_ACTIVATE_SCRIPTS,
    FS_MAY_READ_JOBS,
    FS_MAY_RUN_JOBS,
    FS_MAY_CANCEL_JOBS, /* other people's; their own, everybody who may run them */
    FS_MAY_READ_APPROVALS,
    FS_MAY_DECIDE, /* on changes that need a second person */
    FS_MAY_READ_METRICS,
    FS_MAY_READ_AUDIT,
    FS_MAY_MANAGE_PEOPLE,
    FS_PERMISSIONS
};

const char *fs_role_name(int role);
/* -1 for an unknown name. */
int fs_role_parse(const char *name);
const char *fs_permission_name(int permission);
int fs_role_may(int role, int permission);

#endif
