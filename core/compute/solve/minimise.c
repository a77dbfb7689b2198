#include "compute/solve/minimise.h"

#include "compute/scratch.h"

#include <float.h>
#include <string.h>

/* One objective with its bounds, counting its evaluations. */
struct search {
    fs_objective objective;
    fs_gradient gradient;
    void *context;
    size_t n;
    const double *lower, *upper;
    int evaluations;
};

static double value_at(struct search *s, const double *x)
{
    s->evaluations++;
    double value = s->objective(x, s->context);
    return isfinite(value) ? value : HUGE_VAL;
}

static double low(const struct search *s, size_t i)
{
    return s->lower ? s->lower[i] : -HUGE_VAL;
}

static double high(const struct search *s, size_t i)
{
    return s->upper ? s->upper[i] : HUGE_VAL;
}

static double clip(const struct search *s, size_t i, double x)
{
    return fmin(fmax(x, low(s, i)), high(s, i));
}

/* Derivatives of second order in the step: central, or one-sided over three points where a bound or an
 * undefined value is in the way. x is restored. */
static void differences(struct search *s, double *x, double value, double *gradient)
{
    const double relative = 6.055454452393343e-6; /* cube root of epsilon */
    for (size_t i = 0; i < s->n; i++) {
        double at = x[i], h = relative * fmax(fabs(at), 1.0);
        volatile double exact = at + h; /* a step that is a difference of doubles */
        h = exact - at;
        double forward = HUGE_VAL, backward = HUGE_VAL;
        if (at + h <= high(s, i)) {
            x[i] = at + h;
            forward = value_at(s, x);
        }
        if (at - h >= low(s, i)) {
            x[i] = at - h;
            backward = value_at(s, x);
        }
        if (forward < HUGE_VAL && backward < HUGE_VAL) {
            gradient[i] = (forward - backward) / (2.0 * h);
        } else if (forward < HUGE_VAL || backward < HUGE_VAL) {
            double side = forward < HUGE_VAL ? 1.0 : -1.0, one = forward < HUGE_VAL ? forward : backward;
            x[i] = clip(s, i, at + side * 2.0 * h);
            double two = fabs(x[i] - at) > 1.5 * h ? value_at(s, x) : HUGE_VAL;
            gradient[i] =
                side * (two < HUGE_VAL ? (4.0 * one - 3.0 * value - two) / (2.0 * h) : (one - value) / h);
        } else { /* as good as fixed */
            gradient[i] = 0.0;
        }
        x[i] = at;
    }
}

static void gradient_at(struct search *s, double *x, double value, double *gradient)
{
    if (s->gradient)
        s->gradient(x, gradient, s->context);
    else
        differences(s, x, value, gradient);
}

/* 1 where a bound holds the variable back. */
static int held(const struct search *s, const double *x, const double *gradient, size_t i)
{
    return (x[i] <= low(s, i) && gradient[i] >= 0.0) || (x[i] >= high(s, i) && gradient[i] <= 0.0);
}

static double projected(const struct search *s, const double *x, const double *gradient)
{
    double largest = 0.0;
    for (size_t i = 0; i < s->n; i++)
        if (!held(s, x, gradient, i) && !(fabs(gradient[i]) <= largest))
            largest = fabs(gradient[i]);
    return largest;
}

/* Solves B d = -g for the variables that no bound holds, by Cholesky; d is 0 for the others. 0 if B is not
 * positive definite there. */
static int newton(const struct search *s, const double *b, const double *x, const double *g, double *d,
                  double *l, size_t *open)
{
    size_t n = s->n, m = 0;
    for (size_t i = 0; i < n; i++) {
        d[i] = 0.0;
        if (!held(s, x, g, i))
            open[m++] = i;
    }
    for (size_t j = 0; j < m; j++)
        for (size_t i = j; i < m; i++) {
            double sum = b[open[i] + open[j] * n];
            for (size_t k = 0; k < j; k++)
                sum -= l[i + k * n] * l[j + k * n];
            if (i == j) {
                if (!(sum > 0.0))
                    return 0;
                l[j + j * n] = sqrt(sum);
            } else {
                l[i + j * n] = sum / l[j + j * n];
            }
        }
    for (size_t i = 0; i < m; i++) {
        double sum = -g[open[i]];
        for (size_t k = 0; k < i; k++)
            sum -= l[i + k * n] * d[open[k]];
        d[open[i]] = sum / l[i + i * n];
    }
    for (size_t i = m; i-- > 0;) {
        double sum = d[open[i]];
        for (size_t k = i + 1; k < m; k++)
            sum -= l[k + i * n] * d[open[k]];
        d[open[i]] = sum / l[i + i * n];
    }
    return 1;
}

static void identity(double *b, size_t n, double scale)
{
    memset(b, 0, n * n * sizeof *b);
    for (size_t i = 0; i < n; i++)
        b[i + i * n] = scale;
}

/* The BFGS update of the approximate Hessian; left out where the curvature along the step is not positive. */
static void update(double *b, size_t n, const double *step, const double *change, double *product, int first)
{
    double curvature = 0.0, changes = 0.0, steps = 0.0;
    for (size_t i = 0; i < n; i++) {
        curvature += step[i] * change[i];
        changes += change[i] * change[i];
        steps += step[i] * step[i];
    }
    if (!(curvature > 1e-10 * sqrt(changes) * sqrt(steps)))
        return;
    if (first)
        identity(b, n, changes / curvature);
    double quadratic = 0.0;
    for (size_t i = 0; i < n; i++) {
        double sum = 0.0;
        for (size_t j = 0; j < n; j++)
            sum += b[i + j * n] * step[j];
        product[i] = sum;
        quadratic += sum * step[i];
    }
    if (!(quadratic > 0.0))
        return;
    for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < n; i++)
            b[i + j * n] += change[i] * change[j] / curvature - product[i] * product[j] / quadratic;
}

/* Along the projected ray P(x + t d): a point that is lower by Armijo's rule and, where no bound cut the
 * step, flatter by Wolfe's, found by doubling and by interpolation between. 0 if there is none; the new
 * point, value and gradient otherwise. */
static int line_search(struct search *s, const double *x, double value, const double *g, const double *d,
                       double t, double *next, double *next_value, double *next_gradient)
{
    double below = 0.0, above = HUGE_VAL;
    int found = 0;
    double slope = 0.0;
    for (size_t i = 0; i < s->n; i++)
        slope += g[i] * d[i];
    for (int round = 0; round < 60; round++) {
        double expected = 0.0;
        int cut = 0, moved = 0;
        for (size_t i = 0; i < s->n; i++) {
            double free = x[i] + t * d[i];
            next[i] = clip(s, i, free);
            cut |= next[i] != free;
            moved |= next[i] != x[i];
            expected += g[i] * (next[i] - x[i]);
        }
        if (!moved)
            break;
        double there = value_at(s, next);
        if (!(there <= value + 1e-4 * expected) || there >= value) {
            above = t;
            double guess = 0.5 * t;
            if (there < HUGE_VAL) { /* the minimum of the parabola through both values and the slope */
                double bend = there - value - t * slope;
                guess = bend > 0.0 ? -0.5 * slope * t * t / bend : guess;
            }
            /* Within the bracket, and never too near to its ends. */
            double width = above - below;
            t = fmin(fmax(guess, below + 0.1 * width), below + 0.5 * width);
            continue;
        }
        *next_value = there;
        gradient_at(s, next, there, next_gradient);
        found = 1;
        double along = 0.0;
        for (size_t i = 0; i < s->n; i++)
            along += next_gradient[i] * d[i];
        if (cut || !(along < 0.9 * slope) || round >= 20)
            return 1;
        below = t;
        t = above < HUGE_VAL ? 0.5 * (below + above) : 2.0 * t;
    }
    if (found && below > 0.0) { /* the last point that was lower, though still steep */
        for (size_t i = 0; i < s->n; i++)
            next[i] = clip(s, i, x[i] + below * d[i]);
        *next_value = value_at(s, next);
        gradient_at(s, next, *next_value, next_gradient);
    }
    return found;
}

/* Where differences are too rough to lead down: the lowest of the neighbours along each variable, if it is lower than the
 * rounding of the value. 0 if there is none. */
static int lower_neighbour(struct search *s, double *x, double *value)
{
    double best = *value - 1e-11 * fmax(1.0, fabs(*value)), at = 0.0;
    size_t which = s->n;
    for (double h = 1e-2; h > 1e-7; h *= 0.1)
        for (size_t i = 0; i < s->n; i++)
            for (int side = -1; side <= 1; side += 2) {
                double middle = x[i];
                x[i] = clip(s, i, middle + side * h * fmax(fabs(middle), 1.0));
                double there = value_at(s, x);
                if (there < best) {
                    best = there;
                    which = i;
                    at = x[i];
                }
                x[i] = middle;
            }
    if (which == s->n)
        return 0;
    x[which] = at;
    *value = best;
    return 1;
}

static int not_finite(const double *g, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(g[i]))
            return 1;
    return 0;
}

static int check_start(const struct search *s, double *x, struct fs_problem *problem)
{
    int status = fs_require_finite(x, s->n, "the start", problem);
    if (status != FS_COMPUTE_OK)
        return status;
    for (size_t i = 0; i < s->n; i++) {
        if (!(low(s, i) <= high(s, i)))
            return fs_problem_set(problem, FS_COMPUTE_INFEASIBLE,
                                  "the bounds of variable %zu are %g and %g; expected the lower first", i + 1,
                                  low(s, i), high(s, i));
        x[i] = clip(s, i, x[i]);
    }
    return FS_COMPUTE_OK;
}

int fs_minimise_bfgs(fs_objective objective, fs_gradient gradient, void *context, size_t n, double *x,
                     const double *lower, const double *upper, double tolerance, int limit,
                     struct fs_minimum *minimum, struct fs_problem *problem)
{
    struct search s = {objective, gradient, context, n, lower, upper, 0};
    int status = check_start(&s, x, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    double *b = fs_scratch_doubles(&scratch, n * n), *l = fs_scratch_doubles(&scratch, n * n),
           *g = fs_scratch_doubles(&scratch, n), *d = fs_scratch_doubles(&scratch, n),
           *next = fs_scratch_doubles(&scratch, n), *next_g = fs_scratch_doubles(&scratch, n),
           *step = fs_scratch_doubles(&scratch, n), *change = fs_scratch_doubles(&scratch, n);
    size_t *open = fs_scratch_bytes(&scratch, n, sizeof *open);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "no memory for a search over %zu variables", n);
    }
    double value = value_at(&s, x), steepest = 0.0;
    int iteration = 0, fresh = 1;
    if (value < HUGE_VAL)
        gradient_at(&s, x, value, g);
    if (!(value < HUGE_VAL) || not_finite(g, n)) {
        status = fs_problem_set(problem, FS_COMPUTE_DOMAIN, "the objective is not defined at the start");
        goto done;
    }
    identity(b, n, 1.0);
    for (;; iteration++) {
        steepest = projected(&s, x, g);
        if (steepest <= tolerance * fmax(1.0, fabs(value)))
            break;
        if (iteration >= limit) {
            status =
                fs_problem_set(problem, FS_COMPUTE_CONVERGENCE,
                               "not at a minimum after %d iterations: the value is %.10g and its steepest "
                               "derivative %.3g",
                               iteration, value, steepest);
            break;
        }
        double descent = 0.0, length = 0.0;
        if (newton(&s, b, x, g, d, l, open))
            for (size_t i = 0; i < n; i++) {
                descent += g[i] * d[i];
                length = fmax(length, fabs(d[i]));
            }
        if (!(descent < 0.0) || !isfinite(descent)) { /* an approximation gone bad: begin anew */
            identity(b, n, 1.0);
            fresh = 1;
            newton(&s, b, x, g, d, l, open);
            length = steepest;
            descent = 0.0;
            for (size_t i = 0; i < n; i++)
                descent += g[i] * d[i];
        }
        double next_value, start = fresh ? fmin(1.0, 1.0 / length) : 1.0;
        if (!line_search(&s, x, value, g, d, start, next, &next_value, next_g) || not_finite(next_g, n)) {
            /* The step, or one downhill as long as the slope, promises less than what the value is rounded
             * to: this is the minimum. */
            if (-descent <= 1024.0 * DBL_EPSILON * fmax(1.0, fabs(value)))
                break;
            if (fresh && !gradient) {
                if (!lower_neighbour(&s, x, &value))
                    break;
                gradient_at(&s, x, value, g);
                continue;
            }
            if (fresh) {
                status = fs_problem_set(
                    problem, FS_COMPUTE_CONVERGENCE,
                    "no step lowers the value %.10g though its steepest derivative is %.3g", value, steepest);
                break;
            }
            identity(b, n, 1.0);
            fresh = 1;
            continue;
        }
        for (size_t i = 0; i < n; i++) {
            step[i] = next[i] - x[i];
            change[i] = next_g[i] - g[i];
        }
        update(b, n, step, change, d, fresh);
        fresh = 0;
        memcpy(x, next, n * sizeof *x);
        memcpy(g, next_g, n * sizeof *g);
        value = next_value;
    }
done:
    if (minimum)
        *minimum = (struct fs_minimum){value, iteration, s.evaluations, steepest};
    fs_scratch_free(&scratch);
    return status;
}
