/*
 * pow.h: the program's own pow(), which comes with whatever is linked to this file.
 */
#ifndef FINSMART_SCRIPT_POW_H
#define FINSMART_SCRIPT_POW_H

/* 1 once the C library's pow() was found behind ours. */
int fs_pow_pinned(void);

#endif
