#include "compute/solve/minimise.h"

#include "compute/scratch.h"

#include <string.h>

/* The objective, counting its evaluations. */
struct search {
    fs_objective objective;
    void *context;
    int evaluations;
};

static double value_at(struct search *s, const double *x)
{
    s->evaluations++;
    double value = s->objective(x, s->context);
    return isfinite(value) ? value : HUGE_VAL;
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
    /* Gao and Han's (2012) factors, which keep the simplex from collapsing where there are many variables; at
     * two variables they are Nelder and Mead's. */
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
    struct search search = {objective, context, 0};
    int status = fs_require_finite(x, n, "the start", problem);
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
    /* A simplex may collapse away from a minimum: it is set up again, smaller, around the best point until
     * that finds nothing better. */
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
