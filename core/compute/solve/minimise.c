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

/* Derivatives of second order in the step: central, or one-sided over three points where a bound or an undefined
 * value is in the way. x is restored. */
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

/* Solves B d = -g for the variables that no bound holds, by Cholesky; d is 0 for the others. 0 if B is not positive
 * definite there. */
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

/* Along the projected ray P(x + t d): a point that is lower by Armijo's rule and, where no bound cut the step, flatter
 * by Wolfe's, found by doubling and by interpolation between. 0 if there is none; the new point, value and gradient
 * otherwise. */
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
            /* The step, or one downhill as long as the slope, promises less than what the value is rounded to: this is
             * the minimum. */
            if (-descent <= 256.0 * DBL_EPSILON * fmax(1.0, fabs(value)))
                break;
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

/* The simplex: n + 1 vertices with their values, best first. */
struct simplex {
    size_t n;
    double *vertices, *values, *centre, *trial, *other;
};

static double *vertex(const struct simplex *s, size_t i)
{
    return s->vertices + i * s->n;
}

/* By insertion, so that equal values keep their order. */
static void sort(struct simplex *s)
{
    for (size_t i = 1; i <= s->n; i++) {
        double value = s->values[i];
        size_t to = i;
        while (to > 0 && s->values[to - 1] > value)
            to--;
        if (to == i)
            continue;
        memcpy(s->other, vertex(s, i), s->n * sizeof(double));
        memmove(vertex(s, to + 1), vertex(s, to), (i - to) * s->n * sizeof(double));
        memcpy(vertex(s, to), s->other, s->n * sizeof(double));
        memmove(s->values + to + 1, s->values + to, (i - to) * sizeof(double));
        s->values[to] = value;
    }
}

static int small(const struct simplex *s, double tolerance)
{
    double best = s->values[0];
    if (!(s->values[s->n] - best <= tolerance * fmax(fabs(best), 1.0)))
        return 0;
    for (size_t i = 1; i <= s->n; i++)
        for (size_t k = 0; k < s->n; k++)
            if (!(fabs(vertex(s, i)[k] - vertex(s, 0)[k]) <= tolerance * fmax(fabs(vertex(s, 0)[k]), 1.0)))
                return 0;
    return 1;
}

/* Replaces the worst vertex with centre + factor (worst - centre) in s->trial, or tells its value. */
static double reach(struct simplex *s, struct search *search, double factor)
{
    const double *worst = vertex(s, s->n);
    for (size_t k = 0; k < s->n; k++)
        s->trial[k] = s->centre[k] + factor * (worst[k] - s->centre[k]);
    return value_at(search, s->trial);
}

static void replace(struct simplex *s, const double *x, double value)
{
    memcpy(vertex(s, s->n), x, s->n * sizeof *x);
    s->values[s->n] = value;
}

static void iterate(struct simplex *s, struct search *search)
{
    /* Gao and Han's (2012) factors, which keep the simplex from collapsing where there are many variables; at two
     * variables they are Nelder and Mead's. */
    size_t n = s->n;
    double m = n < 2 ? 2.0 : (double)n, expand = 1.0 + 2.0 / m, contract = 0.75 - 0.5 / m,
           shrink = 1.0 - 1.0 / m;
    for (size_t k = 0; k < n; k++) {
        double sum = 0.0;
        for (size_t i = 0; i < n; i++)
            sum += vertex(s, i)[k];
        s->centre[k] = sum / (double)n;
    }
    double reflected = reach(s, search, -1.0);
    if (reflected < s->values[0]) {
        memcpy(s->other, s->trial, n * sizeof(double));
        double expanded = reach(s, search, -expand);
        if (expanded < reflected)
            replace(s, s->trial, expanded);
        else
            replace(s, s->other, reflected);
    } else if (reflected < s->values[n - 1] || (n == 1 && reflected < s->values[1])) {
        replace(s, s->trial, reflected);
    } else {
        int outside = reflected < s->values[n];
        double contracted = reach(s, search, outside ? -contract : contract);
        if (contracted < (outside ? reflected : s->values[n])) {
            replace(s, s->trial, contracted);
        } else {
            for (size_t i = 1; i <= n; i++) {
                for (size_t k = 0; k < n; k++)
                    vertex(s, i)[k] = vertex(s, 0)[k] + shrink * (vertex(s, i)[k] - vertex(s, 0)[k]);
                s->values[i] = value_at(search, vertex(s, i));
            }
        }
    }
    sort(s);
}

int fs_minimise_simplex(fs_objective objective, void *context, size_t n, double *x, const double *step,
                        double tolerance, int limit, struct fs_minimum *minimum, struct fs_problem *problem)
{
    struct search search = {objective, NULL, context, n, NULL, NULL, 0};
    int status = check_start(&search, x, problem);
    if (status != FS_COMPUTE_OK)
        return status;
    struct fs_scratch scratch = {0};
    struct simplex s = {n,
                        fs_scratch_doubles(&scratch, n * (n + 1)),
                        fs_scratch_doubles(&scratch, n + 1),
                        fs_scratch_doubles(&scratch, n),
                        fs_scratch_doubles(&scratch, n),
                        fs_scratch_doubles(&scratch, n)};
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "no memory for a search over %zu variables", n);
    }
    double value = value_at(&search, x), scale = 1.0;
    int iteration = 0;
    if (!(value < HUGE_VAL))
        status = fs_problem_set(problem, FS_COMPUTE_DOMAIN, "the objective is not defined at the start");
    /* A simplex may collapse away from a minimum: it is set up again, smaller, around the best point until that finds
     * nothing better. */
    while (status == FS_COMPUTE_OK) {
        double before = value;
        memcpy(vertex(&s, 0), x, n * sizeof *x);
        s.values[0] = value;
        for (size_t i = 0; i < n; i++) {
            memcpy(vertex(&s, i + 1), x, n * sizeof *x);
            vertex(&s, i + 1)[i] += scale * step[i];
            s.values[i + 1] = value_at(&search, vertex(&s, i + 1));
        }
        sort(&s);
        while (!small(&s, tolerance) && iteration < limit) {
            iterate(&s, &search);
            iteration++;
        }
        memcpy(x, vertex(&s, 0), n * sizeof *x);
        value = s.values[0];
        if (!small(&s, tolerance))
            status =
                fs_problem_set(problem, FS_COMPUTE_CONVERGENCE,
                               "the simplex had not closed in after %d iterations: the best value is %.10g",
                               iteration, value);
        else if (scale < 1.0 && before - value <= tolerance * fmax(fabs(value), 1.0))
            break;
        scale = fmax(scale * 0.25, 1e-3);
    }
    if (minimum)
        *minimum = (struct fs_minimum){value, iteration, search.evaluations, NAN};
    fs_scratch_free(&scratch);
    return status;
}

/* The mixed second difference along i and k (i != k) at step `scale`. */
static double mixed(struct search *s, double *at, const double *h, size_t i, size_t k, double scale)
{
    double x = at[i], y = at[k], sum = 0.0;
    for (int corner = 0; corner < 4; corner++) {
        double a = corner & 1 ? 1.0 : -1.0, b = corner & 2 ? 1.0 : -1.0;
        at[i] = x + a * scale * h[i];
        at[k] = y + b * scale * h[k];
        sum += a * b * value_at(s, at);
    }
    at[i] = x;
    at[k] = y;
    return sum / (4.0 * scale * scale * h[i] * h[k]);
}

/* All second derivatives at steps h * scale. */
static void second(struct search *s, double *at, const double *h, double scale, double middle,
                   double *hessian)
{
    size_t n = s->n;
    for (size_t i = 0; i < n; i++) {
        double x = at[i], step = scale * h[i], sum = -30.0 * middle;
        for (int j = -2; j <= 2; j++)
            if (j != 0) {
                at[i] = x + j * step;
                sum += (j == 1 || j == -1 ? 16.0 : -1.0) * value_at(s, at);
            }
        at[i] = x;
        hessian[i + i * n] = sum / (12.0 * step * step);
        for (size_t k = 0; k < i; k++)
            hessian[i + k * n] =
                (4.0 * mixed(s, at, h, i, k, scale) - mixed(s, at, h, i, k, 2.0 * scale)) / 3.0;
    }
}

int fs_hessian(fs_objective objective, void *context, size_t n, const double *x, double *hessian)
{
    struct search s = {objective, NULL, context, n, NULL, NULL, 0};
    struct fs_scratch scratch = {0};
    double *at = fs_scratch_doubles(&scratch, n), *h = fs_scratch_doubles(&scratch, n),
           *last = fs_scratch_doubles(&scratch, n * n), *now = fs_scratch_doubles(&scratch, n * n),
           *least = fs_scratch_doubles(&scratch, n * n);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return FS_COMPUTE_MEMORY;
    }
    memcpy(at, x, n * sizeof *x);
    int status = FS_COMPUTE_OK;
    double middle = value_at(&s, at);
    for (size_t i = 0; i < n; i++) {
        h[i] = 4.9215666011518502e-3 * fmax(fabs(x[i]), 0.1); /* twice the sixth root of epsilon */
        int defined = 0;
        for (int shrink = 0; shrink < 40 && !defined; shrink++, h[i] *= defined ? 1.0 : 0.5) {
            at[i] = x[i] + 2.0 * h[i];
            defined = value_at(&s, at) < HUGE_VAL;
            at[i] = x[i] - 2.0 * h[i];
            defined &= value_at(&s, at) < HUGE_VAL;
        }
        at[i] = x[i];
    }
    /* Each element at the step where it moves least from one step to half of it: between the error of the differences and
     * that of rounding. */
    for (int level = 0; level < 5; level++) {
        second(&s, at, h, ldexp(1.0, -level), middle, now);
        for (size_t e = 0; e < n * n; e++) {
            double moved = level == 0 ? HUGE_VAL : fabs(now[e] - last[e]);
            if (level == 0 || !(moved >= least[e])) {
                hessian[e] = now[e];
                least[e] = isnan(moved) ? HUGE_VAL : moved;
            }
        }
        memcpy(last, now, n * n * sizeof *now);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k <= i; k++) {
            hessian[k + i * n] = hessian[i + k * n];
            if (!isfinite(hessian[i + k * n]))
                status = FS_COMPUTE_DOMAIN;
        }
    fs_scratch_free(&scratch);
    return status;
}
