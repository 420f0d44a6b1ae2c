#ifndef CELEMENTARY_H
#define CELEMENTARY_H

// Elementary functions that give the same bits on every processor: nothing but additions, multiplications and tables in
// double precision, never contracted, and no choice by what the processor can do.

double elementary_exp(double x);
double elementary_expm1(double x);
double elementary_log(double x);
double elementary_log1p(double x);
double elementary_log10(double x);
double elementary_pow(double x, double y);
double elementary_erfc(double x);

#endif
