#include "compute/ts/garch_likelihood.h"

#include "compute/ts/garch_11.h"
#include "compute/ts/garch_density.h"

#include <string.h>

/* The start of h and e^2 with its derivative in mu (the second is 2 or 0). */
double fs_garch_before(const struct fs_garch_model *m, double mu, double *slope)
{
    *slope = 0.0;
    if (!m->sample)
        return m->backcast;
    double sum = 0.0, squares = 0.0;
    for (size_t t = 0; t < m->n; t++) {
        double e = m->y[t] - mu;
        sum += e;
        squares += e * e;
    }
    *slope = -2.0 * sum / (double)m->n;
    return squares / (double)m->n;
}

/* Any orders: h and e^2 with the values before the series, and the derivatives of h. */
struct path {
    size_t k, lead;
    double *h, *e2, *slopes; /* slopes: k for each time */
    double *bends;           /* k x k for each of the last `lead` times, in turn */
    double start, start_slope;
};

size_t fs_garch_memory(size_t n, size_t p, size_t q)
{
    size_t k = p + q + 3, lead = p > q ? p : q;
    return (n + lead) * (2 + k) + (lead + 1) * k * k + k;
}

static struct path path(const struct fs_garch_model *m, double mu)
{
    struct path path = {.k = m->p + m->q + 3, .lead = m->p > m->q ? m->p : m->q};
    size_t length = m->n + path.lead;
    path.h = m->memory;
    path.e2 = path.h + length;
    path.slopes = path.e2 + length;
    path.bends = path.slopes + length * path.k;
    path.start = fs_garch_before(m, mu, &path.start_slope);
    memset(path.slopes, 0, path.lead * path.k * sizeof(double));
    memset(path.bends, 0, path.lead * path.k * path.k * sizeof(double));
    for (size_t t = 0; t < path.lead; t++) {
        path.h[t] = path.e2[t] = path.start;
        path.slopes[t * path.k] = path.start_slope;
        path.bends[t * path.k * path.k] = m->sample ? 2.0 : 0.0;
    }
    return path;
}

/* h at time t (counted with the lead) with its first derivatives. */
static void advance(const struct fs_garch_model *m, const struct path *path, const double *theta, size_t t)
{
    const double *alpha = theta + 2, *beta = alpha + m->p;
    size_t k = path->k, before = path->lead;
    double *slopes = path->slopes + t * k, h = theta[1];
    memset(slopes, 0, k * sizeof *slopes);
    slopes[1] = 1.0;
    for (size_t i = 0; i < m->p; i++) {
        size_t at = t - 1 - i;
        h += alpha[i] * path->e2[at];
        slopes[2 + i] += path->e2[at];
        slopes[0] += alpha[i] * (at < before ? path->start_slope : -2.0 * (m->y[at - before] - theta[0]));
    }
    for (size_t j = 0; j < m->q; j++) {
        size_t at = t - 1 - j;
        h += beta[j] * path->h[at];
        slopes[2 + m->p + j] += path->h[at];
        for (size_t i = 0; i < k - 1; i++)
            slopes[i] += beta[j] * path->slopes[at * k + i];
    }
    path->h[t] = h;
    double e = m->y[t - before] - theta[0];
    path->e2[t] = e * e;
}

static double gradient_any(const struct fs_garch_model *m, const double *theta, double *gradient)
{
    struct path at = path(m, theta[0]);
    struct fs_garch_student s = fs_garch_normal();
    if (m->student)
        s = fs_garch_student(theta[at.k - 1]);
    double sum = 0.0;
    if (gradient)
        memset(gradient, 0, at.k * sizeof *gradient);
    for (size_t i = 0; i < m->n; i++) {
        size_t t = i + at.lead;
        advance(m, &at, theta, t);
        double h = at.h[t], e = m->y[i] - theta[0], e2 = at.e2[t], l_h, l_e, l_nu = 0.0;
        if (m->student) {
            double d = s.a * h + e2, ratio = log(d / (s.a * h));
            sum += s.c - 0.5 * log(h) - s.k * ratio;
            l_e = -2.0 * s.k * e / d;
            l_h = (s.k - 0.5) / h - s.k * s.a / d;
            l_nu = s.c1 - 0.5 * ratio - s.k * (h / d - 1.0 / s.a);
        } else {
            sum -= 0.5 * (FS_LOG_2PI + log(h) + e2 / h);
            l_e = -e / h;
            l_h = 0.5 * (e2 / h - 1.0) / h;
        }
        if (!gradient)
            continue;
        for (size_t j = 0; j + 1 < at.k; j++)
            gradient[j] += l_h * at.slopes[t * at.k + j];
        gradient[0] -= l_e;
        gradient[at.k - 1] += l_nu;
    }
    return sum;
}

double fs_garch_gradient(const struct fs_garch_model *model, const double *theta, double *gradient)
{
    if (model->p == 1 && model->q == 1)
        return fs_garch_11_gradient(model, theta, gradient);
    return gradient_any(model, theta, gradient);
}

/* The second derivatives of h at time t: the lower triangle, like all k x k matrices until they are done. */
static double *bend(const struct fs_garch_model *m, const struct path *path, const double *theta, size_t t)
{
    const double *alpha = theta + 2, *beta = alpha + m->p;
    size_t k = path->k, ring = path->lead + 1, before = path->lead;
    double *bends = path->bends + t % ring * k * k;
    memset(bends, 0, k * k * sizeof *bends);
    for (size_t i = 0; i < m->p; i++) {
        size_t at = t - 1 - i;
        double slope = at < before ? path->start_slope : -2.0 * (m->y[at - before] - theta[0]);
        bends[2 + i] += slope;
        bends[0] += alpha[i] * (at >= before || m->sample ? 2.0 : 0.0);
    }
    for (size_t j = 0; j < m->q; j++) {
        size_t at = t - 1 - j, row = 2 + m->p + j;
        const double *slopes = path->slopes + at * k, *last = path->bends + at % ring * k * k;
        for (size_t b = 0; b + 1 < k; b++)
            for (size_t a = b; a + 1 < k; a++)
                bends[a + b * k] += beta[j] * last[a + b * k];
        for (size_t i = 0; i < row; i++)
            bends[row + i * k] += slopes[i];
        for (size_t i = row; i + 1 < k; i++)
            bends[i + row * k] += slopes[i];
        bends[row + row * k] += slopes[row];
    }
    return bends;
}

/* From lower triangles to whole matrices. */
static void mirror(double *hessian, double *opg, double *information, size_t k)
{
    for (size_t b = 0; b < k; b++)
        for (size_t a = 0; a < b; a++) {
            hessian[a + b * k] = hessian[b + a * k];
            opg[a + b * k] = opg[b + a * k];
            /* Errors are symmetric: in expectation the mean has nothing in common with the variance. */
            information[a + b * k] = information[b + a * k] *= a == 0 ? 0.0 : 1.0;
        }
}

void fs_garch_matrices(const struct fs_garch_model *m, const double *theta, double *hessian, double *opg,
                       double *information, double *variances)
{
    size_t k = m->p + m->q + 3, last = k - 1;
    if (m->p == 1 && m->q == 1) {
        fs_garch_11_matrices(m, theta, hessian, opg, information, variances);
        mirror(hessian, opg, information, k);
        return;
    }
    struct path at = path(m, theta[0]);
    struct fs_garch_student s = m->student ? fs_garch_student(theta[last]) : fs_garch_normal();
    memset(hessian, 0, k * k * sizeof *hessian);
    memset(opg, 0, k * k * sizeof *opg);
    memset(information, 0, k * k * sizeof *information);
    double *score = at.bends + (at.lead + 1) * k * k;
    for (size_t i = 0; i < m->n; i++) {
        size_t t = i + at.lead;
        advance(m, &at, theta, t);
        const double *bends = bend(m, &at, theta, t), *slopes = at.slopes + t * k;
        double h = at.h[t];
        struct fs_garch_density l = fs_garch_density(m->student, &s, m->y[i] - theta[0], h);
        for (size_t a = 0; a < k; a++)
            score[a] = l.h * slopes[a];
        score[0] -= l.e;
        score[last] += l.n;
        double weight = s.i_hh / (h * h);
        for (size_t b = 0; b < k; b++) {
            double curve = l.hh * slopes[b], part = weight * slopes[b];
            for (size_t a = b; a < k; a++) {
                hessian[a + b * k] -= curve * slopes[a] + l.h * bends[a + b * k];
                opg[a + b * k] += score[a] * score[b];
                information[a + b * k] += part * slopes[a];
            }
        }
        for (size_t a = 0; a < k; a++) {
            hessian[a] += l.eh * slopes[a];
            hessian[last + a * k] -= l.hn * slopes[a];
            information[last + a * k] += s.i_hn / h * slopes[a];
        }
        hessian[0] += l.eh * slopes[0] - l.ee;
        hessian[last] += l.en;
        hessian[last + last * k] -= l.nn;
        information[0] += s.i_ee / h;
        information[last + last * k] += s.i_nn;
        if (variances)
            variances[i] = h;
    }
    mirror(hessian, opg, information, k);
}
