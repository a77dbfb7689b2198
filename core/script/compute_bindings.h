/*
 * compute_bindings.h: the compute primitives as C functions of Lua, for states whose JIT is off.
 *
 * The implementation is generated from core/compute/describe/; generate.lua tells the contract.
 */
#ifndef FINSMART_SCRIPT_COMPUTE_BINDINGS_H
#define FINSMART_SCRIPT_COMPUTE_BINDINGS_H

#include <lua.h>
#include <stddef.h>

/* How the bindings reach the runtime's series. */
struct fs_series_bridge {
    /* The values of the series, or of the list of numbers, at a stack index (positive), and how many; NULL when
     * it is neither. A list is replaced on the stack by a series, which may raise for want of memory. An empty
     * series has any pointer but NULL. */
    const double *(*get)(lua_State *L, int index, size_t *length);
    /* Pushes a new series of `length` values for the caller to fill; raises when out of memory. */
    double *(*push)(lua_State *L, size_t length);
};

/* Pushes { ta = { sma = function, ... }, stats = ... }. `bridge` must live as long as the state. May raise.
 */
void fs_bind_compute(lua_State *L, const struct fs_series_bridge *bridge);

#endif
