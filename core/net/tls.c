#include "net/tls.h"

#include "base/error.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdio.h>

static SSL_CTX *context;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_context(void)
{
    SSL_CTX *made = SSL_CTX_new(TLS_client_method());
    if (made && SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION) &&
        SSL_CTX_set_default_verify_paths(made)) {
        SSL_CTX_set_verify(made, SSL_VERIFY_PEER, NULL);
        context = made;
    } else {
        SSL_CTX_free(made);
    }
}

SSL *fs_tls_client(const char *name)
{
    pthread_once(&once, make_context);
    SSL *session = context ? SSL_new(context) : NULL;
    unsigned char address[16];
    int numeric = inet_pton(AF_INET, name, address) == 1 || inet_pton(AF_INET6, name, address) == 1;
    int named =
        session && (numeric ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), name)
                            : SSL_set1_host(session, name) && SSL_set_tlsext_host_name(session, name));
    if (named)
        return session;
    SSL_free(session);
    fs_error_set(FS_E_IO, "cannot start a TLS session for '%s'", name);
    return NULL;
}

void fs_tls_reason(const SSL *session, unsigned long code, char *buffer, size_t size)
{
    long verdict = session ? SSL_get_verify_result(session) : X509_V_OK;
    const char *reason = code ? ERR_reason_error_string(code) : NULL;
    if (verdict != X509_V_OK)
        snprintf(buffer, size, "TLS: certificate refused: %s", X509_verify_cert_error_string(verdict));
    else
        snprintf(buffer, size, "TLS: %s", reason ? reason : "the session broke");
}
