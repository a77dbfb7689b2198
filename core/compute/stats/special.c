#include "compute/stats/special.h"

#include <float.h>
#include <math.h>

#define TWO_PI     6.283185307179586476925286766559
#define ITERATIONS 1000000

/* ln(n!) less Stirling's approximation. */
static double stirling_error(double n)
{
    static const double half_integers[] = {
        0.0, /* not used */
        0.1534264097200273452913848102,
        0.0810614667953272582196702636,
        0.0548141210519176538961390702,
        0.0413406959554092940938220814,
        0.0331628735199362874828910028,
        0.0276779256849983391487892927,
        0.0237461636562974959665450219,
        0.0207906721037650931115227717,
        0.0184884505326731852355474494,
        0.0166446911898211921631948653,
        0.0151349732219173788735310012,
        0.0138761288230707479997852466,
        0.0128104652429202157100240085,
        0.0118967099458917700950557241,
        0.0111045597582069173376170405,
    };
    if (n < 8.0) {
        double twice = n + n;
        if (twice >= 1.0 && twice == floor(twice) && twice <= 15.0)
            return half_integers[(int)twice];
        return n == 0.0 ? 0.0 : lgamma(n + 1.0) - (n + 0.5) * log(n) + n - 0.5 * log(TWO_PI);
    }
    double r = 1.0 / (n * n);
    double s = 1.0 / 12 -
               r * (1.0 / 360 -
                    r * (1.0 / 1260 -
                         r * (1.0 / 1680 -
                              r * (1.0 / 1188 -
                                   r * (691.0 / 360360 -
                                        r * (1.0 / 156 - r * (3617.0 / 122400 - r * (43867.0 / 244188))))))));
    return s / n;
}

/* x ln(x / m) + m - x without cancellation near x = m. */
static double deviance(double x, double m)
{
    if (x == 0.0)
        return m;
    if (fabs(x - m) < 0.1 * (x + m)) {
        double v = (x - m) / (x + m), s = (x - m) * v, e = 2.0 * x * v;
        v *= v;
        for (int j = 1; j < 1000; j++) {
            e *= v;
            double next = s + e / (2 * j + 1);
            if (next == s)
                return s;
            s = next;
        }
        return s;
    }
    return x * log(x / m) + m - x;
}

double fs_poisson_mass(double a, double x)
{
    if (x == 0.0)
        return a == 0.0 ? 1.0 : 0.0;
    if (a == 0.0)
        return exp(-x);
    if (a < 1.0) /* Stirling's error is large here, the logarithms are not */
        return exp(a * log(x) - x - lgamma(a + 1.0));
    return exp(-stirling_error(a) - deviance(a, x)) / sqrt(TWO_PI * a);
}

double fs_binomial_mass(double a, double b, double x, double y)
{
    double n = a + b;
    if (x == 0.0)
        return a == 0.0 ? 1.0 : 0.0;
    if (y == 0.0)
        return b == 0.0 ? 1.0 : 0.0;
    if (a == 0.0)
        return exp(b * (x < 0.5 ? log1p(-x) : log(y)));
    if (b == 0.0)
        return exp(a * (y < 0.5 ? log1p(-y) : log(x)));
    if (a < 1.0 && b < 1.0)
        return exp(a * log(x) + b * log(y) + lgamma(n + 1.0) - lgamma(a + 1.0) - lgamma(b + 1.0));
    double e =
        stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x) - deviance(b, n * y);
    return exp(e) * sqrt(n / (TWO_PI * a)) / sqrt(b);
}

void fs_incomplete_gamma(double a, double x, double *lower, double *upper)
{
    if (!(a > 0.0) || !(x >= 0.0)) {
        *lower = *upper = NAN;
        return;
    }
    if (x == 0.0 || isinf(x)) {
        *lower = x == 0.0 ? 0.0 : 1.0;
        *upper = 1.0 - *lower;
        return;
    }
    if (x < a + 1.0) { /* P by its power series */
        double sum = 1.0, term = 1.0;
        for (int k = 1; k < ITERATIONS && term > sum * (DBL_EPSILON / 4); k++) {
            term *= x / (a + k);
            sum += term;
        }
        *lower = fs_poisson_mass(a, x) * sum;
        if (*lower > 1.0)
            *lower = 1.0;
        *upper = 1.0 - *lower;
        return;
    }
    /* Q by Legendre's continued fraction. */
    double b = x + 1.0 - a, c = 1.0 / DBL_MIN, d = 1.0 / b, h = d;
    for (int k = 1; k < ITERATIONS; k++) {
        double an = -(double)k * ((double)k - a);
        b += 2.0;
        d = an * d + b;
        if (fabs(d) < DBL_MIN)
            d = DBL_MIN;
        c = b + an / c;
        if (fabs(c) < DBL_MIN)
            c = DBL_MIN;
        d = 1.0 / d;
        double change = d * c;
        h *= change;
        if (fabs(change - 1.0) < DBL_EPSILON)
            break;
    }
    *upper = fs_poisson_mass(a, x) * a * h;
    if (*upper > 1.0)
        *upper = 1.0;
    *lower = 1.0 - *upper;
}

/* I_x(a, b) by the continued fraction, which converges fast for x below (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x, double y)
{
    double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0);
    if (fabs(d) < DBL_MIN)
        d = DBL_MIN;
    d = 1.0 / d;
    double h = d;
    for (int m = 1; m < ITERATIONS; m++) {
        double k = m, step = k * (b - k) * x / ((a + 2 * k - 1.0) * (a + 2 * k));
        d = 1.0 + step * d;
        d = 1.0 / (fabs(d) < DBL_MIN ? DBL_MIN : d);
        c = 1.0 + step / c;
        if (fabs(c) < DBL_MIN)
            c = DBL_MIN;
        h *= d * c;
        step = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1.0));
        d = 1.0 + step * d;
        d = 1.0 / (fabs(d) < DBL_MIN ? DBL_MIN : d);
        c = 1.0 + step / c;
        if (fabs(c) < DBL_MIN)
            c = DBL_MIN;
        double change = d * c;
        h *= change;
        if (fabs(change - 1.0) < DBL_EPSILON)
            break;
    }
    /* x^a y^b / (a B(a, b)) = mass(a, b) * b / (a + b) */
    return fs_binomial_mass(a, b, x, y) * (b / (a + b)) * h;
}

void fs_incomplete_beta(double a, double b, double x, double y, double *lower, double *upper)
{
    if (!(a > 0.0) || !(b > 0.0) || !(x >= 0.0) || !(y >= 0.0)) {
        *lower = *upper = NAN;
    } else if (x == 0.0 || y == 0.0) {
        *lower = x == 0.0 ? 0.0 : 1.0;
        *upper = 1.0 - *lower;
    } else if (x < (a + 1.0) / (a + b + 2.0)) {
        *lower = fmin(beta_fraction(a, b, x, y), 1.0);
        *upper = 1.0 - *lower;
    } else {
        *upper = fmin(beta_fraction(b, a, y, x), 1.0);
        *lower = 1.0 - *upper;
    }
}
