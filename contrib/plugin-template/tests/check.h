/* check.h: as much of a test framework as a template needs. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>

/* Ends the test with the place where the expectation did not hold. */
#define CHECK(what)                                                                                          \
    do {                                                                                                     \
        if (!(what)) {                                                                                       \
            fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #what);                              \
            exit(1);                                                                                         \
        }                                                                                                    \
    } while (0)

#endif
