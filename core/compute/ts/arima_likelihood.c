#include "compute/ts/arima_likelihood.h"

#include "compute/linear/lapack.h"

#include <math.h>
#include <string.h>

size_t fs_arma_memory(size_t ar, size_t r)
{
    return (ar + 1) * (ar + 1) + 2 * (r + 1) + 3 * r;
}

void fs_arma_psi(const double *phi, size_t ar, const double *theta, size_t ma, double *psi, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        double sum = k == 0 ? 1.0 : k <= ma ? theta[k - 1] : 0.0;
        for (size_t i = 1; i <= ar && i <= k; i++)
            sum += phi[i - 1] * psi[k - i];
        psi[k] = sum;
    }
}

void fs_arma_from_partial(const double *partial, size_t n, double *phi, double *work)
{
    for (size_t k = 0; k < n; k++) {
        for (size_t j = 0; j < k; j++)
            work[j] = phi[j] - partial[k] * phi[k - 1 - j];
        memcpy(phi, work, k * sizeof *phi);
        phi[k] = partial[k];
    }
}

int fs_arma_to_partial(const double *phi, size_t n, double *partial, double *work)
{
    memcpy(partial, phi, n * sizeof *phi);
    for (size_t k = n; k-- > 0;) {
        double last = partial[k];
        if (!(fabs(last) < 1.0))
            return 0;
        for (size_t j = 0; j < k; j++)
            work[j] = (partial[j] + last * partial[k - 1 - j]) / (1.0 - last * last);
        memcpy(partial, work, k * sizeof *partial);
    }
    return 1;
}

static double moving(const struct fs_arma *a, size_t k)
{
    return k == 0 ? 1.0 : k <= a->ma ? a->theta[k - 1] : 0.0;
}

static double lagged(const struct fs_arma *a, size_t k)
{
    return k >= 1 && k <= a->ar ? a->phi[k - 1] : 0.0;
}

/* The covariance of the states of the stationary process: its autocovariances from a linear system (McLeod
 * 1975), from them the first row, and by P = T P T' + R R' the rest from the last corner up. */
static int stationary(struct fs_arma *a)
{
    size_t p = a->ar, r = a->r, size = p + 1;
    double *matrix = a->memory, *gamma = matrix + size * size, *psi = gamma + r + 1, *P = a->covariance;
    fs_arma_psi(a->phi, p, a->theta, a->ma, psi, r);
    for (size_t k = 0; k <= r; k++) {
        gamma[k] = 0.0;
        for (size_t j = k; j <= a->ma; j++)
            gamma[k] += moving(a, j) * psi[j - k];
    }
    memset(matrix, 0, size * size * sizeof *matrix);
    for (size_t k = 0; k < size; k++) {
        matrix[k + k * size] += 1.0;
        for (size_t i = 1; i <= p; i++) {
            size_t lag = k > i ? k - i : i - k;
            matrix[k + lag * size] -= a->phi[i - 1];
        }
    }
    int m = (int)size, one = 1, info;
    dgesv_(&m, &one, matrix, &m, a->pivots, gamma, &m, &info);
    if (info != 0 || !(gamma[0] > 0.0) || !isfinite(gamma[0]))
        return 0;
    for (size_t k = size; k <= r; k++)
        for (size_t i = 1; i <= p; i++)
            gamma[k] += a->phi[i - 1] * gamma[k - i];
    for (size_t j = 0; j < r; j++) {
        double sum = 0.0;
        for (size_t i = 0; j + i < r; i++)
            sum += lagged(a, j + i + 1) * gamma[i + 1] + moving(a, j + i) * psi[i];
        P[j] = P[j * r] = sum;
    }
    P[0] = gamma[0];
    for (size_t j = r; j-- > 1;)
        for (size_t i = j + 1; i-- > 1;) {
            double phi_i = lagged(a, i + 1), phi_j = lagged(a, j + 1), sum = phi_i * phi_j * P[0];
            sum += moving(a, i) * moving(a, j);
            if (j + 1 < r)
                sum += phi_i * P[j + 1] + P[i + 1 + (j + 1) * r];
            if (i + 1 < r)
                sum += phi_j * P[i + 1];
            P[i + j * r] = P[j + i * r] = sum;
        }
    return 1;
}

/* Covariances are held by their upper triangles while the filter runs. P = T P T' + R R' where nothing was
 * observed. */
static void predict(const struct fs_arma *a, const double *R, double *first)
{
    size_t r = a->r;
    double *P = a->covariance;
    for (size_t j = 0; j < r; j++)
        first[j] = P[j * r];
    for (size_t j = 0; j < r; j++)
        for (size_t i = 0; i <= j; i++) {
            double phi_i = lagged(a, i + 1), phi_j = lagged(a, j + 1),
                   sum = R[i] * R[j] + phi_i * phi_j * first[0];
            if (j + 1 < r)
                sum += phi_i * first[j + 1] + P[i + 1 + (j + 1) * r];
            if (i + 1 < r)
                sum += phi_j * first[i + 1];
            P[i + j * r] = sum;
        }
}

/* The same after an observation, which makes the first state certain: the rest moves up. Two steps in one
 * pass. */
static void observe_and_predict(const struct fs_arma *a, const double *R, const double *gain, double F)
{
    size_t r = a->r;
    double *P = a->covariance;
    for (size_t j = 0; j + 1 < r; j++) {
        const double *from = P + (j + 1) * r + 1;
        double *to = P + j * r, weight = gain[j + 1] * F, add = R[j];
        for (size_t i = 0; i <= j; i++)
            to[i] = from[i] - gain[i + 1] * weight + R[i] * add;
    }
    for (size_t i = 0; i < r; i++)
        P[i + (r - 1) * r] = R[i] * R[r - 1];
}

/* After the last time: the covariance given its observation, or that predicted, whole. */
static void finish(const struct fs_arma *a, const double *gain, double F, int known, int steady)
{
    size_t r = a->r;
    double *P = a->covariance;
    for (size_t j = 0; j < r; j++)
        for (size_t i = 0; i <= j; i++) {
            double value = P[i + j * r] - (known ? gain[i] * gain[j] * F : 0.0);
            P[i + j * r] = P[j + i * r] = known && (i == 0 || steady) ? 0.0 : value;
        }
}

/* 1 once P is R R' but for rounding: from then on the errors are those of the process. */
static int settled(const struct fs_arma *a, const double *R)
{
    size_t r = a->r;
    if (fabs(a->covariance[0] - 1.0) > 1e-15)
        return 0;
    for (size_t j = 0; j < r; j++)
        for (size_t i = 0; i <= j; i++)
            if (!(fabs(a->covariance[i + j * r] - R[i] * R[j]) <= 1e-15))
                return 0;
    return 1;
}

int fs_arma_filter(struct fs_arma *a, const double *w, size_t n, double mean, double *squares, double *logs,
                   size_t *count, double *errors)
{
    if (!stationary(a))
        return 0;
    size_t r = a->r;
    double *s = a->state, *P = a->covariance;
    double *R = a->memory + (a->ar + 1) * (a->ar + 1) + 2 * (r + 1), *gain = R + r, *row = gain + r;
    memset(s, 0, r * sizeof *s);
    for (size_t i = 0; i < r; i++)
        R[i] = moving(a, i);
    double sum = 0.0, log_sum = 0.0, product = 1.0;
    size_t seen = 0;
    int steady = 0;
    for (size_t t = 0; t < n; t++) {
        double F = P[0], v = w[t] - mean - s[0];
        int known = isfinite(v);
        if (!(F > 0.5)) /* it is 1 or more but for rounding: the covariance has lost its digits */
            return 0;
        if (errors)
            errors[t] = v;
        if (known) {
            seen++;
            sum += v * v / F;
            for (size_t i = 0; i < r; i++)
                gain[i] = steady ? R[i] : P[i * r] / F;
            for (size_t i = 0; i < r; i++)
                s[i] += gain[i] * v;
            if (!steady) {
                product *= F; /* logarithms cost more than all else of a small model */
                if (product > 1e100 || product < 1e-100 || (seen & 15) == 0) {
                    log_sum += log(product);
                    product = 1.0;
                }
            }
        }
        if (t + 1 == n) {
            finish(a, gain, F, known, steady);
            break;
        }
        double first = s[0];
        for (size_t i = 0; i < r; i++)
            s[i] = lagged(a, i + 1) * first + (i + 1 < r ? s[i + 1] : 0.0);
        if (!known) { /* steady covariances are those before an observation, which did not come */
            predict(a, R, row);
            steady = 0;
        } else if (!steady) {
            observe_and_predict(a, R, gain, F);
            steady = settled(a, R);
        }
    }
    *squares = sum;
    *logs = log_sum + log(product);
    *count = seen;
    return 1;
}

double fs_arma_conditional(const struct fs_arma *a, const double *w, size_t n, double mean, double *errors)
{
    double sum = 0.0;
    for (size_t t = 0; t < n; t++) {
        double e = w[t] - mean;
        for (size_t i = 1; i <= a->ar && i <= t; i++)
            e -= a->phi[i - 1] * (w[t - i] - mean);
        for (size_t j = 1; j <= a->ma && j <= t; j++)
            e -= a->theta[j - 1] * errors[t - j];
        errors[t] = t < a->ar || !isfinite(e) ? 0.0 : e;
        sum += errors[t] * errors[t];
    }
    return sum;
}
