/*
 * line.h: the least-squares line through the last `period` values, as TA-Lib's LINEARREG (its value at the newest bar),
 * LINEARREG_SLOPE, LINEARREG_INTERCEPT (its value at the window's first bar), LINEARREG_ANGLE (of the slope, in degrees) and
 * TSF (its value one bar ahead).
 *
 * The line is drawn through the window's mean; mean and moment are put together from halves (stats/window_tree.h), so that the
 * level of the values costs no digit. TA-Lib sums plainly and loses digits where the slope is small beside the level.
 *
 * Missing values: window. Look-back: period - 1.
 */
#ifndef FINSMART_COMPUTE_LINE_H
#define FINSMART_COMPUTE_LINE_H

#include "compute/stats/window_kernel.h"

#define FS_LINE(c, what)                                                                                     \
    FS_TREE_FORM(c, tilt, 2)                                                                                 \
    static inline double fs_##c##_push(struct fs_##c *s, double x)                                           \
    {                                                                                                        \
        return fs_window_line(what, fs_tilt_slide(&s->tree, s->memory, fs_tilt_leaf(x)),                     \
                              (double)s->tree.period);                                                       \
    }

FS_LINE(linearreg, FS_WINDOW_LINE)
FS_LINE(linearreg_intercept, FS_WINDOW_LINE_FIRST)
FS_LINE(tsf, FS_WINDOW_LINE_NEXT)
FS_LINE(linearreg_slope, FS_WINDOW_LINE_SLOPE)
FS_LINE(linearreg_angle, FS_WINDOW_LINE_ANGLE)

#endif
