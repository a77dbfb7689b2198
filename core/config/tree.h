/*
 * tree.h: what a configuration file says, as a tree of plain values that know their lines.
 *
 * Whoever can read the file's language (core/script) makes the tree; this room gives it a meaning. All of it lives in the
 * arena that it was made in.
 */
#ifndef FINSMART_CONFIG_TREE_H
#define FINSMART_CONFIG_TREE_H

#include <stddef.h>

enum fs_config_node_type {
    FS_CONFIG_NODE_BAD, /* could not be evaluated, which is told already: nothing more is said about it */
    FS_CONFIG_NODE_BOOLEAN,
    FS_CONFIG_NODE_NUMBER,
    FS_CONFIG_NODE_TEXT,
    FS_CONFIG_NODE_TABLE
};

struct fs_config_node {
    enum fs_config_node_type type;
    const char *key; /* its name in the table around it; NULL in a list and at the top */
    int line;        /* where the key stands, from 1 */
    int boolean;
    double number;
    const char *text;
    size_t length; /* of the text */
    const char *
        source; /* "env NAME" or "file PATH" where the value came from outside; NULL: it stands in the file */
    const struct fs_config_node *children; /* of a table, in the order of the file */
    int count;
};

/* "a text", "a number", ...: what a node is, for messages. */
const char *fs_config_node_name(const struct fs_config_node *node);

#endif
