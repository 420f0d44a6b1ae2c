#!/usr/bin/env python3
"""Writes Sources/CElementary/tables.h: what the elementary functions look up, from mpmath at 200 bits.

    python3 Sources/CElementary/tables.py > Sources/CElementary/tables.h
"""

from mpmath import mp, mpf, exp, log, erfc, chebyfit, polyval, nint, floor, sqrt
import struct

mp.prec = 300


def double(x):
    return float(x)  # mpmath rounds to nearest


def hexed(x):
    return float(x).hex()


def rounded(x, bits):
    """To that many binary places."""
    return nint(x * mpf(2) ** bits) / mpf(2) ** bits


def significant(x, bits):
    from mpmath import frexp
    _, e = frexp(x)
    return rounded(x, bits - int(e))


def row(values, width=3):
    out = []
    for i in range(0, len(values), width):
        out.append("  " + ", ".join(values[i:i + width]) + ",")
    return "\n".join(out)


print("// Written by tables.py. Not to be edited.")
print()
ln2 = log(mpf(2))
print("// ln 2 / 128 in two parts: products of the first with whole numbers up to 2^18 are exact.")
hi = significant(ln2 / 128, 34)
print(f"#define LN2_128_HIGH {hexed(hi)}")
print(f"#define LN2_128_LOW {hexed(ln2 / 128 - hi)}")
print(f"#define INVERSE_LN2_128 {hexed(128 / ln2)}")
print()
print("// For i = 0 ... 127 what 2^(i/128) is more than the double below, relative to it, and the bits of that double less i << 45.")
print("static const uint64_t powers[256] = {")
cells = []
for i in range(128):
    value = mpf(2) ** (mpf(i) / 128)
    s = double(value)
    tail = double(value / mpf(s) - 1)
    bits = struct.unpack("<Q", struct.pack("<d", s))[0] - (i << 45)
    t = struct.unpack("<Q", struct.pack("<d", tail))[0]
    cells += [f"0x{t:x}", f"0x{bits & (2**64 - 1):x}"]
print(row(cells, 4))
print("};")
print()
print("// ln 2 and the logarithms below: a first part on a grid of 2^-42, so that sums of first parts are exact, and the rest.")
hi = rounded(ln2, 42)
print(f"#define LN2_HIGH {hexed(hi)}")
print(f"#define LN2_LOW {hexed(ln2 - hi)}")
print()
# Where intervals of 2^45 steps of the bits begin: a third below the root of 1/2, and half an interval off 1.
FIRST = 0x3fe6900000000000
print("// Of the i-th of 128 intervals of 2^45 steps that follow these bits the inverse of its middle to 20 bits, and minus its")
print("// logarithm. 1 is in the middle of one, which has 1.")
print(f"#define FIRST_OF_LOGARITHMS 0x{FIRST:x}")
print("static const struct { double inverse, high, low; } logarithms[128] = {")


def of_bits(b):
    return mpf(struct.unpack("<d", struct.pack("<Q", b))[0])


for i in range(128):
    start = FIRST + (i << 45)
    a, b = of_bits(start), of_bits(start + (1 << 45))
    c = mpf(1) if a < 1 < b else significant(2 / (a + b), 20)
    value = -log(c)
    high = rounded(value, 42)
    print(f"  {{{hexed(c)}, {hexed(high)}, {hexed(value - high)}}},")
print("};")
print()
inverse10 = 1 / log(mpf(10))
high = significant(inverse10, 26)
middle = double(inverse10 - high)
print("// 1 / ln 10, the first part of 26 bits.")
print(f"#define INVERSE_LN10_HIGH {hexed(high)}")
print(f"#define INVERSE_LN10_LOW {hexed(middle)}")
print()


def fit(f, a, b, degree):
    """Coefficients in (t - middle), ascending, of the interpolant in Chebyshev's points; and its worst relative error."""
    from mpmath import cos, pi, matrix, lu_solve
    middle, half = (a + b) / 2, (b - a) / 2
    n = degree + 1
    nodes = [half * cos(pi * (2 * k + 1) / (2 * n)) for k in range(n)]
    A = matrix(n, n)
    y = matrix(n, 1)
    for r, t in enumerate(nodes):
        y[r] = f(middle + t)
        for c in range(n):
            A[r, c] = t ** c
    x = lu_solve(A, y)
    co = [x[i] for i in range(n)]
    worst = mpf(0)
    for k in range(201):
        t = half * (mpf(k) / 100 - 1)
        v = f(middle + t)
        e = abs(polyval(list(reversed(co)), t) / v - 1) if v != 0 else mpf(0)
        worst = max(worst, e)
    return co, worst


# erf(x)/x - 2/sqrt(pi) as a polynomial in x^2 up to 1/4.
from mpmath import erf, pi


def small(t):
    return erf(sqrt(t)) / sqrt(t) if t > 0 else 2 / sqrt(pi)


# Taylor: sum (-1)^n x^(2n+1) / (n! (2n+1)) times 2/sqrt(pi)
co = []
f = mpf(1)
for n in range(0, 14):
    if n > 0:
        f *= n
    co.append((-1) ** n * 2 / sqrt(pi) / (f * (2 * n + 1)))
print("// erf(x)/x by powers of x², its Taylor series: below 0.5 the first term left out is under 2^-70 of it. The first in two parts.")
print(f"#define ERF_LEADING_LOW {hexed(co[0] - mpf(double(co[0])))}")
print(f"static const double erf_series[{len(co)}] = {{")
print(row([hexed(c) for c in co]))
print("};")
print()
DEGREE = 12


def scaled(x):
    """erfc(x) exp(x²)."""
    return erfc(x) * exp(x * x)


print("// erfc(x) exp(x²) from 1/2 to 32 by eighths of each octave, in powers of x less the piece's middle; the first term in two")
print("// parts, of which the second stands last.")
print(f"#define SCALED_TERMS {DEGREE + 1}")
print(f"static const double scaled[48][{DEGREE + 2}] = {{")
worst = 0
import sys
for octave in range(-1, 5):
    for eighth in range(8):
        a = mpf(2) ** octave * (1 + mpf(eighth) / 8)
        co, e = fit(scaled, a, a + mpf(2) ** octave / 8, DEGREE)
        worst = max(worst, e)
        print("  {\n" + row(["  " + hexed(c) for c in co + [co[0] - mpf(double(co[0]))]]) + "\n  },")
print("};")
print(f"worst relative error of a piece: 2^{mp.nstr(log(worst, 2), 4)}", file=sys.stderr)
