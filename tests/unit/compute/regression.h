/* regression.h: the data of tests/oracles/regression_golden.py and one regression with all of its arrays, for the tests of regressions. */
#ifndef FINSMART_TESTS_REGRESSION_H
#define FINSMART_TESTS_REGRESSION_H

#include "golden.h"

#include "compute/ts/ols.h"

#define MOST 8 /* coefficients */

static char *golden;
static double *y, *x, *weights;
static size_t n;
enum { K = 3 };

static void setup(void)
{
    size_t count;
    golden = golden_read("regression");
    y = golden_list(golden, "y", &n);
    x = golden_list(golden, "x", &count);
    ck_assert_uint_eq(count, n * K);
    weights = golden_list(golden, "weights", &count);
}

static void teardown(void)
{
    free(y);
    free(x);
    free(weights);
    free(golden);
}

static const struct fs_ols_options defaults = {.intercept = 1, .lags = -1, .confidence = 0.9};

/* One regression with all of its arrays. */
struct fit {
    double coefficients[MOST], errors[MOST], t[MOST], p[MOST], lower[MOST], upper[MOST],
        covariance[MOST * MOST];
    double residuals[400], fitted[400];
    struct fs_ols_result r;
    struct fs_problem problem;
};

static inline int run(struct fit *f, const double *of, const double *on, const double *by, size_t rows,
                      size_t k, struct fs_ols_options options)
{
    *f = (struct fit){.problem.text = ""};
    f->r = (struct fs_ols_result){.coefficients = f->coefficients,
                                  .standard_errors = f->errors,
                                  .t_values = f->t,
                                  .p_values = f->p,
                                  .lower = f->lower,
                                  .upper = f->upper,
                                  .covariance = f->covariance,
                                  .residuals = f->residuals,
                                  .fitted = f->fitted};
    return fs_ols(of, on, by, rows, k, &options, &f->r, &f->problem);
}

#endif
