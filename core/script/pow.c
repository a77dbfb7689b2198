/*
 * pow.c: one x ^ 2 for scripts, whether the JIT has compiled the line yet or not.
 *
 * LuaJIT's interpreter calls the C library's pow(), its compiler turns x ^ 2 into x * x, and the two differ in the last
 * bit for about one value in a thousand: which one a line gets depends on when it was compiled. The program's own pow()
 * comes before the C library's for all that is linked to it, LuaJIT included, and squares as the compiler does. (All
 * other exponents agree; tests/lua/determinism.lua holds that.)
 */
#include "script/pow.h"

#include <dlfcn.h>

static double (*library_pow)(double, double);

__attribute__((visibility("default"))) double pow(double x, double y);

__attribute__((constructor)) static void find_pow(void)
{
    void *symbol = dlsym(RTLD_NEXT, "pow");
    __builtin_memcpy(&library_pow, &symbol, sizeof symbol);
}

double pow(double x, double y)
{
    return y == 2.0 ? x * x : library_pow(x, y);
}

int fs_pow_pinned(void)
{
    return library_pow != 0;
}
