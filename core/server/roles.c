#include "server/roles.h"

#include <string.h>

static const char *const role_names[FS_ROLES] = {"viewer",     "analyst",    "risk",
                                                 "compliance", "integrator", "administrator"};

/* A row for each permission: its name, and who has it. */
#define V         (1u << FS_ROLE_VIEWER)
#define A         (1u << FS_ROLE_ANALYST)
#define R         (1u << FS_ROLE_RISK)
#define C         (1u << FS_ROLE_COMPLIANCE)
#define I         (1u << FS_ROLE_INTEGRATOR)
#define ADMIN     (1u << FS_ROLE_ADMINISTRATOR)
#define EVERYBODY (V | A | R | C | I | ADMIN)

static const struct {
    const char *name;
    unsigned roles;
} permissions[FS_PERMISSIONS] = {
    [FS_MAY_ANYBODY] = {"anybody", EVERYBODY},
    [FS_MAY_KEY] = {"key", EVERYBODY},
    [FS_MAY_READ_DATA] = {"data.read", EVERYBODY},
    [FS_MAY_WRITE_DATA] = {"data.write", A | I | ADMIN},
    [FS_MAY_REMOVE_DATA] = {"data.remove", ADMIN},
    [FS_MAY_READ_SCRIPTS] = {"scripts.read", EVERYBODY},
    [FS_MAY_WRITE_SCRIPTS] = {"scripts.write", A | R | C | ADMIN},
    [FS_MAY_ACTIVATE_SCRIPTS] = {"scripts.activate", R | C | ADMIN},
    [FS_MAY_READ_JOBS] = {"jobs.read", V | A | R | C | ADMIN},
    [FS_MAY_RUN_JOBS] = {"jobs.run", A | R | C | ADMIN},
    [FS_MAY_CANCEL_JOBS] = {"jobs.cancel", R | ADMIN},
    [FS_MAY_READ_APPROVALS] = {"approvals.read", V | A | R | C | ADMIN},
    [FS_MAY_DECIDE] = {"approvals.decide", R | C | ADMIN},
    [FS_MAY_READ_METRICS] = {"metrics.read", I | ADMIN},
    [FS_MAY_READ_AUDIT] = {"audit.read", R | C | ADMIN},
    [FS_MAY_MANAGE_PEOPLE] = {"people.manage", ADMIN},
};

const char *fs_role_name(int role)
{
    return role >= 0 && role < FS_ROLES ? role_names[role] : "";
}

int fs_role_parse(const char *name)
{
    for (int i = 0; i < FS_ROLES; i++)
        if (!strcmp(name, role_names[i]))
            return i;
    return -1;
}

const char *fs_permission_name(int permission)
{
    return permission >= 0 && permission < FS_PERMISSIONS ? permissions[permission].name : "";
}

int fs_role_may(int role, int permission)
{
    return role >= 0 && role < FS_ROLES && permission >= 0 && permission < FS_PERMISSIONS &&
           (permissions[permission].roles >> role & 1u);
}
