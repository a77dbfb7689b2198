/*
 * server_client.h: how a command asks a running server.
 *
 * A command that does takes the options of fs_server_client_options: where the server listens, and whose key it shows.
 */
#ifndef FINSMART_CLI_SERVER_CLIENT_H
#define FINSMART_CLI_SERVER_CLIENT_H

#include "cli/cli.h"

#include <jansson.h>

struct fs_loop;

struct fs_server_client {
    struct fs_loop *loop;
    char url[1024];          /* of the server, without a '/' at its end */
    char authorization[264]; /* "" without a key */
    int status;              /* of the last answer */
    /* Of the question under way. */
    int over;
    char *body, *error;
};

/* --url and --key-file, for a table of options. */
extern const struct fs_option fs_server_client_options[];

/* Reads the key. -1 with an error. */
int fs_server_client_open(struct fs_server_client *client, const struct fs_args *args);
void fs_server_client_close(struct fs_server_client *client);
/* Asks, and waits: the body of the answer, whatever client->status is; free() it. `body` is JSON, or NULL. NULL with an error:
 * there was no answer, or somebody asked to stop. */
char *fs_server_client_ask(struct fs_server_client *client, const char *method, const char *path,
                           const json_t *body);
/* The error that an answer with a problem document, or one that nobody expected, is. Always -1. */
int fs_server_client_refused(const struct fs_server_client *client, const char *path, const char *body);

#endif
