/* Quadratic programs: values of quadprog, the optimality conditions on many random programs, refusals. */
#include "compute/solve/qp.h"
#include "golden.h"

#include "compute/solve/qp_parts.h"

static uint64_t seed_state;

static double uniform(void)
{
    seed_state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = seed_state;
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

/* A program with room for its parts. */
struct program {
    struct fs_qp qp;
    double p[3600], q[60], a[1200], row_lower[20], row_upper[20], lower[60], upper[60];
    double x[60], y[20], z[60];
    signed char state[80];
};

static struct program *program_new(size_t n, size_t m, size_t rank)
{
    struct program *s = calloc(1, sizeof *s);
    double *factor = calloc(n * rank, sizeof *factor);
    for (size_t i = 0; i < n * rank; i++)
        factor[i] = uniform() - 0.5;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++)
            for (size_t k = 0; k < rank; k++)
                s->p[i + j * n] += factor[i + k * n] * factor[j + k * n];
        s->q[i] = uniform() - 0.5;
        s->lower[i] = 0;
        s->upper[i] = 1;
    }
    free(factor);
    for (size_t i = 0; i < n * m; i++)
        s->a[i] = uniform() - 0.5;
    for (size_t i = 0; i < n && m > 0; i++)
        s->a[i * m] = 1;
    for (size_t r = 0; r < m; r++) {
        double middle = 0;
        for (size_t i = 0; i < n; i++)
            middle += s->a[r + i * m] / (double)n;
        s->row_lower[r] = middle - (r ? 0.1 * uniform() : 0);
        s->row_upper[r] = middle + (r ? 0.1 * uniform() : 0);
    }
    s->qp = (struct fs_qp){.n = n,
                           .rows = m,
                           .p = s->p,
                           .q = s->q,
                           .a = s->a,
                           .row_lower = s->row_lower,
                           .row_upper = s->row_upper,
                           .lower = s->lower,
                           .upper = s->upper};
    return s;
}

static int solve(struct program *s, struct fs_qp_result *result, struct fs_problem *problem)
{
    *result = (struct fs_qp_result){.x = s->x, .row_dual = s->y, .bound_dual = s->z, .state = s->state};
    return fs_qp_solve(&s->qp, result, problem);
}

/* The conditions, written down once more. */
static void assert_optimal(const struct program *s, double tolerance)
{
    size_t n = s->qp.n, m = s->qp.rows;
    for (size_t i = 0; i < n; i++) {
        double g = s->q[i] - s->z[i];
        for (size_t j = 0; j < n; j++)
            g += s->p[i + j * n] * s->x[j];
        for (size_t r = 0; r < m; r++)
            g -= s->a[r + i * m] * s->y[r];
        ck_assert_double_le(fabs(g), tolerance);
        ck_assert(s->x[i] >= s->lower[i] && s->x[i] <= s->upper[i]);
        if (s->z[i] > tolerance)
            ck_assert_double_le(s->x[i] - s->lower[i], tolerance);
        if (s->z[i] < -tolerance)
            ck_assert_double_le(s->upper[i] - s->x[i], tolerance);
    }
    for (size_t r = 0; r < m; r++) {
        double value = 0;
        for (size_t i = 0; i < n; i++)
            value += s->a[r + i * m] * s->x[i];
        ck_assert_double_ge(value, s->row_lower[r] - tolerance);
        ck_assert_double_le(value, s->row_upper[r] + tolerance);
        if (s->y[r] > tolerance)
            ck_assert_double_le(value - s->row_lower[r], tolerance);
        if (s->y[r] < -tolerance)
            ck_assert_double_le(s->row_upper[r] - value, tolerance);
    }
}

START_TEST(equals_quadprog)
{
    char *text = golden_read("qp");
    int count = (int)golden_number(text, "count");
    for (int c = 0; c < count; c++) {
        char key[64];
        size_t found;
        double *part[8];
        const char *names[] = {"p", "q", "a", "row_lower", "row_upper", "lower", "upper"};
        for (int k = 0; k < 7; k++) {
            snprintf(key, sizeof key, "case%d.%s", c, names[k]);
            part[k] = golden_list(text, key, &found);
        }
        snprintf(key, sizeof key, "case%d.n", c);
        size_t n = (size_t)golden_number(text, key);
        snprintf(key, sizeof key, "case%d.rows", c);
        struct fs_qp qp = {.n = n,
                           .rows = (size_t)golden_number(text, key),
                           .p = part[0],
                           .q = part[1],
                           .a = part[2],
                           .row_lower = part[3],
                           .row_upper = part[4],
                           .lower = part[5],
                           .upper = part[6]};
        double x[64];
        struct fs_qp_result result = {.x = x};
        struct fs_problem problem = {0};
        ck_assert_msg(fs_qp_solve(&qp, &result, &problem) == FS_COMPUTE_OK, "case %d: %s", c, problem.text);
        ck_assert_double_le(result.residual, 1e-10);
        snprintf(key, sizeof key, "case%d.x", c);
        golden_equal(text, key, x, n, 1e-10, 1);
        snprintf(key, sizeof key, "case%d.value", c);
        golden_equal(text, key, &result.value, 1, 1e-10, 1);
        for (int k = 0; k < 7; k++)
            free(part[k]);
    }
    free(text);
}
END_TEST

START_TEST(random_programs_are_optimal)
{
    for (int i = 0; i < 400; i++) {
        seed_state = (uint64_t)i;
        size_t n = 2 + (size_t)(uniform() * 40), m = (size_t)(uniform() * 7), rank = n + 3;
        struct program *s = program_new(n, m < n ? m : n - 1, rank);
        struct fs_qp_result result;
        struct fs_problem problem = {0};
        ck_assert_msg(solve(s, &result, &problem) == FS_COMPUTE_OK, "%d: %s", i, problem.text);
        ck_assert_double_le(result.residual, 1e-10);
        assert_optimal(s, 1e-10);
        free(s);
    }
}
END_TEST

START_TEST(dual_method_agrees_with_pivoting)
{
    for (int i = 0; i < 200; i++) {
        seed_state = (uint64_t)i + 7000;
        size_t n = 2 + (size_t)(uniform() * 40), m = (size_t)(uniform() * 7);
        struct program *s = program_new(n, m < n ? m : n - 1, n + 3);
        struct fs_qp_result result;
        struct fs_problem problem = {0};
        ck_assert_int_eq(solve(s, &result, &problem), FS_COMPUTE_OK);
        double x[60], y[20], z[60], room[200];
        signed char state[80] = {0};
        struct fs_qp_work work = {
            .qp = &s->qp, .q = s->q, .x = x, .y = y, .z = z, .state = state, .scale = 1};
        ck_assert_msg(fs_qp_dual(&work, &problem) == FS_COMPUTE_OK, "%d: %s", i, problem.text);
        ck_assert_double_le(fs_qp_residual(&s->qp, x, y, z, room), 1e-10);
        for (size_t k = 0; k < n; k++)
            ck_assert_double_eq_tol(x[k], s->x[k], 1e-9);
        free(s);
    }
}
END_TEST

START_TEST(semidefinite_programs_are_optimal)
{
    for (int i = 0; i < 200; i++) {
        seed_state = (uint64_t)i + 1000;
        size_t n = 4 + (size_t)(uniform() * 30), m = 1 + (size_t)(uniform() * 3),
               rank = 1 + (size_t)(uniform() * (double)(n - 2));
        struct program *s = program_new(n, m, rank);
        struct fs_qp_result result;
        struct fs_problem problem = {0};
        ck_assert_msg(solve(s, &result, &problem) == FS_COMPUTE_OK, "%d: %s", i, problem.text);
        ck_assert_double_le(result.residual, 1e-10);
        assert_optimal(s, 1e-10);
        free(s);
    }
}
END_TEST

START_TEST(linear_programs_are_optimal)
{
    for (int i = 0; i < 50; i++) {
        seed_state = (uint64_t)i + 2000;
        struct program *s = program_new(20, 3, 1);
        memset(s->p, 0, sizeof s->p);
        struct fs_qp_result result;
        struct fs_problem problem = {0};
        ck_assert_msg(solve(s, &result, &problem) == FS_COMPUTE_OK, "%d: %s", i, problem.text);
        assert_optimal(s, 1e-10);
        free(s);
    }
}
END_TEST

START_TEST(degenerate_programs_are_optimal)
{
    /* Rows twice, bounds that follow from others, variables that are fixed, ties everywhere. */
    for (int i = 0; i < 100; i++) {
        seed_state = (uint64_t)i + 3000;
        struct program *s = program_new(12, 4, 14);
        for (size_t k = 0; k < 12; k++) {
            s->a[1 + k * 4] = 1;
            s->a[2 + k * 4] = k < 6;
            s->a[3 + k * 4] = k < 6;
            s->q[k] = i % 2 ? 0 : s->q[k];
            if (i % 3 == 0)
                for (size_t j = 0; j < 12; j++)
                    s->p[j + k * 12] = j == k;
        }
        s->row_lower[1] = s->row_upper[1] = 1;
        s->row_lower[2] = 0.5;
        s->row_upper[2] = 1;
        s->row_lower[3] = 0;
        s->row_upper[3] = 0.5;
        s->lower[3] = s->upper[3] = 0.125;
        struct fs_qp_result result;
        struct fs_problem problem = {0};
        ck_assert_msg(solve(s, &result, &problem) == FS_COMPUTE_OK, "%d: %s", i, problem.text);
        assert_optimal(s, 1e-10);
        free(s);
    }
}
END_TEST

START_TEST(hard_programs_are_optimal)
{
    /* Twins, spreads of scale, few factors, many rows, rows twice, tight bounds: all have a point that keeps
     * them. */
    for (int c = 0; c < 600; c++) {
        seed_state = (uint64_t)c * 7919;
        size_t n = 2 + (size_t)(uniform() * 58), m = (size_t)(uniform() * (c % 7 == 0 ? 20 : 5)),
               rank = c % 3 == 0 ? 1 + (size_t)(uniform() * (double)n) : n + 2;
        struct program *s = program_new(n, 0, 1);
        double *f = calloc(n * rank, sizeof *f), inside[60], sum = 0;
        memset(s->p, 0, sizeof s->p);
        for (size_t i = 0; i < n * rank; i++)
            f[i] = (uniform() - 0.5) * (c % 8 == 1 ? pow(10, -4 * uniform()) : 1);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                for (size_t k = 0; k < rank; k++)
                    s->p[i + j * n] +=
                        c % 8 == 2 ? f[i / 2 + k * n] * f[j / 2 + k * n] : f[i + k * n] * f[j + k * n];
        free(f);
        for (size_t i = 0; i < n; i++)
            sum += inside[i] = uniform() < 0.4 ? 0.001 : uniform();
        for (size_t i = 0; i < n; i++) {
            inside[i] /= sum;
            s->q[i] = c % 8 == 5 ? 0 : uniform() - 0.5;
            s->lower[i] = c % 8 == 6 ? inside[i] - 1e-3 * uniform() : 0;
            s->upper[i] = c % 8 == 6 ? inside[i] + 1e-3 * uniform() : inside[i] + 0.1 * uniform();
            if (uniform() < 0.05)
                s->lower[i] = s->upper[i] = inside[i];
        }
        for (size_t r = 0; r < m; r++) {
            double value = 0, twice = r > 1 && uniform() < 0.1;
            for (size_t i = 0; i < n; i++) {
                s->a[r + i * m] = r == 0 ? 1 : twice ? 2 : uniform() < 0.5 ? 0 : uniform() - 0.5;
                value += s->a[r + i * m] * inside[i];
            }
            s->row_lower[r] = r == 0 || uniform() < 0.2 ? value : value - 0.1 * uniform();
            s->row_upper[r] = r == 0 || uniform() < 0.2 ? value : value + 0.1 * uniform();
        }
        s->qp.rows = m;
        struct fs_qp_result result;
        struct fs_problem problem = {0};
        ck_assert_msg(solve(s, &result, &problem) == FS_COMPUTE_OK, "%d: %s", c, problem.text);
        ck_assert_msg(result.residual <= 1e-10, "%d: %g", c, result.residual);
        free(s);
    }
}
END_TEST

START_TEST(scale_of_the_objective_does_not_matter)
{
    for (int i = 0; i < 20; i++) {
        seed_state = (uint64_t)i + 4000;
        struct program *s = program_new(15, 3, 20);
        struct fs_qp_result result;
        ck_assert_int_eq(solve(s, &result, NULL), FS_COMPUTE_OK);
        double x[15];
        memcpy(x, s->x, sizeof x);
        for (size_t k = 0; k < 225; k++)
            s->p[k] *= 1e-9;
        for (size_t k = 0; k < 15; k++)
            s->q[k] *= 1e-9;
        ck_assert_int_eq(solve(s, &result, NULL), FS_COMPUTE_OK);
        for (size_t k = 0; k < 15; k++)
            ck_assert_double_eq_tol(s->x[k], x[k], 1e-11);
        free(s);
    }
}
END_TEST

START_TEST(a_warm_start_gives_the_same_solution)
{
    seed_state = 5;
    struct program *s = program_new(30, 3, 40);
    struct fs_qp_result result;
    ck_assert_int_eq(solve(s, &result, NULL), FS_COMPUTE_OK);
    double x[30];
    memcpy(x, s->x, sizeof x);
    result.warm = 1;
    ck_assert_int_eq(fs_qp_solve(&s->qp, &result, NULL), FS_COMPUTE_OK);
    ck_assert_int_eq(result.iterations, 1);
    ck_assert_mem_eq(x, s->x, sizeof x);
    memset(s->state, 1, sizeof s->state);
    ck_assert_int_eq(fs_qp_solve(&s->qp, &result, NULL), FS_COMPUTE_OK);
    for (size_t k = 0; k < 30; k++)
        ck_assert_double_eq_tol(s->x[k], x[k], 1e-12);
    free(s);
}
END_TEST

START_TEST(names_constraints_that_contradict_each_other)
{
    seed_state = 6;
    struct program *s = program_new(5, 1, 8);
    for (size_t i = 0; i < 5; i++)
        s->upper[i] = 0.15;
    s->qp.row_names = (const char *const[]){"the sum of weights"};
    s->qp.variable = "asset";
    struct fs_qp_result result;
    struct fs_problem problem = {0};
    ck_assert_int_eq(solve(s, &result, &problem), FS_COMPUTE_INFEASIBLE);
    ck_assert_msg(strstr(problem.text, "the sum of weights equal to 1") != NULL, "%s", problem.text);
    ck_assert_msg(strstr(problem.text, "asset 1 at most 0.15") != NULL, "%s", problem.text);
    s->upper[1] = -1;
    ck_assert_int_eq(solve(s, &result, &problem), FS_COMPUTE_INFEASIBLE);
    ck_assert_str_eq(problem.text, "asset 2 must be at least 0 and at most -1");
    free(s);
    s = program_new(5, 2, 8);
    memcpy(s->a, (double[]){1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 10 * sizeof(double));
    s->row_lower[1] = s->row_upper[1] = 0.9;
    ck_assert_int_eq(solve(s, &result, &problem), FS_COMPUTE_INFEASIBLE);
    for (int i = 0; i < 5; i++)
        s->a[1 + 2 * i] = 0;
    ck_assert_int_eq(solve(s, &result, &problem), FS_COMPUTE_INFEASIBLE);
    ck_assert_msg(strstr(problem.text, "row 2 is always 0") != NULL, "%s", problem.text);
    free(s);
}
END_TEST

START_TEST(random_contradictions_are_told)
{
    for (int i = 0; i < 100; i++) {
        seed_state = (uint64_t)i + 5000;
        struct program *s = program_new(10, 3, i % 2 ? 14 : 4);
        /* A row that is the sum of two others, with a limit that they cannot keep. */
        for (size_t k = 0; k < 10; k++)
            s->a[2 + k * 3] = s->a[k * 3] + s->a[1 + k * 3];
        s->row_lower[2] = s->row_upper[0] + s->row_upper[1] + 0.01;
        s->row_upper[2] = INFINITY;
        struct fs_qp_result result;
        struct fs_problem problem = {0};
        ck_assert_msg(solve(s, &result, &problem) == FS_COMPUTE_INFEASIBLE, "%d: %d %s", i, problem.status,
                      problem.text);
        free(s);
    }
}
END_TEST

START_TEST(refuses_what_is_no_convex_program)
{
    seed_state = 9;
    struct program *s = program_new(4, 1, 6);
    struct fs_qp_result result;
    struct fs_problem problem = {0};
    s->p[1] = NAN;
    ck_assert_int_eq(solve(s, &result, &problem), FS_COMPUTE_MISSING);
    s->p[1] = 5;
    ck_assert_int_eq(solve(s, &result, &problem), FS_COMPUTE_PARAMETER);
    s->p[1] = s->p[4] = 0;
    s->p[0] = -1;
    ck_assert_int_eq(solve(s, &result, &problem), FS_COMPUTE_SINGULAR);
    s->p[0] = 1;
    s->q[2] = INFINITY;
    ck_assert_int_eq(solve(s, &result, &problem), FS_COMPUTE_MISSING);
    s->q[2] = 0;
    s->lower[0] = NAN;
    ck_assert_int_eq(solve(s, &result, &problem), FS_COMPUTE_MISSING);
    s->qp.n = 0;
    ck_assert_int_eq(solve(s, &result, &problem), FS_COMPUTE_PARAMETER);
    ck_assert_int_eq(fs_qp_solve(NULL, &result, &problem), FS_COMPUTE_NULL);
    free(s);
}
END_TEST

START_TEST(refuses_an_objective_without_least_value)
{
    double p[4] = {1, 1, 1, 1}, q[2] = {-1, 0}, x[2];
    struct fs_qp qp = {.n = 2, .p = p, .q = q};
    struct fs_qp_result result = {.x = x};
    struct fs_problem problem = {0};
    ck_assert_int_eq(fs_qp_solve(&qp, &result, &problem), FS_COMPUTE_DOMAIN);
    q[1] = -1; /* along (1, -1) nothing changes, so there is a least value */
    ck_assert_msg(fs_qp_solve(&qp, &result, &problem) == FS_COMPUTE_OK, "%s", problem.text);
    ck_assert_double_eq_tol(x[0] + x[1], 1, 1e-12);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("qp");
    TCase *tests = tcase_create("qp");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, equals_quadprog);
    tcase_add_test(tests, random_programs_are_optimal);
    tcase_add_test(tests, dual_method_agrees_with_pivoting);
    tcase_add_test(tests, semidefinite_programs_are_optimal);
    tcase_add_test(tests, linear_programs_are_optimal);
    tcase_add_test(tests, degenerate_programs_are_optimal);
    tcase_add_test(tests, hard_programs_are_optimal);
    tcase_add_test(tests, scale_of_the_objective_does_not_matter);
    tcase_add_test(tests, a_warm_start_gives_the_same_solution);
    tcase_add_test(tests, names_constraints_that_contradict_each_other);
    tcase_add_test(tests, random_contradictions_are_told);
    tcase_add_test(tests, refuses_what_is_no_convex_program);
    tcase_add_test(tests, refuses_an_objective_without_least_value);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
