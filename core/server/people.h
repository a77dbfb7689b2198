/*
 * people.h: who may call: keys, each of a person (or a program) with a role.
 *
 * A key is "fsk_", 16 hexadecimal digits that name it, "_", and 64 that are secret: 256 random bits. Only the SHA-256 of the
 * whole key is kept. People follow from acts (acts.h): this file applies acts about keys, and answers questions.
 */
#ifndef FINSMART_SERVER_PEOPLE_H
#define FINSMART_SERVER_PEOPLE_H

#include "base/hash.h"
#include "server/acts.h"
#include "server/roles.h"

#define FS_KEY_ID     17                    /* hexadecimal digits and NUL */
#define FS_KEY_TEXT   (4 + 16 + 1 + 64 + 1) /* with NUL */
#define FS_PERSON_MAX 64                    /* characters of a name */

struct fs_person {
    char id[FS_KEY_ID];               /* of the key */
    char name[4 * FS_PERSON_MAX + 1]; /* UTF-8 */
    int role;                         /* enum fs_role */
    int64_t created;                  /* ns */
    int64_t expires;                  /* ns; FS_TIME_NONE: never */
    int64_t revoked;                  /* ns; FS_TIME_NONE: it is not */
    char created_by[FS_KEY_ID];       /* "": the server itself */
    uint8_t hash[FS_SHA256_SIZE];     /* of the key */
    double tokens;                    /* of its rate limit; see people.c */
    int64_t refilled;                 /* ns, monotonic */
};

struct fs_people;

/* NULL with an error. */
struct fs_people *fs_people_new(void);
void fs_people_free(struct fs_people *people);

/* Applies "key.created" and "key.revoked"; others are not its business. -1 with an error. */
int fs_people_apply(struct fs_people *people, const struct fs_act *act);

/* A new key's text, id and hash. -1 with an error: no random bytes. */
int fs_people_make_key(char text[FS_KEY_TEXT], char id[FS_KEY_ID], char hash[FS_SHA256_HEX]);
/* Whose key is it, now? NULL (no error) when it is nobody's, revoked or expired. Its secret part is compared in constant
 * time. */
struct fs_person *fs_people_check(struct fs_people *people, const char *key, size_t length, int64_t now);
struct fs_person *fs_people_find(struct fs_people *people, const char *id);
int fs_people_count(const struct fs_people *people);
/* In the order in which they were made. */
struct fs_person *fs_people_at(struct fs_people *people, int index);
/* Keys of a role that work at `now`. */
int fs_people_with_role(const struct fs_people *people, int role, int64_t now);

/* Takes one call from a person's allowance of `rate` calls a second with bursts of `burst`. 0, or the ns to wait. */
int64_t fs_people_take(struct fs_person *person, double rate, double burst, int64_t monotonic);

#endif
