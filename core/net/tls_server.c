#include "net/tls_server.h"

#include "base/error.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

/* Of TLS 1.2: forward secrecy and authenticated encryption only. Those of 1.3 are all good. */
#define CIPHERS "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL"

struct fs_tls_server {
    SSL_CTX *context;
    char *certificate, *key, *authorities; /* paths */
    int required;
};

/* What OpenSSL says, without its numbers. */
static int failed(const char *what, const char *path)
{
    unsigned long code = ERR_peek_error();
    const char *reason = ERR_reason_error_string(code);
    if (ERR_SYSTEM_ERROR(code))
        reason = strerror(ERR_GET_REASON(code));
    if (ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE)
        reason = "it is no PEM file of that kind";
    fs_error_set(FS_E_INPUT, "%s '%s' cannot be used: %s", what, path, reason ? reason : "unknown cause");
    ERR_clear_error();
    return -1;
}

/* A file that is not there, before OpenSSL words it. */
static int readable(const char *what, const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return fs_error_errno("%s '%s' cannot be read", what, path);
    fclose(file);
    return 0;
}

static int on_alpn(SSL *session, const unsigned char **out, unsigned char *size, const unsigned char *in,
                   unsigned in_size, void *user)
{
    (void)session, (void)user;
    static const unsigned char ours[] = "\x08http/1.1";
    return SSL_select_next_proto((unsigned char **)(uintptr_t)out, size, ours, sizeof ours - 1, in,
                                 in_size) == OPENSSL_NPN_NEGOTIATED
               ? SSL_TLSEXT_ERR_OK
               : SSL_TLSEXT_ERR_ALERT_FATAL;
}

static int no_pass_phrase(char *buffer, int size, int writing, void *user)
{
    (void)buffer, (void)size, (void)writing, (void)user;
    return -1; /* never asks on a terminal */
}

static int load_own(SSL_CTX *context, const struct fs_tls_server *tls)
{
    if (readable("the certificate", tls->certificate) || readable("the key", tls->key))
        return -1;
    SSL_CTX_set_default_passwd_cb(context, no_pass_phrase);
    if (SSL_CTX_use_certificate_chain_file(context, tls->certificate) != 1)
        return failed("the certificate", tls->certificate);
    if (SSL_CTX_use_PrivateKey_file(context, tls->key, SSL_FILETYPE_PEM) != 1) {
        if (ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_X509) {
            ERR_clear_error();
            return fs_error_set(FS_E_INPUT, "the key '%s' is not that of the certificate '%s'", tls->key,
                                tls->certificate);
        }
        return failed("the key", tls->key);
    }
    return 0;
}

static int load_authorities(SSL_CTX *context, const struct fs_tls_server *tls)
{
    if (readable("the file of authorities", tls->authorities))
        return -1;
    STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(tls->authorities);
    if (!names || SSL_CTX_load_verify_file(context, tls->authorities) != 1) {
        sk_X509_NAME_pop_free(names, X509_NAME_free);
        return failed("the file of authorities", tls->authorities);
    }
    SSL_CTX_set_client_CA_list(context, names);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (tls->required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                       NULL);
    return 0;
}

static SSL_CTX *load(const struct fs_tls_server *tls)
{
    ERR_clear_error();
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    static const unsigned char id[] = "finsmart";
    if (!context || !SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) ||
        !SSL_CTX_set_cipher_list(context, CIPHERS) ||
        !SSL_CTX_set_session_id_context(context, id, sizeof id - 1)) {
        SSL_CTX_free(context);
        fs_error_set(FS_E_INTERNAL, "cannot prepare TLS");
        return NULL;
    }
    SSL_CTX_set_options(context,
                        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    /* Clients keep their sessions themselves, in tickets: 20,000 of them in memory would outlive their connections. */
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(context, on_alpn, NULL);
    if (load_own(context, tls) || (tls->authorities && load_authorities(context, tls))) {
        SSL_CTX_free(context);
        return NULL;
    }
    return context;
}

struct fs_tls_server *fs_tls_server_new(const struct fs_tls_settings *settings)
{
    if (!settings->certificate || !settings->key || (settings->required && !settings->authorities)) {
        fs_error_set(FS_E_INPUT, "TLS needs a certificate and a key%s",
                     settings->required ? ", and authorities where clients' certificates are required" : "");
        return NULL;
    }
    struct fs_tls_server *tls = calloc(1, sizeof *tls);
    if (!tls) {
        fs_error_nomem();
        return NULL;
    }
    tls->certificate = strdup(settings->certificate);
    tls->key = strdup(settings->key);
    tls->authorities = settings->authorities ? strdup(settings->authorities) : NULL;
    tls->required = settings->required;
    if (!tls->certificate || !tls->key || (settings->authorities && !tls->authorities))
        fs_error_nomem();
    else
        tls->context = load(tls);
    if (tls->context)
        return tls;
    fs_tls_server_free(tls);
    return NULL;
}

int fs_tls_server_reload(struct fs_tls_server *tls)
{
    SSL_CTX *context = load(tls);
    if (!context)
        return -1;
    SSL_CTX_free(tls->context); /* sessions that use it hold it */
    tls->context = context;
    return 0;
}

void fs_tls_server_free(struct fs_tls_server *tls)
{
    if (!tls)
        return;
    SSL_CTX_free(tls->context);
    free(tls->certificate);
    free(tls->key);
    free(tls->authorities);
    free(tls);
}

SSL *fs_tls_server_session(struct fs_tls_server *tls, int fd)
{
    SSL *session = SSL_new(tls->context);
    if (session && SSL_set_fd(session, fd) == 1) {
        SSL_set_accept_state(session);
        return session;
    }
    SSL_free(session);
    fs_error_nomem();
    return NULL;
}

char *fs_tls_subject(const SSL *session)
{
    X509 *certificate = SSL_get0_peer_certificate(session);
    BIO *memory = certificate ? BIO_new(BIO_s_mem()) : NULL;
    char *text = NULL, *data;
    if (memory && X509_NAME_print_ex(memory, X509_get_subject_name(certificate), 0,
                                     XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0) {
        long size = BIO_get_mem_data(memory, &data);
        text = strndup(data, (size_t)size);
    }
    BIO_free(memory);
    return text;
}
