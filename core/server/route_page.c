/* The first page: it only looks, by the API, with the key that its reader gives it. */
#include "server/call_private.h"

#include <stdio.h>
#include <string.h>

extern const unsigned char fs_embedded_server_page_page_html[], fs_embedded_server_page_page_css[],
    fs_embedded_server_page_page_js[];
extern const size_t fs_embedded_server_page_page_html_len, fs_embedded_server_page_page_css_len,
    fs_embedded_server_page_page_js_len;

static void answer(struct fs_call *call, const char *type, const unsigned char *text, size_t size)
{
    strcpy(call->header_name, "Content-Security-Policy");
    snprintf(call->header_value, sizeof call->header_value,
             "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
             "base-uri 'none'; "
             "form-action 'none'; frame-ancestors 'none'");
    fs_answer_text(call, 200, type, (const char *)text, size);
}

static void html(struct fs_call *call)
{
    answer(call, "text/html; charset=utf-8", fs_embedded_server_page_page_html,
           fs_embedded_server_page_page_html_len);
}

static void css(struct fs_call *call)
{
    answer(call, "text/css; charset=utf-8", fs_embedded_server_page_page_css,
           fs_embedded_server_page_page_css_len);
}

static void script(struct fs_call *call)
{
    answer(call, "text/javascript; charset=utf-8", fs_embedded_server_page_page_js,
           fs_embedded_server_page_page_js_len);
}

const struct fs_route fs_route_page[] = {
    {"GET", "/", "getPage", FS_MAY_ANYBODY, FS_BODY_NONE, 0, "", html, NULL},
    {"GET", "/page.css", "getPageStyle", FS_MAY_ANYBODY, FS_BODY_NONE, 0, "", css, NULL},
    {"GET", "/page.js", "getPageScript", FS_MAY_ANYBODY, FS_BODY_NONE, 0, "", script, NULL},
    {0},
};
