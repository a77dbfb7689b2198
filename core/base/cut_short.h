/*
 * cut_short.h: a mapped file that ends before its map does.
 *
 * History is read through maps. When another program cuts such a file short, or its disk fails, the processor's access
 * has nowhere to go: SIGBUS. There is nothing to return to; what can be done is to say what happened and to end.
 */
#ifndef FINSMART_BASE_CUT_SHORT_H
#define FINSMART_BASE_CUT_SHORT_H

/* From now on the process ends with status 1 and a line on standard error then. For a program's main(), not for
 * libraries. A handler that is there already (a sanitizer's) stays. */
void fs_cut_short_install(void);

#endif
