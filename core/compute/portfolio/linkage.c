#include "compute/portfolio/linkage.h"

#include <stdlib.h>
#include <string.h>

#include "compute/scratch.h"

/* Edges of the minimum spanning tree, in the order in which Prim's algorithm finds them from thing 0. */
static void spanning_tree(const double *d, size_t n, struct fs_merge *merges, double *nearest, char *done)
{
    size_t at = 0;
    for (size_t i = 0; i < n; i++)
        nearest[i] = INFINITY;
    for (size_t m = 0; m + 1 < n; m++) {
        double least = INFINITY;
        size_t next = 0;
        done[at] = 1;
        for (size_t i = 0; i < n; i++) {
            if (done[i])
                continue;
            double far = i > at ? d[i + at * n] : d[at + i * n];
            if (far < nearest[i])
                nearest[i] = far;
            if (nearest[i] < least) {
                least = nearest[i];
                next = i;
            }
        }
        merges[m] = (struct fs_merge){.distance = least, .a = at, .b = next};
        at = next;
    }
}

static double lance_williams(enum fs_linkage method, double ax, double bx, double ab, double na, double nb,
                             double nx)
{
    if (method == FS_LINKAGE_COMPLETE)
        return fmax(ax, bx);
    if (method == FS_LINKAGE_AVERAGE)
        return (na * ax + nb * bx) / (na + nb);
    double t = 1 / (na + nb + nx);
    return sqrt((nx + na) * t * ax * ax + (nx + nb) * t * bx * bx - nx * t * ab * ab);
}

static double *between(double *d, size_t n, size_t i, size_t j)
{
    return i > j ? d + i + j * n : d + j + i * n;
}

/* Merges where each is the other's nearest neighbour. A cluster lives on under its greater number. */
static void nearest_chain(double *d, size_t n, enum fs_linkage method, struct fs_merge *merges, double *size,
                          size_t *chain)
{
    size_t length = 0;
    for (size_t i = 0; i < n; i++)
        size[i] = 1;
    for (size_t m = 0; m + 1 < n; m++) {
        size_t x = 0, y = 0;
        double least = INFINITY;
        if (length == 0) {
            while (size[chain[0] = x] == 0)
                x++;
            length = 1;
        }
        for (;;) {
            x = chain[length - 1];
            /* The one before wins ties, or the chain would never end. */
            least = INFINITY;
            if (length > 1) {
                y = chain[length - 2];
                least = *between(d, n, x, y);
            }
            for (size_t i = 0; i < n; i++) {
                if (size[i] == 0 || i == x)
                    continue;
                double far = *between(d, n, x, i);
                if (far < least) {
                    least = far;
                    y = i;
                }
            }
            if (length > 1 && y == chain[length - 2])
                break;
            chain[length++] = y;
        }
        length -= 2;
        size_t a = x < y ? x : y, b = x < y ? y : x;
        merges[m] = (struct fs_merge){.distance = least, .a = a, .b = b};
        for (size_t i = 0; i < n; i++)
            if (size[i] != 0 && i != a && i != b)
                *between(d, n, i, b) = lance_williams(method, *between(d, n, i, a), *between(d, n, i, b),
                                                      least, size[a], size[b], size[i]);
        size[b] += size[a];
        size[a] = 0;
    }
}

/* By distance; merges of equal distance stay in order, which `count` holds meanwhile. */
static int ascending(const void *left, const void *right)
{
    const struct fs_merge *a = left, *b = right;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    return a->count < b->count ? -1 : a->count > b->count;
}

static size_t root(size_t *parent, size_t at)
{
    size_t top = at;
    while (parent[top] != top)
        top = parent[top];
    while (parent[at] != top) {
        size_t next = parent[at];
        parent[at] = top;
        at = next;
    }
    return top;
}

int fs_linkage(const double *distance, size_t n, enum fs_linkage method, struct fs_merge *merges,
               struct fs_problem *problem)
{
    if (!distance || (!merges && n > 1))
        return fs_problem_set(problem, FS_COMPUTE_NULL, "there are no distances, or no room for the merges");
    if (n == 0)
        return fs_problem_set(problem, FS_COMPUTE_SHORT, "there is nothing to cluster");
    for (size_t j = 0; j < n; j++)
        for (size_t i = j + 1; i < n; i++)
            if (!(distance[i + j * n] >= 0 && distance[i + j * n] < INFINITY))
                return fs_problem_set(problem,
                                      distance[i + j * n] < 0 ? FS_COMPUTE_DOMAIN : FS_COMPUTE_MISSING,
                                      "the distance of %zu and %zu is %g; expected a number of at least 0",
                                      i + 1, j + 1, distance[i + j * n]);
    struct fs_scratch scratch = {0};
    double *value = fs_scratch_doubles(&scratch, n),
           *d = method == FS_LINKAGE_SINGLE ? value : fs_scratch_doubles(&scratch, n * n);
    size_t *chain = fs_scratch_bytes(&scratch, 2 * n, sizeof *chain),
           *parent = fs_scratch_bytes(&scratch, 4 * n, sizeof *parent);
    char *done = fs_scratch_bytes(&scratch, n, 1);
    if (scratch.failed) {
        fs_scratch_free(&scratch);
        return fs_problem_set(problem, FS_COMPUTE_MEMORY, "out of memory");
    }
    if (method == FS_LINKAGE_SINGLE) {
        spanning_tree(distance, n, merges, value, done);
    } else {
        memcpy(d, distance, n * n * sizeof *d);
        nearest_chain(d, n, method, merges, value, chain);
    }
    for (size_t m = 0; m + 1 < n; m++)
        merges[m].count = m;
    if (n > 1)
        qsort(merges, n - 1, sizeof *merges, ascending);
    size_t *count = parent + 2 * n;
    for (size_t i = 0; i < 2 * n; i++) {
        parent[i] = i;
        count[i] = i < n;
    }
    for (size_t m = 0; m + 1 < n; m++) {
        size_t a = root(parent, merges[m].a), b = root(parent, merges[m].b);
        merges[m].a = a < b ? a : b;
        merges[m].b = a < b ? b : a;
        merges[m].count = count[n + m] = count[a] + count[b];
        parent[a] = parent[b] = n + m;
    }
    fs_scratch_free(&scratch);
    return FS_COMPUTE_OK;
}

int fs_linkage_order(const struct fs_merge *merges, size_t n, size_t *order)
{
    struct fs_scratch scratch = {0};
    size_t *stack = fs_scratch_bytes(&scratch, n + 1, sizeof *stack), depth = 0, found = 0;
    if (scratch.failed)
        return -1;
    if (n > 0)
        stack[depth++] = 2 * n - 2;
    while (depth > 0) {
        size_t at = stack[--depth];
        if (at < n) {
            order[found++] = at;
        } else {
            stack[depth++] = merges[at - n].b;
            stack[depth++] = merges[at - n].a;
        }
    }
    fs_scratch_free(&scratch);
    return 0;
}
