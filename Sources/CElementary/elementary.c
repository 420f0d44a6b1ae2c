#pragma STDC FP_CONTRACT OFF

#include "CElementary.h"

#include <stdint.h>

#include "tables.h"

// A number as the sum of two doubles, of which the second is at most half a unit in the last place of the first.
typedef struct {
  double high, low;
} pair;

static inline __attribute__((always_inline)) uint64_t bits_of(double x) {
  union {
    double number;
    uint64_t bits;
  } either = {x};
  return either.bits;
}

static inline __attribute__((always_inline)) double of_bits(uint64_t bits) {
  union {
    uint64_t bits;
    double number;
  } either = {bits};
  return either.number;
}

static inline __attribute__((always_inline)) double magnitude(double x) { return of_bits(bits_of(x) & 0x7fffffffffffffff); }

static const double infinity = (double)__builtin_inf();

static inline __attribute__((always_inline)) double not_a_number(double x) { return (x - x) / (x - x); }

// a + b without error (Knuth).
static inline __attribute__((always_inline)) pair sum_of(double a, double b) {
  double s = a + b, t = s - a;
  return (pair){s, (a - (s - t)) + (b - t)};
}

// a + b without error where a is not the smaller in magnitude, or is zero (Dekker).
static inline __attribute__((always_inline)) pair ordered_sum(double a, double b) {
  double s = a + b;
  return (pair){s, b - (s - a)};
}

// The 26 leading bits of a number.
static inline __attribute__((always_inline)) double leading(double x) { return of_bits(bits_of(x) & 0xfffffffff8000000); }

// a b without error (Dekker), where nothing over- or underflows.
static inline __attribute__((always_inline)) pair product_of(double a, double b) {
  double p = a * b, a1 = leading(a), b1 = leading(b);
  double a2 = a - a1, b2 = b - b1;
  return (pair){p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2};
}

// MARK: Exponentials

// e^(x + below) is the double of `bits` times 1 + `rest`; the exponent in `bits` may be out of range.
typedef struct {
  uint64_t bits;
  double rest;
  int64_t steps;
} power_parts;

// By the nearest k/128 of a power of two: |x - k ln 2/128| < 0.0028, where five terms of the series hold 2^-63.
static inline __attribute__((always_inline)) power_parts split_power(double x, double below) {
  const double shift = 0x1.8p52;
  double shifted = x * INVERSE_LN2_128 + shift;
  uint64_t k = bits_of(shifted);
  double whole = shifted - shift;
  double r = (x - whole * LN2_128_HIGH) - whole * LN2_128_LOW + below;
  uint64_t i = 2 * (k % 128);
  double r2 = r * r;
  double rest = of_bits(powers[i]) + r + r2 * (0.5 + r * (1.0 / 6)) + r2 * r2 * (1.0 / 24 + r * (1.0 / 120));
  return (power_parts){powers[i + 1] + (k << 45), rest, (int64_t)whole};
}

// `parts` as a double with a sign, also where it is below the normal range, rounded once.
static double joined(power_parts parts, double sign) {
  if (parts.steps > 0) {
    double scale = of_bits(parts.bits - (1009ull << 52)) * sign;
    return 0x1p1009 * (scale + scale * parts.rest);
  }
  double scale = of_bits(parts.bits + (1022ull << 52)) * sign;
  double y = scale + scale * parts.rest;
  double size = magnitude(y);
  if (size < 1) {
    // The last bit that a subnormal has is decided here, with what the sum leaves over.
    double one = y < 0 ? -1.0 : 1.0;
    double low = scale - y + scale * parts.rest;
    double high = one + y;
    low = one - high + y + low;
    y = (high + low) - one;
    if (y == 0) y = 0 * one;
  }
  return 0x1p-1022 * y;
}

// Beyond this a part of e^-x is below the normal range.
#define PLAIN 660

double elementary_exp(double x) {
  double size = magnitude(x);
  if (!(size < PLAIN)) {
    if (x != x) return x + x;
    if (x > 709.782712893384) return x == infinity ? x : 0x1p1023 * 0x1p1023;
    if (x < -745.2) return 0;
    return joined(split_power(x, 0), 1);
  }
  if (size < 0x1p-54) return 1 + x;
  power_parts parts = split_power(x, 0);
  double scale = of_bits(parts.bits);
  return scale + scale * parts.rest;
}

double elementary_expm1(double x) {
  double size = magnitude(x);
  if (size < 0x1p-54) return x;
  if (size < 0.25) {
    double x2 = x * x;
    double p = 1.0 / 6 + x * (1.0 / 24)
        + x2 * ((1.0 / 120 + x * (1.0 / 720)) + x2 * ((1.0 / 5040 + x * (1.0 / 40320))
        + x2 * ((1.0 / 362880 + x * (1.0 / 3628800)) + x2 * (1.0 / 39916800 + x * (1.0 / 479001600)))));
    // x + x²/2 with what its sum leaves over.
    pair square = product_of(x, x);
    pair s = ordered_sum(x, 0.5 * square.high);
    return s.high + (s.low + (0.5 * square.low + x * x2 * p));
  }
  if (!(size < PLAIN)) {
    if (x != x) return x + x;
    if (x > 709.782712893384) return x == infinity ? x : 0x1p1023 * 0x1p1023;
    if (x < 0) return -1;
    return joined(split_power(x, 0), 1);
  }
  if (x < -40) return -1;
  power_parts parts = split_power(x, 0);
  double scale = of_bits(parts.bits);
  pair s = sum_of(scale, -1);
  return s.high + (s.low + scale * parts.rest);
}

// MARK: Logarithms

// x is 2^k z. With c near 1/z, of 20 bits, z c - 1 is `r` exactly, in two parts, and ln x = k ln 2 - ln c + ln(1 + r),
// |r| < 2^-7.9. Around 1 c is 1. The first parts of ln 2 and ln c lie on a grid of 2^-42, so that their sum `high` is exact.
typedef struct {
  int64_t k;
  double inverse;
  pair r, table;
} reduced;

static inline __attribute__((always_inline)) reduced reduce(double x) {
  uint64_t bits = bits_of(x);
  uint64_t above = bits - FIRST_OF_LOGARITHMS;
  int64_t k = (int64_t)above >> 52;
  int i = (above >> 45) % 128;
  double z = of_bits(bits - (above & 0xfff0000000000000));
  double c = logarithms[i].inverse;
  double z1 = leading(z);
  // The first is not the smaller, but where both are so small that the rest does not matter.
  pair r = ordered_sum(z1 * c - 1, (z - z1) * c);
  pair table = {(double)k * LN2_HIGH + logarithms[i].high, (double)k * LN2_LOW + logarithms[i].low};
  return (reduced){k, c, r, table};
}

// (ln(1 + r) - r + r²/2) / r³
static inline __attribute__((always_inline)) double series(double r, double square) {
  return (1.0 / 3 - r * (1.0 / 4)) + square * ((1.0 / 5 - r * (1.0 / 6)) + square * (1.0 / 7 - r * (1.0 / 8)));
}

// ln x of a normal x, to 2^-61.
static inline __attribute__((always_inline)) double logarithm(reduced of) {
  double r = of.r.high, square = r * r;
  pair s = ordered_sum(of.table.high, r);
  return s.high + ((s.low + (of.table.low + of.r.low)) + square * (r * series(r, square) - 0.5));
}

// ln x of a normal x, to 2^-68.
static inline __attribute__((always_inline)) pair close_logarithm(reduced of) {
  double r = of.r.high;
  pair square = product_of(r, r);
  double rest = r * square.high * (series(r, square.high) + square.high * square.high * square.high * (1.0 / 9))
      + (of.table.low - (0.5 * square.low + r * of.r.low));
  pair s = ordered_sum(of.table.high, r);
  pair t = ordered_sum(s.high, -0.5 * square.high);
  return ordered_sum(t.high, t.low + (s.low + (of.r.low + rest)));
}

// What is no positive normal number: scaled, or with its answer in `x`, where the result is 0.
static int is_outside(double *x, double *shift) {
  uint64_t bits = bits_of(*x);
  if (bits - 0x0010000000000000 < 0x7fe0000000000000) return 0;
  if (*x == 0) {
    *x = -infinity;
  } else if (*x != *x) {
    *x = *x + *x;
  } else if (*x < 0) {
    *x = not_a_number(*x);
  } else if (*x != infinity) {
    *x *= 0x1p54;
    *shift = -54;
    return 0;
  }
  return 1;
}

// The two parts of `a` and `shift` ln 2.
static inline __attribute__((always_inline)) pair with_shift(pair a, double shift) {
  pair s = sum_of(shift * LN2_HIGH, a.high);
  return ordered_sum(s.high, s.low + (a.low + shift * LN2_LOW));
}

double elementary_log(double x) {
  double shift = 0;
  if (is_outside(&x, &shift)) return x;
  if (shift != 0) return with_shift(close_logarithm(reduce(x)), shift).high;
  return logarithm(reduce(x));
}

double elementary_log1p(double x) {
  if (!(x > -1)) return x == -1 ? -infinity : x != x ? x + x : not_a_number(x);
  if (x == infinity || magnitude(x) < 0x1p-54) return x;
  pair u = x < 1 ? sum_of(1, x) : ordered_sum(x, 1);
  reduced of = reduce(u.high);
  // Of a large x the 1 is no longer seen.
  if (of.k < 60) {
    of.r.low += u.low * of_bits((uint64_t)(1023 - of.k) << 52) * of.inverse;
    of.r = sum_of(of.r.high, of.r.low);
  }
  return logarithm(of);
}

double elementary_log10(double x) {
  double shift = 0;
  if (is_outside(&x, &shift)) return x;
  pair found = close_logarithm(reduce(x));
  if (shift != 0) found = with_shift(found, shift);
  double first = leading(found.high);
  double rest = (found.high - first) + found.low;
  pair sum = ordered_sum(first * INVERSE_LN10_HIGH, rest * INVERSE_LN10_HIGH);
  return sum.high + (sum.low + found.high * INVERSE_LN10_LOW);
}

// MARK: Powers

// 0 for what is no whole number, 1 for an odd one, 2 for an even one.
static int parity(double y) {
  double size = magnitude(y);
  if (size >= 0x1p53) return 2;
  if (size < 1) return 0;
  int64_t whole = (int64_t)size;
  if ((double)whole != size) return 0;
  return whole % 2 == 0 ? 2 : 1;
}

double elementary_pow(double x, double y) {
  if (y == 0 || x == 1) return 1;
  if (x != x || y != y) return x + y;
  double size = magnitude(x);
  double sign = 1;
  if (bits_of(x) >> 63) {
    int odd = parity(y);
    if (odd == 0 && size != 0 && size != infinity && magnitude(y) != infinity) return not_a_number(x);
    if (odd == 1) sign = -1;
  }
  if (size == 1) return sign;
  if (magnitude(y) == infinity) return (size > 1) == (y > 0) ? infinity : 0;
  if (size == 0 || size == infinity) return (size == infinity) == (y > 0) ? sign * infinity : sign * 0.0;
  double shift = 0;
  if (size < 0x1p-1022) {
    size *= 0x1p54;
    shift = -54;
  }
  pair ln = close_logarithm(reduce(size));
  if (shift != 0) ln = with_shift(ln, shift);
  // Far beyond what a double holds, whatever the last digits.
  double rough = ln.high * y;
  if (!(magnitude(rough) < 760)) return rough > 0 ? sign * infinity : sign * 0.0;
  pair power = product_of(ln.high, y);
  // Where y is huge the product's error is not exact, but then ln x is tiny and so is what is lost.
  power.low += ln.low * y;
  power = ordered_sum(power.high, power.low);
  double height = magnitude(power.high);
  if (height < 0x1p-54) return sign * (1 + power.high);
  if (power.high > 709.8) return sign * infinity;
  if (power.high < -745.3) return sign * 0.0;
  power_parts parts = split_power(power.high, power.low);
  if (height < PLAIN) {
    double scale = of_bits(parts.bits) * sign;
    return scale + scale * parts.rest;
  }
  return joined(parts, sign);
}

// MARK: The complementary error function

double elementary_erfc(double x) {
  if (x != x) return x + x;
  double size = magnitude(x);
  if (size < 0.5) {
    if (size < 0x1p-60) return 1 - x;
    double t = x * x;
    double p = 0;
    for (int i = (int)(sizeof erf_series / sizeof erf_series[0]) - 1; i > 0; i--) p = p * t + erf_series[i];
    pair first = product_of(x, erf_series[0]);
    double rest = first.low + x * (ERF_LEADING_LOW + t * p);
    pair sum = sum_of(1, -first.high);
    return sum.high + (sum.low - rest);
  }
  if (x < -6) return 2;
  if (size > 27.3) return 0;
  // x² in two parts, and e^-x² from both.
  pair square = product_of(size, size);
  power_parts parts = split_power(-square.high, -square.low);
  // The exponent and the first three bits say the piece, and its middle has a fourth bit.
  uint64_t bits = bits_of(size);
  const double *c = scaled[(bits >> 49) - (0x3fe0000000000000 >> 49)];
  double t = size - of_bits((bits & 0xfffe000000000000) | 0x0001000000000000);
  double p = c[SCALED_TERMS - 1];
  for (int i = SCALED_TERMS - 2; i > 0; i--) p = p * t + c[i];
  pair factor = sum_of(c[0], t * p);
  factor.low += c[SCALED_TERMS];
  // Where the result is below the normal range, it is found 2^600 times as large.
  int isFar = size > 25.5;
  double scale = of_bits(isFar ? parts.bits + (600ull << 52) : parts.bits);
  pair first = product_of(scale, factor.high);
  double rest = first.low + scale * (factor.low + factor.high * parts.rest);
  if (x < 0) {
    pair sum = ordered_sum(2, -first.high);
    return sum.high + (sum.low - rest);
  }
  return isFar ? (first.high + rest) * 0x1p-600 : first.high + rest;
}
