/* The job of `verification curves` in plain C on GSL: for each plate two free four-parameter fits, one with common asymptotes and
   slope, the F test between them, and Fieller's interval of the potency. Analytic Jacobians, trust region.

   gcc -O2 curves.c -lgsl -lgslcblas -lm -o curves
   verification plates | ./curves */
#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { PLATES = 2000, WELLS = 32 };

struct wells {
  int count;
  double ln_dose[WELLS], response[WELLS];
  int code[WELLS];
};

/* Parameters: lower, upper, slope, then a ln EC50 for each code. */
static int residuals(const gsl_vector *p, void *data, gsl_vector *out) {
  const struct wells *w = data;
  double lower = p->data[0], upper = p->data[1], slope = p->data[2];
  for (int i = 0; i < w->count; i++) {
    double u = exp(-slope * (w->ln_dose[i] - p->data[3 + w->code[i]]));
    gsl_vector_set(out, i, lower + (upper - lower) / (1 + u) - w->response[i]);
  }
  return GSL_SUCCESS;
}

static int jacobian(const gsl_vector *p, void *data, gsl_matrix *out) {
  const struct wells *w = data;
  double range = p->data[1] - p->data[0], slope = p->data[2];
  gsl_matrix_set_zero(out);
  for (int i = 0; i < w->count; i++) {
    double z = w->ln_dose[i] - p->data[3 + w->code[i]], u = exp(-slope * z), g = 1 / (1 + u), h = range * u * g * g;
    gsl_matrix_set(out, i, 0, 1 - g);
    gsl_matrix_set(out, i, 1, g);
    gsl_matrix_set(out, i, 2, h * z);
    gsl_matrix_set(out, i, 3 + w->code[i], -h * slope);
  }
  return GSL_SUCCESS;
}

static double fit(gsl_multifit_nlinear_workspace *space, struct wells *w, size_t count, int *failed) {
  double low = 1e9, high = -1e9, middle = 0, start[5];
  int info;
  for (int i = 0; i < w->count; i++) {
    low = fmin(low, w->response[i]);
    high = fmax(high, w->response[i]);
    middle += w->ln_dose[i] / w->count;
  }
  start[0] = low, start[1] = high, start[2] = 1, start[3] = middle, start[4] = middle;
  gsl_vector_view view = gsl_vector_view_array(start, count);
  gsl_multifit_nlinear_fdf model = {residuals, jacobian, NULL, w->count, count, w, 0, 0, 0};
  gsl_multifit_nlinear_init(&view.vector, &model, space);
  if (gsl_multifit_nlinear_driver(200, 1e-10, 1e-10, 0, NULL, NULL, &info, space)) (*failed)++;
  double squares;
  gsl_blas_ddot(space->f, space->f, &squares);
  return squares;
}

int main(void) {
  static struct wells plates[PLATES];
  int plate, code;
  double dose, response;
  while (scanf("%d %d %lf %lf", &plate, &code, &dose, &response) == 4) {
    if (plate < 0 || plate >= PLATES || plates[plate].count == WELLS) return 1;
    struct wells *w = plates + plate;
    w->ln_dose[w->count] = log(dose), w->response[w->count] = response, w->code[w->count++] = code;
  }
  gsl_multifit_nlinear_parameters options = gsl_multifit_nlinear_default_parameters();
  gsl_multifit_nlinear_workspace *own = gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &options, WELLS / 2, 4);
  gsl_multifit_nlinear_workspace *both = gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &options, WELLS, 5);
  gsl_matrix *covariance = gsl_matrix_alloc(5, 5);
  double t = gsl_cdf_tdist_Pinv(0.975, WELLS - 5);
  for (int repeat = 0; repeat < 3; repeat++) {
    struct timespec from, to;
    double sum = 0;
    int failed = 0;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int k = 0; k < PLATES; k++) {
      double alone = 0;
      for (int which = 0; which < 2; which++) {
        struct wells half = {0, {0}, {0}, {0}};
        for (int i = 0; i < WELLS; i++) {
          if (plates[k].code[i] != which) continue;
          half.ln_dose[half.count] = plates[k].ln_dose[i], half.response[half.count++] = plates[k].response[i];
        }
        alone += fit(own, &half, 4, &failed);
      }
      double squares = fit(both, plates + k, 5, &failed), variance = squares / (WELLS - 5);
      gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(both), 0, covariance);
      double ratio = exp(gsl_vector_get(both->x, 3) - gsl_vector_get(both->x, 4));
      double v11 = gsl_matrix_get(covariance, 3, 3) * variance, v22 = gsl_matrix_get(covariance, 4, 4) * variance;
      double v12 = gsl_matrix_get(covariance, 3, 4) * variance, g = t * t * v22;
      double middle = (1 - g * v12 / v22) / (1 - g);
      double half = t * sqrt(v11 + v22 - 2 * v12 - g * (v11 - v12 * v12 / v22)) / (1 - g);
      double f = (squares - alone) / 3 / (alone / (WELLS - 8));
      sum += ratio + ratio * (middle - half) + ratio * (middle + half) + f + gsl_cdf_fdist_Q(f, 3, WELLS - 8);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("C      %d plates  %.4f s  sum %.9f  without a fit %d\n", PLATES,
           (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec), sum, failed);
  }
  return 0;
}
