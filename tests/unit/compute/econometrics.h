/* econometrics.h: the series of tests/oracles/regression_golden.py, for the tests of time series. */
#ifndef FINSMART_TESTS_ECONOMETRICS_H
#define FINSMART_TESTS_ECONOMETRICS_H

#include "golden.h"

#include "compute/problem.h"

static char *golden;
static double *walk, *returns, *other, *third, *follower, *brief;
static size_t n;
static struct fs_problem problem;

static void setup(void)
{
    size_t count;
    golden = golden_read("econometrics");
    walk = golden_list(golden, "walk", &n);
    returns = golden_list(golden, "returns", &count);
    other = golden_list(golden, "other", &count);
    third = golden_list(golden, "third", &count);
    follower = golden_list(golden, "follower", &count);
    brief = golden_list(golden, "short", &count);
    problem.text[0] = 0;
}

static void teardown(void)
{
    free(walk);
    free(returns);
    free(other);
    free(third);
    free(follower);
    free(brief);
    free(golden);
}

static const char *const series_names[] = {"walk", "returns", "third"};

static inline const double *series(int which)
{
    return which == 0 ? walk : which == 1 ? returns : third;
}

#define ok(call)          ck_assert_msg((call) == FS_COMPUTE_OK, "%s", problem.text)
#define refused(call, as) ck_assert_int_eq(call, as)
#define told(part)        ck_assert_msg(strstr(problem.text, part) != NULL, "text: %s", problem.text)

#endif
