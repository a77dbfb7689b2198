/*
 * audit.h: the parts of finsmart audit.
 */
#ifndef FINSMART_CLI_AUDIT_H
#define FINSMART_CLI_AUDIT_H

#include "cli/cli.h"

/* As a command's `run`; the operand behind the verb is the file. */
int fs_audit_verify(const struct fs_args *args);
int fs_audit_show(const struct fs_args *args);

#endif
