#include "server/people.h"

#include "base/error.h"
#include "base/signature.h"
#include "base/time.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct fs_people {
    struct fs_person **list; /* each on its own, so that a pointer stays */
    int count, capacity;
};

struct fs_people *fs_people_new(void)
{
    struct fs_people *p = calloc(1, sizeof *p);
    if (!p)
        fs_error_nomem();
    return p;
}

void fs_people_free(struct fs_people *p)
{
    for (int i = 0; p && i < p->count; i++)
        free(p->list[i]);
    if (p)
        free(p->list);
    free(p);
}

struct fs_person *fs_people_find(struct fs_people *p, const char *id)
{
    for (int i = 0; i < p->count; i++)
        if (!strcmp(p->list[i]->id, id))
            return p->list[i];
    return NULL;
}

int fs_people_count(const struct fs_people *p)
{
    return p->count;
}

struct fs_person *fs_people_at(struct fs_people *p, int index)
{
    return p->list[index];
}

static int works(const struct fs_person *person, int64_t now)
{
    return person->revoked == FS_TIME_NONE && (person->expires == FS_TIME_NONE || now < person->expires);
}

int fs_people_with_role(const struct fs_people *p, int role, int64_t now)
{
    int count = 0;
    for (int i = 0; i < p->count; i++)
        count += p->list[i]->role == role && works(p->list[i], now);
    return count;
}

static int created(struct fs_people *p, const struct fs_act *act)
{
    const char *id, *name, *role, *hash, *by = "";
    json_int_t expires = 0;
    if (json_unpack(act->body, "{s:s,s:s,s:s,s:s,s?s,s?I}", "id", &id, "name", &name, "role", &role, "hash",
                    &hash, "by", &by, "expires", &expires))
        return fs_error_set(FS_E_INPUT, "a key has id, name, role and hash");
    struct fs_person *person = calloc(1, sizeof *person);
    if (!person)
        return fs_error_nomem();
    person->role = fs_role_parse(role);
    person->created = act->time;
    person->expires = expires ? expires : FS_TIME_NONE;
    person->revoked = FS_TIME_NONE;
    if (strlen(id) >= sizeof person->id || strlen(name) >= sizeof person->name || person->role < 0 ||
        strlen(by) >= sizeof person->created_by || fs_people_find(p, id) ||
        fs_hex_parse(hash, strlen(hash), person->hash, sizeof person->hash)) {
        free(person);
        return fs_error_set(FS_E_INPUT, "the key '%.16s' is there already, or malformed", id);
    }
    strcpy(person->id, id);
    strcpy(person->name, name);
    strcpy(person->created_by, by);
    if (p->count == p->capacity) {
        int capacity = p->capacity ? 2 * p->capacity : 16;
        struct fs_person **list = realloc(p->list, (size_t)capacity * sizeof *list);
        if (!list) {
            free(person);
            return fs_error_nomem();
        }
        p->list = list;
        p->capacity = capacity;
    }
    p->list[p->count++] = person;
    return 0;
}

int fs_people_apply(struct fs_people *p, const struct fs_act *act)
{
    const char *kind = json_string_value(json_object_get(act->body, "act"));
    if (kind && !strcmp(kind, "key.created"))
        return created(p, act);
    if (!kind || strcmp(kind, "key.revoked"))
        return 0;
    const char *id = json_string_value(json_object_get(act->body, "id"));
    struct fs_person *person = id ? fs_people_find(p, id) : NULL;
    if (!person)
        return fs_error_set(FS_E_INPUT, "there is no key '%s'", id ? id : "");
    person->revoked = act->time;
    return 0;
}

int fs_people_make_key(char text[FS_KEY_TEXT], char id[FS_KEY_ID], char hash[FS_SHA256_HEX])
{
    uint8_t bytes[8 + 32];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return fs_error_errno("the system gave no random bytes");
    fs_hex_format(bytes, 8, id);
    memcpy(text, "fsk_", 4);
    memcpy(text + 4, id, 16);
    text[20] = '_';
    fs_hex_format(bytes + 8, 32, text + 21);
    OPENSSL_cleanse(bytes, sizeof bytes);
    return fs_sha256_of(text, FS_KEY_TEXT - 1, hash);
}

struct fs_person *fs_people_check(struct fs_people *p, const char *key, size_t length, int64_t now)
{
    char id[FS_KEY_ID], hash[FS_SHA256_HEX];
    uint8_t digest[FS_SHA256_SIZE];
    if (length != FS_KEY_TEXT - 1 || memcmp(key, "fsk_", 4) || key[20] != '_')
        return NULL;
    memcpy(id, key + 4, 16);
    id[16] = '\0';
    struct fs_person *person = fs_people_find(p, id);
    if (fs_sha256_of(key, length, hash) || fs_hex_parse(hash, FS_SHA256_HEX - 1, digest, sizeof digest)) {
        fs_error_clear();
        return NULL;
    }
    static const uint8_t nobody[FS_SHA256_SIZE]; /* an unknown id takes as long as a wrong secret */
    int same = CRYPTO_memcmp(digest, person ? person->hash : nobody, sizeof digest) == 0;
    return person && same && works(person, now) ? person : NULL;
}

int64_t fs_people_take(struct fs_person *person, double rate, double burst, int64_t monotonic)
{
    if (!(rate > 0))
        return 0;
    if (!person->refilled)
        person->tokens = burst;
    else
        person->tokens += rate * (double)(monotonic - person->refilled) * 1e-9;
    person->refilled = monotonic;
    if (person->tokens > burst)
        person->tokens = burst;
    if (person->tokens >= 1) {
        person->tokens -= 1;
        return 0;
    }
    return (int64_t)((1 - person->tokens) / rate * 1e9) + 1;
}
