#include "base/signature.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_FILE_MAX 4096

struct fs_signing_key {
    EVP_PKEY *pair;
    char public_text[FS_PUBLIC_KEY_TEXT];
};

void fs_hex_format(const uint8_t *bytes, size_t length, char *text)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < length; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    text[2 * length] = '\0';
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int fs_hex_parse(const char *text, size_t text_length, uint8_t *bytes, size_t length)
{
    if (text_length != 2 * length)
        return -1;
    for (size_t i = 0; i < length; i++) {
        int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return -1;
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return 0;
}

/* Nothing but a lack of memory makes these fail. What stays in libcrypto's queue would look like TLS's. */
static int refused(const char *what)
{
    ERR_clear_error();
    return fs_error_set(FS_E_MEMORY,
                        "Ed25519: %s: libcrypto refused the operation; most likely out of memory", what);
}

static int take_public(struct fs_signing_key *key)
{
    uint8_t bytes[FS_PUBLIC_KEY_SIZE];
    size_t length = sizeof bytes;
    if (EVP_PKEY_get_raw_public_key(key->pair, bytes, &length) != 1 || length != sizeof bytes)
        return refused("a key has no public half");
    fs_hex_format(bytes, length, key->public_text);
    return 0;
}

static int write_all(int fd, const char *bytes, size_t length)
{
    while (length) {
        ssize_t done = write(fd, bytes, length);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return -1;
        bytes += done;
        length -= (size_t)done;
    }
    return fsync(fd);
}

/* Writes the text of a key to a file that was not there. */
static int save(const char *path, BIO *text)
{
    char *bytes;
    long length = BIO_get_mem_data(text, &bytes);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST) {
        fs_error_set(FS_E_CONFLICT, "%s: is there already; a key is never replaced", path);
        return fs_error_hint("what it signed can be checked with its public key only: make one elsewhere");
    }
    if (fd < 0)
        return fs_error_errno("%s: cannot be created", path);
    int failed = write_all(fd, bytes, (size_t)length), why = errno;
    if (close(fd) && !failed) {
        failed = 1;
        why = errno;
    }
    if (!failed)
        return 0;
    unlink(path);
    errno = why;
    return fs_error_errno("%s: could not be written", path);
}

int fs_signing_key_create(const char *path, char text[FS_PUBLIC_KEY_TEXT])
{
    struct fs_signing_key key = {.pair = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")};
    if (!key.pair)
        return refused("a key could not be made");
    BIO *out = BIO_new(BIO_s_secmem());
    int status = out && PEM_write_bio_PKCS8PrivateKey(out, key.pair, NULL, NULL, 0, NULL, NULL) == 1
                     ? 0
                     : refused("a key could not be written");
    if (!status && !(status = take_public(&key)) && !(status = save(path, out)))
        memcpy(text, key.public_text, sizeof key.public_text);
    BIO_free(out);
    EVP_PKEY_free(key.pair);
    return status;
}

/* Reads a small file that nobody but its owner may read; how long it is, or -1 with an error. */
static int read_private(const char *path, char *bytes, size_t size)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fs_error_errno("%s: cannot be opened", path);
    size_t length = 0;
    ssize_t got = 0;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && (info.st_mode & 077)) {
        close(fd);
        fs_error_set(FS_E_INPUT, "%s: others than its owner may read or write this key (mode %03o)", path,
                     info.st_mode & 0777u);
        return fs_error_hint("chmod 600 '%s'; where others could have read it, make a new one", path);
    }
    while (length < size && (got = read(fd, bytes + length, size - length)) > 0)
        length += (size_t)got;
    int why = errno;
    close(fd);
    errno = why;
    return got < 0 ? fs_error_errno("%s: cannot be read", path) : (int)length;
}

/* A key under a password: nobody is asked for it. */
static int no_password(char *buffer, int size, int writing, void *data)
{
    (void)buffer, (void)size, (void)writing, (void)data;
    return -1;
}

struct fs_signing_key *fs_signing_key_open(const char *path)
{
    char text[KEY_FILE_MAX];
    int length = read_private(path, text, sizeof text);
    if (length < 0)
        return NULL;
    struct fs_signing_key *key = calloc(1, sizeof *key);
    BIO *in = BIO_new_mem_buf(text, length);
    if (key && in)
        key->pair = PEM_read_bio_PrivateKey(in, NULL, no_password, NULL);
    int good = key && key->pair && EVP_PKEY_get_id(key->pair) == EVP_PKEY_ED25519;
    if (!key || !in || ERR_GET_REASON(ERR_peek_error()) == ERR_R_MALLOC_FAILURE) {
        good = 0;
        fs_error_nomem();
    } else if (!good) {
        fs_error_set(FS_E_INPUT,
                     "%s: is no private Ed25519 key; expected a PEM file without a password (\"BEGIN PRIVATE "
                     "KEY\")",
                     path);
        fs_error_hint("finsmart audit key FILE makes one");
    } else {
        good = take_public(key) == 0;
    }
    BIO_free(in);
    OPENSSL_cleanse(text, sizeof text);
    ERR_clear_error();
    if (good)
        return key;
    fs_signing_key_free(key);
    return NULL;
}

void fs_signing_key_free(struct fs_signing_key *key)
{
    if (!key)
        return;
    EVP_PKEY_free(key->pair);
    free(key);
}

void fs_signing_key_public(const struct fs_signing_key *key, char text[FS_PUBLIC_KEY_TEXT])
{
    memcpy(text, key->public_text, sizeof key->public_text);
}

int fs_signing_key_sign(const struct fs_signing_key *key, const void *bytes, size_t length,
                        uint8_t signature[FS_SIGNATURE_SIZE])
{
    size_t size = FS_SIGNATURE_SIZE;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int done = context && EVP_DigestSignInit(context, NULL, NULL, NULL, key->pair) == 1 &&
               EVP_DigestSign(context, signature, &size, bytes, length) == 1 && size == FS_SIGNATURE_SIZE;
    EVP_MD_CTX_free(context);
    return done ? 0 : refused("signing failed");
}

int fs_public_key_parse(const char *text, uint8_t key[FS_PUBLIC_KEY_SIZE])
{
    if (!fs_hex_parse(text, strlen(text), key, FS_PUBLIC_KEY_SIZE))
        return 0;
    fs_error_set(FS_E_INPUT, "'%.80s' is no public key; expected its 64 hexadecimal digits (0-9, a-f)", text);
    return fs_error_hint("finsmart audit key FILE printed them when it made the key");
}

static int check_once(const uint8_t key[FS_PUBLIC_KEY_SIZE], const void *bytes, size_t length,
                      const uint8_t signature[FS_SIGNATURE_SIZE])
{
    EVP_PKEY *public = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, FS_PUBLIC_KEY_SIZE);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int status = -1;
    if (public && context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, public) == 1)
        status = EVP_DigestVerify(context, signature, FS_SIGNATURE_SIZE, bytes, length) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(public);
    if (status < 0)
        return refused("a signature could not be checked");
    ERR_clear_error();
    return status;
}

int fs_public_key_check(const uint8_t key[FS_PUBLIC_KEY_SIZE], const void *bytes, size_t length,
                        const uint8_t signature[FS_SIGNATURE_SIZE])
{
    /* To libcrypto an allocation that failed within looks like a wrong signature: such a verdict is heard twice. */
    int good = check_once(key, bytes, length, signature);
    return good ? good : check_once(key, bytes, length, signature);
}
