/* GSL's answers to the questions of digits.py, one a line: a group, a function, its arguments. Prints each answer with all its
   digits, in the order of the questions, and after them for each group the nanoseconds of a call.

   gcc -O2 digits.c -lgsl -lgslcblas -lm -o digits */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct question {
  char group[64], name[32];
  int count;
  double *a;
};

static double answer[64];

/* The columns X of n rows, p columns: n, p, y, X column by column. Answers with the coefficients and the residual SD. */
static int least_squares(const struct question *q, int by_singular_values) {
  int n = (int)q->a[0], p = (int)q->a[1];
  gsl_vector_const_view y = gsl_vector_const_view_array(q->a + 2, n);
  gsl_matrix *x = gsl_matrix_alloc(n, p);
  for (int j = 0; j < p; j++)
    for (int i = 0; i < n; i++) gsl_matrix_set(x, i, j, q->a[2 + n + j * n + i]);
  gsl_vector_view c = gsl_vector_view_array(answer, p);
  double squares = 0;
  if (by_singular_values) {
    gsl_matrix *v = gsl_matrix_alloc(p, p);
    gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(n, p);
    gsl_multifit_linear(x, &y.vector, &c.vector, v, &squares, work);
    gsl_multifit_linear_free(work);
    gsl_matrix_free(v);
  } else {
    gsl_vector *tau = gsl_vector_alloc(p), *r = gsl_vector_alloc(n);
    gsl_linalg_QR_decomp(x, tau);
    gsl_linalg_QR_lssolve(x, tau, &y.vector, &c.vector, r);
    for (int i = 0; i < n; i++) squares += r->data[i] * r->data[i];
    gsl_vector_free(tau);
    gsl_vector_free(r);
  }
  gsl_matrix_free(x);
  answer[p] = sqrt(squares / (n - p));
  return p + 1;
}

/* n, A row by row, b. */
static int by_cholesky(const struct question *q) {
  int n = (int)q->a[0];
  gsl_matrix *a = gsl_matrix_alloc(n, n);
  memcpy(a->data, q->a + 1, sizeof(double) * n * n);
  gsl_vector_view x = gsl_vector_view_array(answer, n);
  memcpy(answer, q->a + 1 + n * n, sizeof(double) * n);
  if (gsl_linalg_cholesky_decomp1(a))
    for (int i = 0; i < n; i++) answer[i] = NAN;
  else
    gsl_linalg_cholesky_svx(a, &x.vector);
  gsl_matrix_free(a);
  return n;
}

static int largest_eigenvalue(const struct question *q) {
  int n = (int)q->a[0];
  gsl_matrix *a = gsl_matrix_alloc(n, n);
  memcpy(a->data, q->a + 1, sizeof(double) * n * n);
  gsl_vector *values = gsl_vector_alloc(n);
  gsl_eigen_symm_workspace *work = gsl_eigen_symm_alloc(n);
  gsl_eigen_symm(a, values, work);
  answer[0] = gsl_vector_max(values);
  gsl_eigen_symm_free(work);
  gsl_vector_free(values);
  gsl_matrix_free(a);
  return 1;
}

static int evaluations;

/* The functions of digits.py and digits.swift. */
static double function(double x, void *which) {
  evaluations++;
  switch (*(int *)which) {
  case 0: return x * x * x - 2 * x - 5;
  case 1: return cos(x) - x;
  case 2: return 1 / x - 1000;
  case 3: return -expm1(-x) - 1e-8;
  case 4: return atan(1000 * (x - 0.3));
  case 5: return pow(x, 9) - 1e-9;
  case 6: return log(x) + x * x - 3;
  default: return 1e-20 - exp(-x * x / 2);
  }
}

static int root(const struct question *q) {
  int which = (int)q->a[0];
  gsl_function f = {function, &which};
  gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
  evaluations = 0;
  int status = gsl_root_fsolver_set(solver, &f, q->a[1], q->a[2]);
  for (int i = 0; i < 500 && !status; i++) {
    status = gsl_root_fsolver_iterate(solver);
    double low = gsl_root_fsolver_x_lower(solver), high = gsl_root_fsolver_x_upper(solver), middle = (low + high) / 2;
    if (high - low <= 4.5e-16 * fmin(fabs(low), fabs(high)) || middle == low || middle == high) break;
  }
  answer[0] = gsl_root_fsolver_root(solver);
  answer[1] = evaluations;
  gsl_root_fsolver_free(solver);
  return 2;
}

#define ONE(text, call) if (!strcmp(q->name, text)) { answer[0] = call; return 1; }
#define LAW(text, law, ...) \
  ONE(text "_cdf", gsl_cdf_##law##_P(__VA_ARGS__)) ONE(text "_sf", gsl_cdf_##law##_Q(__VA_ARGS__)) \
  ONE(text "_ppf", gsl_cdf_##law##_Pinv(__VA_ARGS__)) ONE(text "_isf", gsl_cdf_##law##_Qinv(__VA_ARGS__))

/* How many numbers of `answer` are the answer; 0 where GSL has no such function. */
static int ask(const struct question *q) {
  const double *a = q->a;
  LAW("norm", ugaussian, a[0])
  LAW("t", tdist, a[0], a[1])
  LAW("chi2", chisq, a[0], a[1])
  LAW("f", fdist, a[0], a[1], a[2])
  ONE("sd", gsl_stats_sd(a, 1, q->count))
  if (!strcmp(q->name, "least_squares")) return least_squares(q, 0);
  if (!strcmp(q->name, "least_squares_2")) return least_squares(q, 1);
  if (!strcmp(q->name, "cholesky")) return by_cholesky(q);
  if (!strcmp(q->name, "eigenvalue")) return largest_eigenvalue(q);
  if (!strcmp(q->name, "root")) return root(q);
  return 0;
}

static double sink;

static double seconds(const struct question *from, const struct question *to, long repeats) {
  clock_t start = clock();
  for (long k = 0; k < repeats; k++)
    for (const struct question *q = from; q < to; q++) { ask(q); sink += answer[0]; }
  return (double)(clock() - start) / CLOCKS_PER_SEC;
}

int main(void) {
  gsl_set_error_handler_off();
  char *line = NULL;
  size_t room = 0;
  struct question *all = NULL;
  int count = 0;
  while (getline(&line, &room, stdin) > 0) {
    all = realloc(all, sizeof *all * (count + 1));
    struct question *q = &all[count++];
    strcpy(q->group, strtok(line, " \n"));
    strcpy(q->name, strtok(NULL, " \n"));
    q->count = 0;
    q->a = calloc(strlen(q->name) + room / 2 + 8, sizeof(double));
    for (char *word; (word = strtok(NULL, " \n")); ) q->a[q->count++] = strtod(word, NULL);
    int numbers = ask(q);
    if (!numbers) printf("none");
    for (int i = 0; i < numbers; i++) printf("%s%.17g", i ? " " : "", answer[i]);
    puts("");
  }
  for (int i = 0, j; i < count; i = j) {
    for (j = i; j < count && !strcmp(all[i].group, all[j].group); j++) {}
    if (!ask(&all[i])) continue;
    long repeats = 1;
    while (seconds(all + i, all + j, repeats) < 0.02) repeats *= 2;
    double least = INFINITY;
    for (int k = 0; k < 5; k++) least = fmin(least, seconds(all + i, all + j, repeats));
    printf("time %s %.17g\n", all[i].group, least / repeats / (j - i) * 1e9);
  }
  return sink == 0.5;
}
