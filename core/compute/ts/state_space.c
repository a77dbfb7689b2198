#include "compute/ts/state_space.h"

#include <math.h>
#include <string.h>

/* Diffuse variances below this are rounding of 0. */
#define DIFFUSE_EDGE 1e-10

/* The values observed at one time, made independent of each other: H of them is L D L', and both sides are
 * divided by L. */
struct slice {
    size_t count;
    double *y, *z, *d; /* count; count x k by rows; count */
    double *l;         /* m x m */
    size_t *seen;
};

/* What taking in one value left, for the smoother. */
struct taken {
    int diffuse;
    double v, f, f_star;      /* f: F, or F-infinity when diffuse */
    double *gain, *gain_star; /* k each */
};

struct work {
    struct slice slice;
    double *m_star, *m_infinite, *next, *temporary;
};

static int open_work(struct work *w, size_t m, size_t k, struct fs_scratch *scratch)
{
    w->slice = (struct slice){0,
                              fs_scratch_doubles(scratch, m),
                              fs_scratch_doubles(scratch, m * k),
                              fs_scratch_doubles(scratch, m),
                              fs_scratch_doubles(scratch, m * m),
                              fs_scratch_bytes(scratch, m, sizeof(size_t))};
    w->m_star = fs_scratch_doubles(scratch, k);
    w->m_infinite = fs_scratch_doubles(scratch, k);
    w->next = fs_scratch_doubles(scratch, k * k);
    w->temporary = fs_scratch_doubles(scratch, k * k);
    return !scratch->failed;
}

static void observe(const struct fs_state_space *s, size_t t, struct slice *o)
{
    size_t m = s->m, k = s->k, count = 0;
    const double *design = s->design + t * s->design_step, *H = s->observation_covariance;
    for (size_t i = 0; i < m; i++)
        if (!isnan(s->y[t + i * s->n]))
            o->seen[count++] = i;
    o->count = count;
    for (size_t i = 0; i < count; i++) {
        size_t row = o->seen[i];
        o->y[i] = s->y[t + row * s->n];
        for (size_t j = 0; j < k; j++)
            o->z[i * k + j] = design[row + j * m];
        o->d[i] = H[row + row * m];
        for (size_t j = 0; j < i; j++) {
            double sum = H[row + o->seen[j] * m];
            for (size_t c = 0; c < j; c++)
                sum -= o->l[i + c * m] * o->l[j + c * m] * o->d[c];
            double l = o->d[j] > 0.0 ? sum / o->d[j] : 0.0;
            o->l[i + j * m] = l;
            o->d[i] -= l * l * o->d[j];
            o->y[i] -= l * o->y[j];
            for (size_t c = 0; c < k && l != 0.0; c++)
                o->z[i * k + c] -= l * o->z[j * k + c];
        }
        o->d[i] = fmax(o->d[i], 0.0);
    }
}

/* Takes value i of the slice into the state; *diffuse says whether the start is still diffuse at all. 0 if
 * the value is certain already and tells nothing. */
static int take(const struct slice *o, size_t i, size_t k, double *a, double *P, double *infinite,
                struct work *w, struct taken *taken)
{
    const double *z = o->z + i * k;
    double v = o->y[i], f = o->d[i], f_infinite = 0.0, scale = 0.0;
    for (size_t r = 0; r < k; r++) {
        double sum = 0.0, sum_infinite = 0.0;
        for (size_t c = 0; c < k; c++)
            sum += P[r + c * k] * z[c];
        for (size_t c = 0; c < k && infinite; c++)
            sum_infinite += infinite[r + c * k] * z[c];
        w->m_star[r] = sum;
        w->m_infinite[r] = sum_infinite;
        v -= z[r] * a[r];
        f += z[r] * sum;
        f_infinite += z[r] * sum_infinite;
        scale += z[r] * z[r];
    }
    taken->v = v;
    taken->diffuse = f_infinite > DIFFUSE_EDGE * scale;
    if (taken->diffuse) {
        taken->f = f_infinite;
        taken->f_star = f;
        for (size_t r = 0; r < k; r++) {
            double gain = w->m_infinite[r] / f_infinite;
            taken->gain[r] = gain;
            taken->gain_star[r] = (w->m_star[r] - gain * f) / f_infinite;
            a[r] += gain * v;
        }
        for (size_t c = 0; c < k; c++)
            for (size_t r = 0; r < k; r++) {
                P[r + c * k] += taken->gain[r] * taken->gain[c] * f - w->m_star[r] * taken->gain[c] -
                                taken->gain[r] * w->m_star[c];
                infinite[r + c * k] -= taken->gain[r] * taken->gain[c] * f_infinite;
            }
        return 1;
    }
    taken->f = f;
    if (!(f > 0.0))
        return 0;
    for (size_t r = 0; r < k; r++) {
        taken->gain[r] = w->m_star[r] / f;
        a[r] += taken->gain[r] * v;
    }
    for (size_t c = 0; c < k; c++)
        for (size_t r = 0; r <= c; r++)
            P[r + c * k] = P[c + r * k] = P[r + c * k] - taken->gain[r] * taken->gain[c] * f;
    return 1;
}

/* T P T' + Q in place; Q may be NULL. */
static void carry(const struct fs_state_space *s, double *P, const double *Q, struct work *w)
{
    size_t k = s->k;
    if (s->transition) {
        for (size_t c = 0; c < k; c++)
            for (size_t r = 0; r < k; r++) {
                double sum = 0.0;
                for (size_t i = 0; i < k; i++)
                    sum += s->transition[r + i * k] * P[i + c * k];
                w->temporary[r + c * k] = sum;
            }
        for (size_t c = 0; c < k; c++)
            for (size_t r = 0; r <= c; r++) {
                double sum = 0.0;
                for (size_t i = 0; i < k; i++)
                    sum += w->temporary[r + i * k] * s->transition[c + i * k];
                P[r + c * k] = P[c + r * k] = sum;
            }
    }
    for (size_t i = 0; i < k * k && Q; i++)
        P[i] += Q[i];
}

static void store(double *to, size_t t, const double *from, size_t size)
{
    if (to)
        memcpy(to + t * size, from, size * sizeof *to);
}

static int still(const double *infinite, size_t k)
{
    for (size_t i = 0; i < k; i++)
        if (infinite[i + i * k] > DIFFUSE_EDGE)
            return 1;
    return 0;
}

int fs_state_filter(const struct fs_state_space *s, struct fs_filtered *r, struct fs_scratch *scratch)
{
    size_t k = s->k;
    struct work w;
    double *a = fs_scratch_doubles(scratch, k), *P = fs_scratch_doubles(scratch, k * k),
           *infinite = fs_scratch_doubles(scratch, k * k);
    struct taken taken = {.gain = fs_scratch_doubles(scratch, k),
                          .gain_star = fs_scratch_doubles(scratch, k)};
    if (!open_work(&w, s->m, k, scratch))
        return 0;
    memcpy(a, s->start, k * sizeof *a);
    memcpy(P, s->start_covariance, k * k * sizeof *P);
    if (s->diffuse)
        memcpy(infinite, s->diffuse, k * k * sizeof *infinite);
    int diffuse = s->diffuse && still(infinite, k);
    double product = 1.0;
    r->log_f = r->squares = 0.0;
    r->count = r->diffuse = 0;
    for (size_t t = 0; t < s->n; t++) {
        store(r->predicted, t, a, k);
        store(r->predicted_covariance, t, P, k * k);
        store(r->predicted_diffuse, t, infinite, k * k);
        observe(s, t, &w.slice);
        for (size_t i = 0; i < w.slice.count; i++) {
            if (!take(&w.slice, i, k, a, P, diffuse ? infinite : NULL, &w, &taken))
                continue;
            r->count++;
            product *= taken.f;
            if (taken.diffuse)
                r->diffuse++;
            else
                r->squares += taken.v * taken.v / taken.f;
            if (product > 1e50 || product < 1e-50 || (r->count & 15) == 0) { /* one logarithm for many */
                r->log_f += log(product);
                product = 1.0;
            }
        }
        store(r->filtered, t, a, k);
        store(r->filtered_covariance, t, P, k * k);
        if (s->transition) {
            for (size_t i = 0; i < k; i++) {
                double sum = 0.0;
                for (size_t j = 0; j < k; j++)
                    sum += s->transition[i + j * k] * a[j];
                w.next[i] = sum;
            }
            memcpy(a, w.next, k * sizeof *a);
        }
        carry(s, P, s->state_covariance, &w);
        if (diffuse) {
            carry(s, infinite, NULL, &w);
            diffuse = still(infinite, k);
            if (!diffuse)
                memset(infinite, 0, k * k * sizeof *infinite);
        }
    }
    r->log_f += log(product);
    store(r->predicted, s->n, a, k);
    store(r->predicted_covariance, s->n, P, k * k);
    store(r->predicted_diffuse, s->n, infinite, k * k);
    return 1;
}

/* X = L' X for L = I - gain z. */
static void left(double *x, const double *gain, const double *z, size_t k)
{
    for (size_t c = 0; c < k; c++) {
        double sum = 0.0;
        for (size_t i = 0; i < k; i++)
            sum += gain[i] * x[i + c * k];
        for (size_t r = 0; r < k; r++)
            x[r + c * k] -= z[r] * sum;
    }
}

/* X = X L. */
static void right(double *x, const double *gain, const double *z, size_t k)
{
    for (size_t r = 0; r < k; r++) {
        double sum = 0.0;
        for (size_t i = 0; i < k; i++)
            sum += x[r + i * k] * gain[i];
        for (size_t c = 0; c < k; c++)
            x[r + c * k] -= sum * z[c];
    }
}

/* r' x = x' r for vectors. */
static double dot(const double *a, const double *b, size_t k)
{
    double sum = 0.0;
    for (size_t i = 0; i < k; i++)
        sum += a[i] * b[i];
    return sum;
}

/* What later observations say: r and N, with the parts that meet the diffuse variances (1 and 2). */
struct later {
    double *r0, *r1, *n0, *n1, *n2, *copy, *row, *column;
};

/* Back over one value that was not diffuse. */
static void back(struct later *b, const struct taken *taken, const double *z, size_t k, int diffuse)
{
    double into = taken->v / taken->f - dot(taken->gain, b->r0, k);
    for (size_t i = 0; i < k; i++)
        b->r0[i] += z[i] * into;
    left(b->n0, taken->gain, z, k);
    right(b->n0, taken->gain, z, k);
    for (size_t c = 0; c < k; c++)
        for (size_t i = 0; i < k; i++)
            b->n0[i + c * k] += z[i] * z[c] / taken->f;
    if (!diffuse)
        return;
    double fall = dot(taken->gain, b->r1, k);
    for (size_t i = 0; i < k; i++)
        b->r1[i] -= z[i] * fall;
    left(b->n1, taken->gain, z, k);
    right(b->n1, taken->gain, z, k);
    left(b->n2, taken->gain, z, k);
    right(b->n2, taken->gain, z, k);
}

/* Back over one value that the diffuse start took up: the terms of r and N at equal powers of the diffuse
 * part. With L = I - gain z' and M = - gain_star z' (what the next power of L is),
 *   r0 = L' r0, r1 = z v / F + M' r0 + L' r1, N0 = L' N0 L, N1 = z z' / F + L' N1 L + L' N0 M
 *   N2 = - z z' F* / F^2 + L' N2 L + L' N1' M + M' N1 L + M' N0 M
 * in which N1 stands for what meets the diffuse variance on its right; on its left that is N1'. */
static void back_diffuse(struct later *b, const struct taken *taken, const double *z, size_t k)
{
    const double *gain = taken->gain, *star = taken->gain_star;
    double f = taken->f, into = taken->v / f - dot(star, b->r0, k) - dot(gain, b->r1, k),
           fall = dot(gain, b->r0, k);
    for (size_t i = 0; i < k; i++) {
        b->r1[i] += z[i] * into;
        b->r0[i] -= z[i] * fall;
    }
    left(b->n2, gain, z, k);
    right(b->n2, gain, z, k);
    double quadratic = 0.0;
    for (size_t c = 0; c < k; c++) {
        double sum = 0.0;
        for (size_t i = 0; i < k; i++)
            sum += star[i] * b->n1[i + c * k];
        b->row[c] = sum; /* star' N1 */
        quadratic += star[c] * dot(b->n0 + c * k, star, k);
    }
    double along = dot(b->row, gain, k);
    for (size_t c = 0; c < k; c++)
        b->row[c] -= along * z[c]; /* star' N1 L */
    double rest = quadratic - taken->f_star / (f * f);
    for (size_t c = 0; c < k; c++)
        for (size_t i = 0; i < k; i++)
            b->n2[i + c * k] += rest * z[i] * z[c] - z[i] * b->row[c] - b->row[i] * z[c];
    left(b->n1, gain, z, k);
    right(b->n1, gain, z, k);
    for (size_t i = 0; i < k; i++) {
        double sum = 0.0;
        for (size_t c = 0; c < k; c++)
            sum += b->n0[i + c * k] * star[c];
        b->column[i] = sum; /* N0 star */
    }
    double fallen = dot(gain, b->column, k);
    for (size_t i = 0; i < k; i++)
        b->column[i] -= z[i] * fallen; /* L' N0 star */
    for (size_t c = 0; c < k; c++)
        for (size_t i = 0; i < k; i++)
            b->n1[i + c * k] += z[i] * z[c] / f - b->column[i] * z[c];
    left(b->n0, gain, z, k);
    right(b->n0, gain, z, k);
}

/* r = T' r, N = T' N T. */
static void carry_back(const struct fs_state_space *s, double *r, double *N, double *copy)
{
    size_t k = s->k;
    if (!s->transition)
        return;
    for (size_t i = 0; i < k && r; i++)
        copy[i] = dot(s->transition + i * k, r, k);
    if (r)
        memcpy(r, copy, k * sizeof *r);
    for (size_t c = 0; c < k && N; c++)
        for (size_t i = 0; i < k; i++)
            copy[i + c * k] = dot(s->transition + i * k, N + c * k, k);
    for (size_t c = 0; c < k && N; c++)
        for (size_t i = 0; i < k; i++) {
            double sum = 0.0;
            for (size_t j = 0; j < k; j++)
                sum += copy[i + j * k] * s->transition[j + c * k];
            N[i + c * k] = sum;
        }
}

/* out -= A N B, with every N k x k. */
static void subtract(double *out, const double *A, const double *N, const double *B, double *copy, size_t k)
{
    for (size_t c = 0; c < k; c++)
        for (size_t i = 0; i < k; i++) {
            double sum = 0.0;
            for (size_t j = 0; j < k; j++)
                sum += A[i + j * k] * N[j + c * k];
            copy[i + c * k] = sum;
        }
    for (size_t c = 0; c < k; c++)
        for (size_t i = 0; i < k; i++)
            for (size_t j = 0; j < k; j++)
                out[i + c * k] -= copy[i + j * k] * B[j + c * k];
}

int fs_state_smooth(const struct fs_state_space *s, const struct fs_filtered *f, double *smoothed,
                    double *covariance, struct fs_scratch *scratch)
{
    size_t k = s->k, m = s->m, kk = k * k;
    struct work w;
    struct later b = {fs_scratch_doubles(scratch, k),  fs_scratch_doubles(scratch, k),
                      fs_scratch_doubles(scratch, kk), fs_scratch_doubles(scratch, kk),
                      fs_scratch_doubles(scratch, kk), fs_scratch_doubles(scratch, kk),
                      fs_scratch_doubles(scratch, k),  fs_scratch_doubles(scratch, k)};
    double *a = fs_scratch_doubles(scratch, k), *P = fs_scratch_doubles(scratch, kk),
           *infinite = fs_scratch_doubles(scratch, kk), *gains = fs_scratch_doubles(scratch, 2 * m * k),
           *transposed = fs_scratch_doubles(scratch, kk);
    struct taken *taken = fs_scratch_bytes(scratch, m, sizeof *taken);
    int *informs = fs_scratch_bytes(scratch, m, sizeof *informs);
    if (!open_work(&w, m, k, scratch))
        return 0;
    for (size_t i = 0; i < m; i++) {
        taken[i].gain = gains + 2 * i * k;
        taken[i].gain_star = taken[i].gain + k;
    }
    for (size_t t = s->n; t-- > 0;) {
        const double *P_t = f->predicted_covariance + t * kk, *D_t = f->predicted_diffuse + t * kk;
        int diffuse = s->diffuse && still(D_t, k);
        memcpy(a, f->predicted + t * k, k * sizeof *a);
        memcpy(P, P_t, kk * sizeof *P);
        memcpy(infinite, D_t, kk * sizeof *infinite);
        observe(s, t, &w.slice);
        for (size_t i = 0; i < w.slice.count; i++)
            informs[i] = take(&w.slice, i, k, a, P, diffuse ? infinite : NULL, &w, taken + i);
        if (t + 1 < s->n) {
            carry_back(s, b.r0, b.n0, b.copy);
            if (diffuse) {
                carry_back(s, b.r1, b.n1, b.copy);
                carry_back(s, NULL, b.n2, b.copy);
            }
        }
        for (size_t i = w.slice.count; i-- > 0;) {
            if (!informs[i])
                continue;
            if (taken[i].diffuse)
                back_diffuse(&b, taken + i, w.slice.z + i * k, k);
            else
                back(&b, taken + i, w.slice.z + i * k, k, diffuse);
        }
        double *out = smoothed + t * k, *V = covariance + t * kk;
        for (size_t i = 0; i < k; i++) {
            out[i] = f->predicted[t * k + i];
            for (size_t j = 0; j < k; j++)
                out[i] += P_t[i + j * k] * b.r0[j] + (diffuse ? D_t[i + j * k] * b.r1[j] : 0.0);
        }
        memcpy(V, P_t, kk * sizeof *V);
        subtract(V, P_t, b.n0, P_t, b.copy, k);
        if (diffuse) {
            for (size_t c = 0; c < k; c++)
                for (size_t i = 0; i < k; i++)
                    transposed[i + c * k] = b.n1[c + i * k];
            subtract(V, D_t, transposed, P_t, b.copy, k);
            subtract(V, P_t, b.n1, D_t, b.copy, k);
            subtract(V, D_t, b.n2, D_t, b.copy, k);
        }
    }
    return 1;
}
