#include "compute/risk/tail.h"

#include "compute/stats/distributions.h"
#include "compute/stats/quantile.h"

double fs_risk_probability(double level)
{
    double p = 1.0 - level;
    return p > 1e-6 ? nearbyint(p * 1e15) / 1e15 : p;
}

int fs_risk_require_level(double level, struct fs_problem *problem)
{
    if (level > 0.0 && level < 1.0)
        return FS_COMPUTE_OK;
    return fs_problem_set(problem, FS_COMPUTE_PARAMETER,
                          "level is %g; expected a confidence between 0 and 1, such as 0.95", level);
}

int fs_risk_require_horizon(double horizon, struct fs_problem *problem)
{
    if (horizon > 0.0 && isfinite(horizon))
        return FS_COMPUTE_OK;
    return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "horizon is %g; expected periods above 0", horizon);
}

int fs_risk_require_quantile_type(int32_t type, struct fs_problem *problem)
{
    if (type >= 1 && type <= FS_QUANTILE_TYPES)
        return FS_COMPUTE_OK;
    return fs_problem_set(problem, FS_COMPUTE_PARAMETER, "quantile_type is %d; expected 1 to 9", (int)type);
}

struct fs_risk_figures fs_risk_historical(double *x, size_t n, double p, int32_t type, int32_t tail)
{
    /* Quantiles of all types, and the last value that the fraction takes a part of, are among these. */
    size_t reach = (size_t)(p * (double)n) + 3, sorted = reach < n ? reach : n;
    fs_sort_lowest(x, n, sorted);
    double quantile = fs_quantile_sorted(x, n, p, type), sum = 0.0;
    struct fs_risk_figures figures = {.var = -quantile};
    if (tail == FS_RISK_BEYOND) {
        size_t count = 0;
        while (count < sorted && x[count] <= quantile)
            sum += x[count++];
        for (size_t i = sorted; count >= sorted && i < n; i++) /* equal to the quantile */
            if (x[i] <= quantile)
                sum += x[i], count++;
        /* A quantile of any type is not below the first observation: count is at least 1. */
        figures.es = -sum / (double)count;
    } else {
        double part = p * (double)n;
        size_t whole = (size_t)floor(part * (1.0 + 0x1p-48));
        whole = whole < n ? whole : n;
        for (size_t i = 0; i < whole; i++)
            sum += x[i];
        double rest = part - (double)whole;
        if (whole < n && rest > 0.0)
            sum += rest * x[whole];
        figures.es = -sum / part;
    }
    return figures;
}

struct fs_risk_figures fs_risk_gaussian(double mean, double deviation, double p)
{
    double z = fs_norm_quantile(p);
    return (struct fs_risk_figures){.var = -(mean + deviation * z),
                                    .es = -mean + deviation * fs_norm_pdf(z) / p};
}

struct fs_risk_moments fs_risk_moments(const double *x, size_t n)
{
    struct fs_risk_moments m = {0};
    double sum = 0.0, count = (double)n;
    for (size_t i = 0; i < n; i++)
        sum += x[i] - x[0];
    double shifted = sum / count;
    m.mean = x[0] + shifted;
    for (size_t i = 0; i < n; i++) {
        double d = (x[i] - x[0]) - shifted, square = d * d;
        m.m2 += square;
        m.m3 += square * d;
        m.m4 += square * square;
    }
    m.m2 /= count, m.m3 /= count, m.m4 /= count;
    m.skewness = m.m2 > 0.0 ? m.m3 / (m.m2 * sqrt(m.m2)) : 0.0;
    m.excess = m.m2 > 0.0 ? m.m4 / (m.m2 * m.m2) - 3.0 : 0.0;
    return m;
}

/* Edgeworth's second expansion has the density phi(x) (1 + S He3 / 6 + K He4 / 24 + S^2 He6 / 72); integrated
 * times x up to h it is -phi(h) (1 + h^3 S / 6 + (h^4 - 2 h^2 - 1) K / 24 + (h^6 - 9 h^4 + 9 h^2 + 3) S^2 /
 * 72). */
struct fs_risk_cornish_fisher fs_risk_cornish_fisher(double skewness, double excess, double p)
{
    double s = skewness, k = excess, z = fs_norm_quantile(p), z2 = z * z, z3 = z2 * z;
    struct fs_risk_cornish_fisher f = {.z = z};
    f.quantile = z + (z2 - 1.0) * s / 6.0 + (z3 - 3.0 * z) * k / 24.0 - (2.0 * z3 - 5.0 * z) * s * s / 36.0;
    f.d_skewness = (z2 - 1.0) / 6.0 - (2.0 * z3 - 5.0 * z) * s / 18.0;
    f.d_excess = (z3 - 3.0 * z) / 24.0;
    double h = f.quantile, h2 = h * h, h3 = h2 * h, h4 = h2 * h2, h6 = h4 * h2, density = fs_norm_pdf(h);
    double a = h3 / 6.0, b = (h4 - 2.0 * h2 - 1.0) / 24.0, c = (h6 - 9.0 * h4 + 9.0 * h2 + 3.0) / 72.0;
    double edgeworth = density * (1.0 + (h3 - 3.0 * h) * s / 6.0 + (h4 - 6.0 * h2 + 3.0) * k / 24.0 +
                                  (h6 - 15.0 * h4 + 45.0 * h2 - 15.0) * s * s / 72.0);
    f.shortfall = -density * (1.0 + a * s + b * k + c * s * s) / p;
    f.s_skewness = (-density * (a + 2.0 * c * s) + h * edgeworth * f.d_skewness) / p;
    f.s_excess = (-density * b + h * edgeworth * f.d_excess) / p;
    f.operational = !(f.shortfall <= f.quantile);
    if (f.operational)
        f.shortfall = f.quantile, f.s_skewness = f.d_skewness, f.s_excess = f.d_excess;
    f.monotone = s * s / 9.0 - 4.0 * (k / 8.0 - s * s / 6.0) * (1.0 - k / 8.0 + 5.0 * s * s / 36.0) <= 0.0;
    return f;
}
