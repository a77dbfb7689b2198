/*
 * rule.h: a rule written in Lua: a verdict on an order.
 *
 * A rule runs in a state of its own, without the JIT, under a budget of instructions for each verdict, so that the same
 * order gets the same verdict in every replay and nothing can hold up the gate. A rule that fails or runs over its
 * budget refuses.
 */
#ifndef FINSMART_SCRIPT_RULE_H
#define FINSMART_SCRIPT_RULE_H

#include <jansson.h>
#include <stdint.h>

struct fs_rule;

struct fs_rule_options {
    const char *const *params; /* "name=value" texts */
    int param_count;
    int64_t budget; /* instructions for one verdict; 0: FS_RULE_BUDGET */
};

#define FS_RULE_BUDGET 1000000

/* The order that a rule looks at; texts are borrowed. */
struct fs_rule_order {
    int64_t id;
    const char *symbol;
    const char *side; /* "buy", "sell" */
    const char *type; /* fs_order_type_name(): "market", "limit" and so on */
    const char *tif;  /* fs_order_tif_name(): "gtc", "day" and so on */
    double qty;
    double limit, stop; /* NaN: none */
};

/* What the rule may ask about; the functions are called during fs_rule_check() only. */
struct fs_rule_context {
    double cash, equity; /* account currency */
    double now;          /* seconds since 1970 UTC */
    /* The price by which an order of the symbol is valued, the position, the waiting quantity; NaN: unknown. */
    double (*price)(void *data, const char *symbol);
    double (*position)(void *data, const char *symbol);
    double (*pending)(void *data, const char *symbol);
    void *data;
};

#define FS_VERDICT_ALLOW  0
#define FS_VERDICT_WARN   1
#define FS_VERDICT_REJECT 2

struct fs_verdict {
    int verdict;      /* FS_VERDICT_* */
    char reason[256]; /* "" where it allows */
    json_t *details;  /* what the rule observed, or NULL; json_decref() it */
};

/* NULL with an error that names file and line. */
struct fs_rule *fs_rule_load(const char *path, const struct fs_rule_options *options);
void fs_rule_free(struct fs_rule *rule);
const char *fs_rule_id(const struct fs_rule *rule);
const char *fs_rule_severity(const struct fs_rule *rule); /* "reject", "warn" */
/* Asks the rule; always gives a verdict. -1 with an error when the verdict is a refusal because the rule itself failed
 * or ran over its budget. */
int fs_rule_check(struct fs_rule *rule, const struct fs_rule_order *order,
                  const struct fs_rule_context *context, struct fs_verdict *verdict);

#endif
