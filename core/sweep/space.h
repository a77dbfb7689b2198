/*
 * space.h: the sets of parameters that a sweep tries, by number.
 *
 * A space is a list of axes, one for each swept parameter, and a way to choose from them. Sets are numbered from 0; the set
 * of a number depends on the space alone, so that every worker, and a sweep that is taken up again, means the same by it.
 *
 *   grid    every combination; the axis named last turns fastest
 *   random  independent uniform draws (Philox, stream = the set's number)
 *   sobol   the points of the Sobol sequence in Gray-code order, from its first (the origin), with the direction numbers of
 *           Joe and Kuo (2008), unscrambled: as scipy.stats.qmc.Sobol(d, scramble=False)
 *
 * An axis is a list of values ("20,50,100"), steps ("5:50:5", both ends included where the step meets them) or, for random and
 * sobol, a span of real numbers ("0.1:0.9"). Steps are exact decimals of at most 8 digits after the point, so that 0.1:0.5:0.1
 * means 0.3 and not its neighbour.
 */
#ifndef FINSMART_SWEEP_SPACE_H
#define FINSMART_SWEEP_SPACE_H

#include <stddef.h>
#include <stdint.h>

enum fs_space_method { FS_SPACE_GRID, FS_SPACE_RANDOM, FS_SPACE_SOBOL };

#define FS_SPACE_AXES_MAX 32
#define FS_SPACE_SETS_MAX INT64_C(1000000000)

struct fs_axis {
    char *name;
    int64_t count;      /* values; 0: a span */
    int64_t from, step; /* steps: decimals with 8 digits */
    double low, high;   /* a span: from low, below high */
    char **texts;       /* a list: its values; NULL: steps or a span */
};

struct fs_space {
    struct fs_axis axes[FS_SPACE_AXES_MAX];
    int axis_count;
    int method;    /* enum fs_space_method */
    int64_t count; /* sets */
    uint64_t seed; /* of random */
};

/* Adds an axis from "name=values". -1 with FS_E_USAGE that names the parameter. */
int fs_space_add(struct fs_space *space, const char *text);
/* Checks the whole and counts its sets; `samples` is how many to draw, for random and sobol. -1 with FS_E_USAGE. */
int fs_space_finish(struct fs_space *space, int method, int64_t samples, uint64_t seed);
void fs_space_clear(struct fs_space *space);

/* The place of a set on each axis: an index of its values, or of a span 0. Ways without an order (random, sobol) have it
 * too. */
void fs_space_places(const struct fs_space *space, int64_t number, int64_t places[FS_SPACE_AXES_MAX]);
/* The set with these places, -1 where they are out of range; grid only. */
int64_t fs_space_number(const struct fs_space *space, const int64_t places[FS_SPACE_AXES_MAX]);
/* A value of an axis as text, at most FS_SPACE_TEXT with its NUL; the returned text lies in `text` or in the axis. */
#define FS_SPACE_TEXT 64
const char *fs_axis_value(const struct fs_axis *axis, int64_t place, char text[FS_SPACE_TEXT]);
/* The value of a set on one axis, as text. */
const char *fs_space_value(const struct fs_space *space, int64_t number, int axis, char text[FS_SPACE_TEXT]);
/* "grid" and so on. */
const char *fs_space_method_name(int method);

#endif
