#!/usr/bin/env python3
"""Golden values for core/base/decimal.c from Python's decimal module (Python 3.11).

Writes tests/unit/base/golden/decimal.txt: one case a line, `operation arguments... = result`, where the result is a
mantissa, "limit" (does not fit), "input" (not exact, no number, division by zero), or "refused" where both apply.
"""
import random
from decimal import Decimal, localcontext, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_DOWN, ROUND_UP, ROUND_FLOOR, ROUND_CEILING
from pathlib import Path

random.seed(20260101)
MODES = [("even", ROUND_HALF_EVEN), ("half_up", ROUND_HALF_UP), ("down", ROUND_DOWN), ("up", ROUND_UP),
         ("floor", ROUND_FLOOR), ("ceiling", ROUND_CEILING), ("exact", None)]
I64, I128 = 2**63, 2**127
lines = []


def rounded(value, digits, mode, limit):
    """The mantissa of an exact Decimal or a pair (numerator, denominator) of ints, by exact integer arithmetic."""
    numerator, denominator = value
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    numerator *= 10**digits
    quotient, rest = divmod(abs(numerator), denominator)
    if rest == 0:
        result = quotient
    elif mode[1] is None:
        return "input" if quotient < limit else "refused"
    else:
        with localcontext() as context:  # decimal decides about a number with the same half-way relation
            context.prec = 200
            tail = "25" if 2 * rest < denominator else "5" if 2 * rest == denominator else "75"
            sign = "-" if numerator < 0 else ""
            result = abs(int(Decimal(f"{sign}{quotient}.{tail}").quantize(Decimal(1), rounding=mode[1])))
    if numerator < 0:
        result = -result
    return str(result) if -limit <= result < limit else "limit"


def exact(mantissa, digits):
    return (mantissa, 10**digits)


def mantissa(limit):
    kind = random.randrange(8)
    if kind == 0:
        return random.choice([0, 1, -1, limit - 1, -limit, limit // 10, -(limit // 10)])
    if kind == 1:
        return random.randrange(-100, 100)
    if kind == 2:
        return random.randrange(-9, 10) * 10**random.randrange(0, len(str(limit)) - 1)
    if kind == 3:  # ties
        return (random.randrange(-10**6, 10**6) * 2 + 1) * 5 * 10**random.randrange(0, 8)
    bits = random.randrange(1, limit.bit_length())
    return random.randrange(-2**bits, 2**bits)


for _ in range(500):
    a, b, mode = mantissa(I64), mantissa(I64), random.choice(MODES)
    ad, bd, d = (random.choice([0, 2, 8, random.randrange(19)]) for _ in range(3))
    lines.append(f"mul {a} {ad} {b} {bd} {d} {mode[0]} = {rounded((a * b, 10**(ad + bd)), d, mode, I64)}")
    if b:
        lines.append(f"div {a} {ad} {b} {bd} {d} {mode[0]} = {rounded((a * 10**bd, b * 10**ad), d, mode, I64)}")
    lines.append(f"rescale {a} {ad} {d} {mode[0]} = {rounded(exact(a, ad), d, mode, I64)}")
    step = abs(random.choice([1, 5, 100, mantissa(I64)])) or 1
    if step < I64:
        q = rounded((a, step), 0, mode, 10**60)
        if q.lstrip("-").isdigit():
            q = str(int(q) * step) if -I64 <= int(q) * step < I64 else "limit"
        lines.append(f"quantize {a} {step} {mode[0]} = {q}")
    w, wd, rd = mantissa(I128), random.randrange(37), random.randrange(37)
    lines.append(f"amul {w} {wd} {b} {bd} {rd} {mode[0]} = {rounded((w * b, 10**(wd + bd)), rd, mode, I128)}")
    if b:
        lines.append(f"adiv {w} {wd} {b} {bd} {rd} {mode[0]} = {rounded((w * 10**bd, b * 10**wd), rd, mode, I128)}")
    lines.append(f"arescale {w} {wd} {rd} {mode[0]} = {rounded(exact(w, wd), rd, mode, I128)}")
for _ in range(300):
    a, b = mantissa(I64), mantissa(I64)
    for name, value in (("add", a + b), ("sub", a - b)):
        lines.append(f"{name} {a} {b} = {value if -I64 <= value < I64 else 'limit'}")
    a, b = mantissa(I128), mantissa(I128)
    for name, value in (("aadd", a + b), ("asub", a - b)):
        lines.append(f"{name} {a} {b} = {value if -I128 <= value < I128 else 'limit'}")


def ratio(text):
    return Decimal(text).as_integer_ratio()


texts = ["0", "-0", "+0.0", ".5", "5.", "-.5", "1e3", "1E-3", "1e+2", "0e99999999999", "0.285", "98.1", "00012.50",
         "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e400", "1e-400", "0.5", "1.5", "2.5",
         "-0.5", "0.50000000000000000000000000000000000000000000000000000000001", "0.4999999999999999999999999999999",
         "170141183460469231731687303715884105727", "-170141183460469231731687303715884105728",
         "170141183460469231731687303715884105728", "1234567.891e-4", "0." + "0" * 40 + "5", "1" + "0" * 45 + "e-45"]
for _ in range(500):
    whole = str(abs(mantissa(10**random.randrange(1, 22))))
    fraction = "".join(random.choice("0123456789") for _ in range(random.randrange(0, 24)))
    text = random.choice(["", "-", "+"]) + whole + ("." + fraction if fraction else "")
    if random.randrange(4) == 0:
        text += f"e{random.randrange(-25, 25)}"
    texts.append(text)
for text in texts:
    for limit, name, most in ((I64, "parse", 19), (I128, "aparse", 37)):
        d, mode = random.choice([0, 2, 8, random.randrange(most)]), random.choice(MODES)
        # exponents so large that the ratio would not fit in memory are decided by hand
        if text == "0e99999999999":
            result = "0"
        else:
            result = rounded(ratio(text), d, mode, limit)
        lines.append(f"{name} {text} {d} {mode[0]} = {result}")
for text in ["x", "1x", "1..2", "--1", "1e", "e5", ".", "-", "1_000", "0x10", "inf", "nan", "1e+", "1.2.3", "1,5"]:
    lines.append(f"parse {text} 8 even = input")


def shown(value):
    return format(value.normalize(), "f") if value else "0"


for _ in range(300):
    with localcontext() as context:
        context.prec = 60
        a, d = mantissa(I128), random.randrange(37)
        lines.append(f"format {a} {d} = {shown(Decimal(a).scaleb(-d))}")
        lines.append(f"fixed {a} {d} = {Decimal(a).scaleb(-d):.{d}f}")

doubles = [98.1, 0.285, 0.1, 0.1 + 0.2, 1e-9, 0.5, 1.5, 2.5, 0.125, 1e300, -1e300, 5e-324, 2.0**53, 2.0**53 + 2, 2.0**63,
           -2.0**63, 9.223372036854775e18, 1 / 3, 2 / 3, 123456789.123456785, 92233720368.547758, 92233720368.54776,
           1.005, 2.675, 1.115, 0.000000005, 0.000000015, 0.000000025, 1e15 + 0.3, 1e14 + 0.05, -0.0, 1e22]
for _ in range(700):
    kind = random.randrange(4)
    if kind == 0:
        doubles.append(round(random.uniform(-1e5, 1e5), random.randrange(12)))
    elif kind == 1:  # ties at the eighth digit
        doubles.append(float(f"{random.randrange(10**random.randrange(1, 8))}.{random.randrange(10**8):08d}5"))
    elif kind == 2:
        doubles.append(random.uniform(-1, 1) * 10**random.randrange(-12, 19))
    else:
        doubles.append(random.uniform(1e3, 1e5) / random.uniform(1, 500))
for x in doubles:
    d = random.choice([8, 8, 8, 2, 0, random.randrange(19)])
    lines.append(f"double {x.hex()} {d} = {rounded(ratio(repr(x)), d, MODES[0], I64)}")
for _ in range(300):
    a, d = mantissa(I64), random.randrange(19)
    lines.append(f"to_double {a} {d} = {float(Decimal(a).scaleb(-d)).hex()}")
    a, d = mantissa(I128), random.randrange(37)
    with localcontext() as context:
        context.prec = 60
        lines.append(f"ato_double {a} {d} = {float(Decimal(a).scaleb(-d)).hex()}")

target = Path(__file__).resolve().parent.parent / "unit/base/golden/decimal.txt"
target.parent.mkdir(exist_ok=True)
target.write_text("\n".join(lines) + "\n")
print(len(lines), "cases in", target)
