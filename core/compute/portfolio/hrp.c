#include "compute/portfolio/hrp.h"

#include <string.h>

#include "compute/linear/lapack.h"
#include "compute/portfolio/limits.h"
#include "compute/portfolio/linkage.h"

/* d = sqrt((1 - correlation) / 2) */
static void correlation_distance(const double *s, size_t k, double *d)
{
    for (size_t j = 0; j < k; j++) {
        double own = sqrt(s[j + j * k]);
        for (size_t i = 0; i < k; i++)
            d[i + j * k] =
                i == j ? 0 : sqrt(fmin(fmax((1 - s[i + j * k] / (sqrt(s[i + i * k]) * own)) / 2, 0), 1));
    }
}

/* Euclidean distances between the columns of d, below the diagonal of `out`. Four rows at a time stay in
 * registers; each distance sums its terms in the order of the rows. */
static void column_distance(const double *d, size_t k, double *out)
{
    for (size_t j = 0; j < k; j++) {
        double *to = out + j * k;
        size_t n = 0;
        for (size_t i = j; i < k; i++)
            to[i] = 0;
        for (; n + 4 <= k; n += 4) {
            const double *r0 = d + n * k, *r1 = r0 + k, *r2 = r1 + k, *r3 = r2 + k;
            double a = r0[j], b = r1[j], c = r2[j], e = r3[j];
            for (size_t i = j + 1; i < k; i++) {
                double sum = to[i];
                sum += (r0[i] - a) * (r0[i] - a);
                sum += (r1[i] - b) * (r1[i] - b);
                sum += (r2[i] - c) * (r2[i] - c);
                sum += (r3[i] - e) * (r3[i] - e);
                to[i] = sum;
            }
        }
        for (; n < k; n++)
            for (size_t i = j + 1; i < k; i++)
                to[i] += (d[i + n * k] - d[j + n * k]) * (d[i + n * k] - d[j + n * k]);
        for (size_t i = j + 1; i < k; i++)
            to[i] = sqrt(to[i]);
    }
}

/* Variance of the inverse-variance portfolio of order[0 .. count - 1]. */
static double cluster_variance(const double *s, size_t k, const size_t *order, size_t count)
{
    double sum = 0, total = 0;
    for (size_t j = 0; j < count; j++) {
        const double *column = s + order[j] * k;
        double own = 1 / column[order[j]], row = 0;
        for (size_t i = 0; i < j; i++)
            row += column[order[i]] / s[order[i] + order[i] * k];
        total += own;
        sum += own * (2 * row + 1);
    }
    return sum / total / total;
}

static void halve(const double *s, size_t k, const size_t *order, size_t count, double *weights)
{
    if (count < 2)
        return;
    size_t first = count / 2;
    double left = cluster_variance(s, k, order, first),
           right = cluster_variance(s, k, order + first, count - first),
           part = left + right > 0 ? right / (left + right) : 0.5;
    for (size_t i = 0; i < count; i++)
        weights[order[i]] *= i < first ? part : 1 - part;
    halve(s, k, order, first, weights);
    halve(s, k, order + first, count - first, weights);
}

int fs_portfolio_hrp(const double *covariance, size_t k, const struct fs_portfolio_hrp_options *options,
                     struct fs_portfolio_hrp_result *result, struct fs_problem *problem)
{
    if (!options || !result)
        return fs_problem_set(problem, FS_COMPUTE_NULL, "a part of the calculation is not there");
    if (options->distance < 0 || options->distance > 1 || options->linkage < 0 ||
        options->linkage > FS_LINKAGE_WARD)
        return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                              "distance is %d and linkage is %d; expected 0 to 1 and 0 to 3",
                              options->distance, options->linkage);
    int status = fs_require_covariance(covariance, k, problem);
    for (size_t i = 0; i < k && status == FS_COMPUTE_OK; i++)
        if (!(covariance[i + i * k] > 0))
            return fs_problem_set(problem, FS_COMPUTE_DOMAIN, "asset %zu has no variance to weigh it by",
                                  i + 1);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    double *d = fs_scratch_doubles(&scratch, k * k), *far = d, *weights = fs_scratch_doubles(&scratch, k);
    struct fs_merge *merges = fs_scratch_bytes(&scratch, k, sizeof *merges);
    size_t *order = fs_scratch_bytes(&scratch, k, sizeof *order);
    if (options->distance == FS_HRP_COLUMNS)
        far = fs_scratch_doubles(&scratch, k * k);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    }
    correlation_distance(covariance, k, d);
    if (options->distance == FS_HRP_COLUMNS)
        column_distance(d, k, far);
    status = fs_linkage(far, k, (enum fs_linkage)options->linkage, merges, problem);
    if (status == FS_COMPUTE_OK && fs_linkage_order(merges, k, order) != 0)
        status = fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    if (status == FS_COMPUTE_OK) {
        for (size_t i = 0; i < k; i++)
            weights[i] = 1;
        halve(covariance, k, order, k, weights);
        result->volatility = sqrt(fs_portfolio_variance(covariance, weights, k));
        if (result->weights)
            memcpy(result->weights, weights, k * sizeof *weights);
        for (size_t i = 0; i < k && result->order; i++)
            result->order[i] = (double)order[i] + 1;
        for (size_t m = 0; m + 1 < k && result->linkage; m++) {
            result->linkage[m] = (double)merges[m].a + 1;
            result->linkage[m + (k - 1)] = (double)merges[m].b + 1;
            result->linkage[m + 2 * (k - 1)] = merges[m].distance;
            result->linkage[m + 3 * (k - 1)] = (double)merges[m].count;
        }
    }
    fs_scratch_free(&scratch);
    return status;
}
