#include "compute/ts/johansen.h"

#include <string.h>

#include "compute/linear/lapack.h"
#include "compute/ts/fit.h"

/* MacKinnon, Haug and Michelis: by deterministic terms (none, constant, linear), number of unit roots under
 * the null, level (10, 5, 1 %). */
static const double max_critical[3][FS_JOHANSEN_MOST][3] = {{{2.9762, 4.1296, 6.9406},
                                                             {9.4748, 11.2246, 15.0923},
                                                             {15.7175, 17.7961, 22.2519},
                                                             {21.837, 24.1592, 29.0609},
                                                             {27.916, 30.4428, 35.7359},
                                                             {33.9271, 36.6301, 42.2333},
                                                             {39.9085, 42.7679, 48.6606},
                                                             {45.893, 48.8795, 55.0335},
                                                             {51.8528, 54.9629, 61.3449},
                                                             {57.7954, 61.0404, 67.6415},
                                                             {63.7248, 67.0756, 73.8856},
                                                             {69.6513, 73.0946, 80.0937}},
                                                            {{2.7055, 3.8415, 6.6349},
                                                             {12.2971, 14.2639, 18.52},
                                                             {18.8928, 21.1314, 25.865},
                                                             {25.1236, 27.5858, 32.7172},
                                                             {31.2379, 33.8777, 39.3693},
                                                             {37.2786, 40.0763, 45.8662},
                                                             {43.2947, 46.2299, 52.3069},
                                                             {49.2855, 52.3622, 58.6634},
                                                             {55.2412, 58.4332, 64.996},
                                                             {61.2041, 64.504, 71.2525},
                                                             {67.1307, 70.5392, 77.4877},
                                                             {73.0563, 76.5734, 83.7105}},
                                                            {{2.7055, 3.8415, 6.6349},
                                                             {15.0006, 17.1481, 21.7465},
                                                             {21.8731, 24.2522, 29.2631},
                                                             {28.2398, 30.8151, 36.193},
                                                             {34.4202, 37.1646, 42.8612},
                                                             {40.5244, 43.4183, 49.4095},
                                                             {46.5583, 49.5875, 55.8171},
                                                             {52.5858, 55.7302, 62.1741},
                                                             {58.5316, 61.8051, 68.503},
                                                             {64.5292, 67.904, 74.7434},
                                                             {70.463, 73.9355, 81.0678},
                                                             {76.4081, 79.9878, 87.2395}}};
static const double trace_critical[3][FS_JOHANSEN_MOST][3] = {{{2.9762, 4.1296, 6.9406},
                                                               {10.4741, 12.3212, 16.364},
                                                               {21.7781, 24.2761, 29.5147},
                                                               {37.0339, 40.1749, 46.5716},
                                                               {56.2839, 60.0627, 67.6367},
                                                               {79.5329, 83.9383, 92.7136},
                                                               {106.7351, 111.7797, 121.7375},
                                                               {137.9954, 143.6691, 154.7977},
                                                               {173.2292, 179.5199, 191.8122},
                                                               {212.4721, 219.4051, 232.8291},
                                                               {255.6732, 263.2603, 277.9962},
                                                               {302.9054, 311.1288, 326.9716}},
                                                              {{2.7055, 3.8415, 6.6349},
                                                               {13.4294, 15.4943, 19.9349},
                                                               {27.0669, 29.7961, 35.4628},
                                                               {44.4929, 47.8545, 54.6815},
                                                               {65.8202, 69.8189, 77.8202},
                                                               {91.109, 95.7542, 104.9637},
                                                               {120.3673, 125.6185, 135.9825},
                                                               {153.6341, 159.529, 171.0905},
                                                               {190.8714, 197.3772, 210.0366},
                                                               {232.103, 239.2468, 253.2526},
                                                               {277.374, 285.1402, 300.2821},
                                                               {326.5354, 334.9795, 351.215}},
                                                              {{2.7055, 3.8415, 6.6349},
                                                               {16.1619, 18.3985, 23.1485},
                                                               {32.0645, 35.0116, 41.0815},
                                                               {51.6492, 55.2459, 62.5202},
                                                               {75.1027, 79.3422, 87.7748},
                                                               {102.4674, 107.3429, 116.9829},
                                                               {133.7852, 139.278, 150.0778},
                                                               {169.0618, 175.1584, 187.1891},
                                                               {208.3582, 215.1268, 228.2226},
                                                               {251.6293, 259.0267, 273.3838},
                                                               {298.8836, 306.8988, 322.4264},
                                                               {350.1125, 358.719, 375.3203}}};

struct work {
    size_t n, k, m, lags; /* observations, series, rows of the regressions, differences */
    double *levels, *dx, *lx, *z;
};

/* Replaces each of `count` columns by its residuals on polynomials in time up to `order`, orthogonal enough
 * on [-1, 1]. */
static int detrend(double *x, size_t rows, size_t stride, size_t count, int32_t order,
                   struct fs_scratch *scratch, struct fs_problem *problem)
{
    if (order < 0)
        return FS_COMPUTE_OK;
    size_t columns = (size_t)order + 1;
    double *design = fs_scratch_doubles(scratch, rows * columns), *copy = fs_scratch_doubles(scratch, rows);
    struct fs_fit fit;
    int status = fs_fit_alloc(&fit, scratch, rows, columns, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    for (size_t i = 0; i < rows; i++) {
        design[i] = 1.0;
        if (order > 0)
            design[rows + i] = 2.0 * (double)i / (double)(rows - 1) - 1.0;
    }
    for (size_t j = 0; j < count && status == FS_COMPUTE_OK; j++) {
        memcpy(copy, x + j * stride, rows * sizeof *copy);
        status = fs_fit_run(&fit, copy, design, rows, rows, (struct fs_qr_names){0}, problem);
        if (status == FS_COMPUTE_OK)
            memcpy(x + j * stride, fit.residuals, rows * sizeof *copy);
    }
    return status;
}

/* Fills dx and lx, m x k: differences and levels without what the lagged differences explain. */
static int concentrate(struct work *w, int32_t order, struct fs_scratch *scratch, struct fs_problem *problem)
{
    size_t m = w->m, k = w->k, n = w->n, lags = w->lags;
    int32_t inner = order < 0 ? -1 : 0;
    int status = detrend(w->levels, n, n, k, order, scratch, problem);
    for (size_t j = 0; j < k && status == FS_COMPUTE_OK; j++) {
        const double *y = w->levels + j * n;
        for (size_t i = 0; i < m; i++) {
            size_t t = i + lags + 1;
            w->dx[j * m + i] = y[t] - y[t - 1];
            w->lx[j * m + i] = y[i + 1];
            for (size_t l = 1; l <= lags; l++)
                w->z[((l - 1) * k + j) * m + i] = y[t - l] - y[t - l - 1];
        }
    }
    if (status == FS_COMPUTE_OK)
        status = detrend(w->dx, m, m, k, inner, scratch, problem);
    if (status == FS_COMPUTE_OK)
        status = detrend(w->lx, m, m, k, inner, scratch, problem);
    if (status == FS_COMPUTE_OK)
        status = detrend(w->z, m, m, k * lags, inner, scratch, problem);
    if (status != FS_COMPUTE_OK || lags == 0)
        return status;
    struct fs_qr qr;
    double *coefficients = fs_scratch_doubles(scratch, k * lags), *copy = fs_scratch_doubles(scratch, m);
    if (fs_qr_alloc(&qr, scratch, m, k * lags) != FS_COMPUTE_OK || scratch->failed)
        return fs_no_memory(problem);
    status = fs_qr_factor(&qr, w->z, m, m, (struct fs_qr_names){0}, problem);
    for (size_t j = 0; j < 2 * k && status == FS_COMPUTE_OK; j++) {
        double *column = j < k ? w->dx + j * m : w->lx + (j - k) * m;
        memcpy(copy, column, m * sizeof *copy);
        fs_qr_solve(&qr, copy, coefficients, column);
    }
    return status;
}

/* Q (in place of x) and R of x, m x k. R is k x k by columns. */
static int orthogonalise(double *x, size_t m, size_t k, double *r, struct fs_scratch *scratch,
                         struct fs_problem *problem)
{
    int rows = (int)m, columns = (int)k, info, length = (int)(64 * k);
    double *tau = fs_scratch_doubles(scratch, k), *work = fs_scratch_doubles(scratch, 64 * k);
    if (scratch->failed)
        return fs_no_memory(problem);
    dgeqrf_(&rows, &columns, x, &rows, tau, work, &length, &info);
    for (size_t j = 0; j < k; j++) {
        double length_of = 0;
        for (size_t i = 0; i < k; i++)
            r[j * k + i] = i <= j ? x[j * m + i] : 0;
        for (size_t i = 0; i <= j; i++)
            length_of += r[j * k + i] * r[j * k + i];
        if (!(fabs(r[j * k + j]) > 1e-12 * sqrt(length_of)))
            return fs_problem_set(
                problem, FS_COMPUTE_SINGULAR,
                "column %zu of x is a linear combination of the columns before it and their "
                "lags; leave it out",
                j + 1);
    }
    dorgqr_(&rows, &columns, &columns, x, &rows, tau, work, &length, &info);
    return FS_COMPUTE_OK;
}

/* Canonical correlations of dx and lx (squared: the eigenvalues), and the vectors of the levels. */
static int correlate(struct work *w, struct fs_scratch *scratch, double *eigenvalues, double *vectors,
                     struct fs_problem *problem)
{
    size_t k = w->k, m = w->m;
    int order = (int)k, info, length = (int)(8 * k * k + 64 * k);
    double *r0 = fs_scratch_doubles(scratch, k * k), *rk = fs_scratch_doubles(scratch, k * k),
           *cross = fs_scratch_doubles(scratch, k * k), *vt = fs_scratch_doubles(scratch, k * k),
           *work = fs_scratch_doubles(scratch, (size_t)length);
    int *integers = fs_scratch_bytes(scratch, 8 * k, sizeof *integers);
    if (scratch->failed)
        return fs_no_memory(problem);
    int status = orthogonalise(w->dx, m, k, r0, scratch, problem);
    if (status == FS_COMPUTE_OK)
        status = orthogonalise(w->lx, m, k, rk, scratch, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    for (size_t j = 0; j < k; j++)
        for (size_t i = 0; i < k; i++) {
            double sum = 0;
            for (size_t t = 0; t < m; t++)
                sum += w->lx[i * m + t] * w->dx[j * m + t];
            cross[j * k + i] = sum;
        }
    dgesdd_("A", &order, &order, cross, &order, eigenvalues, vectors, &order, vt, &order, work, &length,
            integers, &info, 1);
    if (info != 0)
        return fs_problem_set(problem, FS_COMPUTE_CONVERGENCE, "the singular values did not converge");
    dtrtrs_("U", "N", "N", &order, &order, rk, &order, vectors, &order, &info, 1, 1, 1);
    for (size_t j = 0; j < k; j++) {
        size_t first = 0;
        while (first + 1 < k && vectors[j * k + first] == 0)
            first++;
        double scale = sqrt((double)m) * (vectors[j * k + first] < 0 ? -1.0 : 1.0);
        for (size_t i = 0; i < k; i++)
            vectors[j * k + i] *= scale;
        eigenvalues[j] *= eigenvalues[j];
        if (!(eigenvalues[j] < 1.0 - 1e-13))
            return fs_problem_set(
                problem, FS_COMPUTE_DOMAIN,
                "the changes of x follow from its levels exactly; there is nothing to test");
    }
    return FS_COMPUTE_OK;
}

static void put(double *to, size_t at, double value)
{
    if (to)
        to[at] = value;
}

static void statistics(const struct work *w, int32_t det_order, const double *eigenvalues,
                       const double *vectors, struct fs_johansen_result *r)
{
    size_t k = w->k;
    double trace = 0;
    r->rank = r->rank_max = (int32_t)k;
    for (size_t i = k; i-- > 0;) {
        double largest = -(double)w->m * log1p(-eigenvalues[i]);
        trace += largest;
        const double *of_trace = trace_critical[det_order + 1][k - i - 1],
                     *of_max = max_critical[det_order + 1][k - i - 1];
        put(r->trace, i, trace);
        put(r->max_eigen, i, largest);
        put(r->eigenvalues, i, eigenvalues[i]);
        for (size_t level = 0; level < 3; level++) {
            put(r->trace_critical, level * k + i, of_trace[level]);
            put(r->max_eigen_critical, level * k + i, of_max[level]);
        }
        /* The first null in order that is not rejected: the last one met here. */
        if (!(trace > of_trace[1]))
            r->rank = (int32_t)i;
        if (!(largest > of_max[1]))
            r->rank_max = (int32_t)i;
        for (size_t j = 0; j < k; j++)
            put(r->vectors, i * k + j, vectors[i * k + j]);
    }
}

int fs_johansen(const double *x, size_t n, size_t k, const struct fs_johansen_options *options,
                struct fs_johansen_result *result, struct fs_problem *problem)
{
    if (!x)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "x is not there");
    int status = fs_require_range(options->det_order, -1, 1, "det_order", problem);
    if (status == FS_COMPUTE_OK)
        status = fs_require_range(options->lags, 0, 1000, "lags", problem);
    if (status == FS_COMPUTE_OK && (k < 1 || k > FS_JOHANSEN_MOST))
        status = fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                                "x has %zu columns; expected 1 to %d, as the tables", k, FS_JOHANSEN_MOST);
    if (status != FS_COMPUTE_OK)
        return status;
    size_t lags = (size_t)options->lags, least = (k + 1) * (lags + 1) + k + 3;
    if (n < least)
        return fs_problem_set(problem, FS_COMPUTE_SHORT,
                              "x has %zu rows; %zu series with %zu lags need at least %zu", n, k, lags,
                              least);
    status = fs_require_matrix(x, n, k, "x", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    size_t m = n - 1 - lags;
    struct work w = {.n = n,
                     .k = k,
                     .m = m,
                     .lags = lags,
                     .levels = fs_scratch_doubles(&scratch, n * k),
                     .dx = fs_scratch_doubles(&scratch, m * k),
                     .lx = fs_scratch_doubles(&scratch, m * k),
                     .z = fs_scratch_doubles(&scratch, m * k * lags)};
    double *eigenvalues = fs_scratch_doubles(&scratch, k), *vectors = fs_scratch_doubles(&scratch, k * k);
    if (scratch.failed)
        status = fs_no_memory(problem);
    else
        memcpy(w.levels, x, n * k * sizeof *x);
    if (status == FS_COMPUTE_OK)
        status = concentrate(&w, options->det_order, &scratch, problem);
    if (status == FS_COMPUTE_OK)
        status = correlate(&w, &scratch, eigenvalues, vectors, problem);
    if (status == FS_COMPUTE_OK)
        statistics(&w, options->det_order, eigenvalues, vectors, result);
    fs_scratch_free(&scratch);
    return status;
}
