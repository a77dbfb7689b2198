#!/usr/bin/env python3
"""Sobol points by scipy 1.17's scipy.stats.qmc.Sobol, unscrambled, and the direction numbers they are made of.

Writes tests/unit/sweep/golden/sobol.txt (number, dimension, coordinate as an integer of 30 bits) and, from the file of Joe
and Kuo's direction numbers that scipy carries, core/sweep/sobol_directions.h.
"""
from pathlib import Path
import numpy as np
import scipy
from scipy.stats import qmc

ROOT = Path(__file__).resolve().parent.parent.parent
DIMENSIONS = 32

points = qmc.Sobol(DIMENSIONS, scramble=False, bits=30).random_base2(12)
with open(ROOT / "tests/unit/sweep/golden/sobol.txt", "w", encoding="utf-8") as out:
    out.write(f"# sobol_golden.py, scipy {scipy.__version__}: number dimension coordinate*2^30\n")
    for number in list(range(20)) + [63, 64, 100, 511, 1000, 2047, 4095]:
        for dimension in range(DIMENSIONS):
            out.write(f"{number} {dimension} {int(points[number, dimension] * 2**30)}\n")

numbers = np.load(Path(scipy.stats.__file__).parent / "_sobol_direction_numbers.npz")
with open(ROOT / "core/sweep/sobol_directions.h", "w", encoding="utf-8") as out:
    out.write("""/*
 * sobol_directions.h: primitive polynomials and first direction numbers of dimensions 2 to 32, from new-joe-kuo-6.21201 by
 * Stephen Joe and Frances Y. Kuo (https://web.maths.unsw.edu.au/~fkuo/sobol/). Generated from tests/oracles/sobol_golden.py.
 */
#ifndef FINSMART_SWEEP_SOBOL_DIRECTIONS_H
#define FINSMART_SWEEP_SOBOL_DIRECTIONS_H

#include <stdint.h>

struct sobol_direction {
    uint8_t degree;
    uint8_t coefficients; /* of the polynomial, without the first and the last, which are 1 */
    uint8_t m[8];         /* odd, m[k] below 2^(k + 1) */
};

static const struct sobol_direction sobol_directions[31] = {
""")
    for dimension in range(1, DIMENSIONS):
        polynomial = int(numbers["poly"][dimension])
        degree = polynomial.bit_length() - 1
        inner = (polynomial >> 1) & ((1 << (degree - 1)) - 1)
        m = ", ".join(str(int(v)) for v in numbers["vinit"][dimension][:degree])
        out.write(f"    {{{degree}, {inner}, {{{m}}}}},\n")
    out.write("};\n\n#endif\n")
