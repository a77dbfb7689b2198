#include "config/tree.h"

const char *fs_config_node_name(const struct fs_config_node *node)
{
    switch (node->type) {
    case FS_CONFIG_NODE_BOOLEAN:
        return "true or false";
    case FS_CONFIG_NODE_NUMBER:
        return "a number";
    case FS_CONFIG_NODE_TEXT:
        return "a text";
    case FS_CONFIG_NODE_TABLE:
        return "a table";
    default:
        return "nothing";
    }
}
