/* The HTTP server over TLS: its files, protocols, clients' certificates, reloading. */
#include "talk.h"

#include "net/tls_server.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

static char folder[] = "/tmp/finsmart-test-XXXXXX";
static X509 *authority;
static EVP_PKEY *authority_key;

static const char *path(const char *name)
{
    static char paths[32][100];
    static int next;
    char *text = paths[next++ % 32];
    snprintf(text, sizeof paths[0], "%s/%s", folder, name);
    return text;
}

/* A certificate of that name, by the authority (by itself where there is none yet). */
static X509 *issue(const char *common, const char *organisation, EVP_PKEY *key)
{
    X509 *certificate = X509_new();
    X509_NAME *name = X509_get_subject_name(certificate);
    static long serial;
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8, (const unsigned char *)organisation, -1, -1, 0);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)common, -1, -1, 0);
    X509_set_issuer_name(certificate, authority ? X509_get_subject_name(authority) : name);
    if (!authority) {
        X509_EXTENSION *ca = X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints, "critical,CA:TRUE");
        X509_add_ext(certificate, ca, -1);
        X509_EXTENSION_free(ca);
    }
    X509_sign(certificate, authority ? authority_key : key, EVP_sha256());
    return certificate;
}

static void write_files(const char *name, X509 *certificate, EVP_PKEY *key)
{
    char file[40];
    snprintf(file, sizeof file, "%s.pem", name);
    FILE *out = fopen(path(file), "w");
    PEM_write_X509(out, certificate);
    fclose(out);
    snprintf(file, sizeof file, "%s.key", name);
    out = fopen(path(file), "w");
    PEM_write_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL);
    fclose(out);
}

static void make(const char *file, const char *common)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = issue(common, "Example", key);
    write_files(file, certificate, key);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

static void setup(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    authority_key = EVP_EC_gen("P-256");
    authority = issue("authority", "Example", authority_key);
    write_files("authority", authority, authority_key);
    make("server", "server");
    make("desk", "desk-7, M\xc3\xbcnchen");
}

static void teardown(void)
{
    static const char *const names[] = {"authority", "server", "desk", "other"};
    char file[40];
    for (size_t i = 0; i < 4; i++) {
        snprintf(file, sizeof file, "%s.pem", names[i]);
        unlink(path(file));
        snprintf(file, sizeof file, "%s.key", names[i]);
        unlink(path(file));
    }
    rmdir(folder);
    X509_free(authority);
    EVP_PKEY_free(authority_key);
}

static struct fs_tls_server *load(int clients)
{
    struct fs_tls_settings settings = {.certificate = path("server.pem"),
                                       .key = path("server.key"),
                                       .authorities = clients ? path("authority.pem") : NULL,
                                       .required = clients > 1};
    struct fs_tls_server *tls = fs_tls_server_new(&settings);
    ck_assert_msg(tls != NULL, "%s", fs_error_last() ? fs_error_last()->message : "?");
    return tls;
}

/* A client's session; handshake done, or NULL. `own`: the name of a certificate, or NULL. */
static SSL *shake(int fd, const char *own, int version, const char *protocols)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    char file[40];
    SSL_CTX_set_min_proto_version(context, version ? version : TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(context, version);
    SSL_CTX_set_security_level(context, 0); /* the client would do whatever the server does */
    if (own) {
        snprintf(file, sizeof file, "%s.pem", own);
        ck_assert_int_eq(SSL_CTX_use_certificate_file(context, path(file), SSL_FILETYPE_PEM), 1);
        snprintf(file, sizeof file, "%s.key", own);
        ck_assert_int_eq(SSL_CTX_use_PrivateKey_file(context, path(file), SSL_FILETYPE_PEM), 1);
    }
    SSL *session = SSL_new(context);
    SSL_CTX_free(context);
    if (protocols)
        SSL_set_alpn_protos(session, (const unsigned char *)protocols, (unsigned)strlen(protocols));
    struct timeval wait = {.tv_usec = 1000};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    SSL_set_fd(session, fd);
    for (int i = 0; i < 5000; i++) {
        int status = SSL_connect(session);
        if (status == 1)
            return session;
        if (SSL_get_error(session, status) != SSL_ERROR_WANT_READ)
            break;
        turn(1);
    }
    SSL_free(session);
    return NULL;
}

/* Reads to the end, or until `until`. 1 where it came or there was TLS's goodbye. */
static int hear_tls(SSL *session, const char *until)
{
    heard_size = 0;
    heard[0] = 0;
    for (int i = 0; i < 20000; i++) {
        int n = SSL_read(session, heard + heard_size, (int)(sizeof heard - 1 - heard_size));
        if (n > 0) {
            heard_size += (size_t)n;
            heard[heard_size] = 0;
            if (until && strstr(heard, until))
                return 1;
            if (heard_size > sizeof heard / 2)
                heard_size = 0; /* of a large body nothing is kept */
        } else if (SSL_get_error(session, n) != SSL_ERROR_WANT_READ) {
            return !until && SSL_get_error(session, n) == SSL_ERROR_ZERO_RETURN;
        } else {
            turn(1);
        }
    }
    return 0;
}

static void ask_tls(SSL *session, const char *request)
{
    SSL_write(session, request, (int)strlen(request));
}

START_TEST(serves_over_tls)
{
    struct fs_tls_server *tls = load(0);
    serve_with_tls((struct fs_http_limits){0}, tls);
    int fd = dial();
    SSL *session = shake(fd, "desk", 0, "\x02h2\x08http/1.1");
    ck_assert_ptr_nonnull(session);
    const unsigned char *protocol;
    unsigned size;
    SSL_get0_alpn_selected(session, &protocol, &size);
    ck_assert_uint_eq(size, 8);
    ck_assert_str_eq(SSL_get_version(session), "TLSv1.3");
    ask_tls(session, "GET /what HTTP/1.1\r\nHost: a\r\n\r\n");
    ck_assert_int_eq(hear_tls(session, "secure 1\n"), 1);
    ck_assert_ptr_nonnull(strstr(heard, "subject -\n")); /* nobody asked for one */
    static const char *const targets[] = {"/owned?n=3000000", "/file?n=3000000", "/stream?n=3000000"};
    for (size_t i = 0; i < 3; i++) {
        char request[100];
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", targets[i]);
        ask_tls(session, request);
        ask_tls(session, "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
        ck_assert_int_eq(hear_tls(session, "hello\n"), 1);
    }
    ask_tls(session, "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    ck_assert_int_eq(hear_tls(session, NULL), 1); /* ends with TLS's goodbye, so that the end is no cut */
    SSL_free(session);
    close(fd);
    app_stop(&app);
    fs_tls_server_free(tls);
}
END_TEST

START_TEST(speaks_1_2_and_1_3_and_nothing_older)
{
    static const int versions[] = {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION};
    struct fs_tls_server *tls = load(0);
    serve_with_tls((struct fs_http_limits){0}, tls);
    for (size_t i = 0; i < 4; i++) {
        int fd = dial();
        SSL *session = shake(fd, NULL, versions[i], NULL);
        ck_assert_int_eq(session != NULL, i >= 2);
        if (session && i == 2) {
            const SSL_CIPHER *cipher = SSL_get_current_cipher(session);
            ck_assert_int_eq(SSL_CIPHER_is_aead(cipher), 1);
            ck_assert_int_eq(SSL_CIPHER_get_kx_nid(cipher), NID_kx_ecdhe);
        }
        SSL_free(session);
        close(fd);
    }
    for (int i = 0; i < 100; i++)
        turn(1);
    ck_assert_uint_eq(counters().tls_failed, 2);
    int fd = dial(); /* HTTP without TLS */
    say(fd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    hear_all(fd);
    close(fd);
    ck_assert_int_eq(app.asked, 0);
    app_stop(&app);
    fs_tls_server_free(tls);
}
END_TEST

START_TEST(asks_clients_for_certificates)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *kept = authority;
    authority = NULL;
    X509 *stranger = issue("desk-7", "Nobody", key); /* vouches for itself */
    authority = kept;
    write_files("other", stranger, key);
    X509_free(stranger);
    EVP_PKEY_free(key);
    for (int required = 0; required < 2; required++) {
        struct fs_tls_server *tls = load(1 + required);
        serve_with_tls((struct fs_http_limits){0}, tls);
        static const char *const owns[] = {"desk", NULL, "other"};
        for (size_t i = 0; i < 3; i++) {
            int fd = dial(), heard_it = 0;
            SSL *session = shake(fd, owns[i], TLS1_2_VERSION, NULL);
            if (session) {
                ask_tls(session, "GET /what HTTP/1.1\r\nHost: a\r\n\r\n");
                heard_it = hear_tls(session, "secure 1\n");
            }
            ck_assert_int_eq(heard_it, i == 0 || (i == 1 && !required));
            if (i == 0)
                ck_assert_ptr_nonnull(strstr(heard, "subject CN=desk-7\\, M\xc3\xbcnchen,O=Example\n"));
            SSL_free(session);
            close(fd);
        }
        app_stop(&app);
        fs_tls_server_free(tls);
    }
}
END_TEST

START_TEST(reads_certificates_again_without_dropping_anybody)
{
    struct fs_tls_server *tls = load(0);
    serve_with_tls((struct fs_http_limits){0}, tls);
    int old = dial(), fresh;
    SSL *session = shake(old, NULL, 0, NULL), *second;
    make("server", "renewed");
    ck_assert_int_eq(fs_tls_server_reload(tls), 0);
    ask_tls(session, "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    ck_assert_int_eq(hear_tls(session, "hello\n"), 1);
    fresh = dial();
    second = shake(fresh, NULL, 0, NULL);
    char name[60];
    X509_NAME_get_text_by_NID(X509_get_subject_name(SSL_get0_peer_certificate(second)), NID_commonName, name,
                              sizeof name);
    ck_assert_str_eq(name, "renewed");
    SSL_free(second);
    close(fresh);
    /* What cannot be used changes nothing. */
    FILE *out = fopen(path("server.pem"), "w");
    fputs("nonsense\n", out);
    fclose(out);
    ck_assert_int_eq(fs_tls_server_reload(tls), -1);
    fresh = dial();
    second = shake(fresh, NULL, 0, NULL);
    ck_assert_ptr_nonnull(second);
    SSL_free(second);
    close(fresh);
    SSL_free(session);
    close(old);
    app_stop(&app);
    fs_tls_server_free(tls);
}
END_TEST

static void refused(struct fs_tls_settings settings, const char *file, const char *cause)
{
    ck_assert_ptr_null(fs_tls_server_new(&settings));
    const char *message = fs_error_last()->message;
    ck_assert_msg(strstr(message, file) && strstr(message, cause), "%s", message);
}

START_TEST(says_which_file_is_wrong_and_why)
{
    FILE *out = fopen(path("other.pem"), "w");
    fputs("nonsense\n", out);
    fclose(out);
    EVP_PKEY *key = EVP_EC_gen("P-256");
    out = fopen(path("other.key"), "w");
    PEM_write_PrivateKey(out, key, EVP_aes_128_cbc(), (const unsigned char *)"secret", 6, NULL, NULL);
    fclose(out);
    EVP_PKEY_free(key);
    const char *good = path("server.pem"), *good_key = path("server.key");
    refused((struct fs_tls_settings){.certificate = "/nonexistent.pem", .key = good_key},
            "the certificate '/nonexistent.pem'", "No such file or directory");
    refused((struct fs_tls_settings){.certificate = good, .key = "/nonexistent.key"},
            "the key '/nonexistent.key'", "No such file or directory");
    refused((struct fs_tls_settings){.certificate = path("other.pem"), .key = good_key}, "other.pem",
            "no PEM file of that kind");
    refused((struct fs_tls_settings){.certificate = good, .key = path("desk.key")}, "desk.key",
            "is not that of the certificate");
    refused((struct fs_tls_settings){.certificate = good, .key = path("other.key")}, "other.key",
            "cannot be used");
    refused((struct fs_tls_settings){.certificate = good, .key = good_key, .authorities = path("other.pem")},
            "other.pem", "file of authorities");
    refused((struct fs_tls_settings){.certificate = good, .key = good_key, .required = 1}, "", "authorities");
    refused((struct fs_tls_settings){.certificate = good}, "", "a key");
}
END_TEST

START_TEST(a_handshake_that_never_ends_is_cut)
{
    struct fs_tls_server *tls = load(0);
    serve_with_tls((struct fs_http_limits){.first_byte = 50 * MS}, tls);
    int fd = dial();
    say_bytes(fd, "\x16\x03\x01", 3);
    ck_assert_int_eq(hear(fd, NULL), 1);
    ck_assert_uint_eq(counters().limits[FS_HTTP_LIMIT_FIRST_BYTE], 1);
    close(fd);
    app_stop(&app);
    fs_tls_server_free(tls);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("net/tls_server");
    TCase *cases = tcase_create("tls_server");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, serves_over_tls);
    tcase_add_test(cases, speaks_1_2_and_1_3_and_nothing_older);
    tcase_add_test(cases, asks_clients_for_certificates);
    tcase_add_test(cases, reads_certificates_again_without_dropping_anybody);
    tcase_add_test(cases, says_which_file_is_wrong_and_why);
    tcase_add_test(cases, a_handshake_that_never_ends_is_cut);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
