/*
 * nearest.h: "did you mean": the known name that is closest to a wrong one.
 */
#ifndef FINSMART_BASE_NEAREST_H
#define FINSMART_BASE_NEAREST_H

/* The nearest of `count` names to `wrong` by edit distance (insert, delete, replace, swap of neighbours; case
 * ignored), or NULL where even that one differs in more than a third of its letters (at least one may
 * differ). Borrowed. */
const char *fs_nearest(const char *wrong, const char *const *names, int count);

#endif
