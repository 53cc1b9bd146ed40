/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of src/nn share: records of the families, the network and
 * the memory that a batch passes through. */

#ifndef IPT_NN_NN_H
#define IPT_NN_NN_H

#include <stddef.h>
#include <stdint.h>

#include <infoplane/network.h>
#include <infoplane/random.h>

#include "kernels.h"

typedef struct ipt__layer ipt__layer;

/** Rows of a batch that pass through the network together. A larger batch is
 * worked off in pieces of this size, gradients adding up, so memory does not
 * grow with the batch and tensors stay in cache. */
enum { IPT__CHUNK = 256 };

/** An activation: values of a layer from its sums z. Elementwise ones have
 * kernels of their own; softmax works on whole columns. */
typedef struct {
    ipt_nn_record record;
    double low, high; /* of the range; NaN: infinite */
    int needs_z;      /* the slope cannot be had from the value alone */
    int output_only;  /* refuses to be a hidden layer */
    int trains_slope; /* one parameter for each unit */
    const ipt__act_kernels *level[3]; /* by ipt_cpu_level */
} ipt__activation;

/** Tensors of one layer for one piece of a batch: unit by unit, the samples
 * innermost; rows are `stride` apart, samples n..padded are padding. */
typedef struct {
    const ipt__kernels *kernels;
    size_t n;
    size_t padded; /* n rounded up to IPT__PAD */
    size_t stride;
} ipt__pass;

/**
 * A layer: `configure` reads its words, `plan` checks the input shape and
 * reports output shape and number of parameters, `init` draws them, `forward`
 * computes the sums z before the activation, `backward` adds the gradients of
 * its parameters and, unless `dx` is NULL, stores that of its input. All but
 * `configure` and `release` are pure functions of their arguments.
 */
typedef struct {
    ipt_nn_record record;
    const char *syntax;
    int computes; /* has an activation and a tap */
    size_t state_size;
    ipt_status (*configure)(ipt__layer *layer, size_t n, char *const *word,
                            ipt_error *err);
    ipt_status (*plan)(ipt__layer *layer, ipt_error *err);
    void (*init)(const ipt__layer *layer, const ipt_model_options *model,
                 ipt_real *parameters, double *scratch, ipt_stream *stream);
    void (*forward)(const ipt__layer *layer, const ipt__pass *pass,
                    const ipt_real *parameters, const ipt_real *x, ipt_real *z);
    void (*backward)(const ipt__layer *layer, const ipt__pass *pass,
                     const ipt_real *parameters, const ipt_real *x,
                     const ipt_real *dz, ipt_real *gradient, ipt_real *dx);
    void (*release)(ipt__layer *layer); /* or NULL */
} ipt__layer_record;

/** One layer of a network. */
struct ipt__layer {
    const ipt__layer_record *type;
    const ipt__activation *activation; /* or NULL */
    void *state;                       /* type->state_size bytes */
    char name[64];
    size_t position; /* of its words in `layers`, from 1 */
    ipt_shape in;
    ipt_shape out;
    size_t fan_in, fan_out; /* of one weight, for the initialisation */
    size_t n_weights;       /* the first parameters: what norms measure */
    size_t n_parameters;    /* with biases and slopes */
    size_t n_slopes;        /* the last of them */
    size_t offset;          /* of its parameters in the network's block */
};

/** Tensors of all layers for one piece of a batch. */
typedef struct {
    ipt_real *block;
    ipt_real *x;        /* the input, units x stride */
    ipt_real **z;       /* per layer; equal to a where z is not needed */
    ipt_real **a;       /* per layer */
    ipt_real *d[2];     /* gradients, alternating; NULL: forward only */
    ipt__lane *label;   /* of each sample */
    ipt_real *y;        /* targets, y_units x stride, or NULL */
    ipt_real *row_loss; /* of each sample */
    size_t stride;
} ipt__workspace;

struct ipt_network {
    ipt_model_options model;
    size_t n_layers;
    ipt__layer *layer;
    size_t n_taps;
    size_t *tap_layer; /* layer of each tap */
    ipt_tap *tap;
    size_t n_parameters;
    ipt_real *parameters;
    double *scratch; /* of the initialisation, or NULL */
    const ipt__kernels *kernels;
    ipt_cpu_level level;
    ipt__workspace evaluation;
};

/** An initialisation: draws the weights of a layer, `fan` as the option says.
 * `matrix` is rows (outputs) x columns (inputs of one output). */
typedef struct {
    ipt_nn_record record;
    int uses_fan; /* 0: has a rule of its own for the fans */
    size_t (*scratch)(size_t rows, size_t columns); /* or NULL: none */
    void (*draw)(ipt_real *matrix, size_t rows, size_t columns,
                 const double fan[3], double gain, double *scratch,
                 ipt_stream *stream);
} ipt__init;

/** Positions in the `fan` of an initialisation. */
enum { IPT__FAN_IN, IPT__FAN_OUT, IPT__FAN_CHOSEN };

/* families.c: NULL where no member has the name. */
const ipt__activation *ipt__activation_find(const char *name);
const ipt__layer_record *ipt__layer_find(const char *name);
const ipt__init *ipt__init_find(const char *name);
/** Says that @p name is no member: what it was meant to be, the nearest. */
ipt_status ipt__family_refuse(const ipt_nn_record *const *family,
                              const char *what, const char *name,
                              ipt_error *err);
/** The member called @p name, or NULL. */
const ipt_nn_record *ipt__family_find(const ipt_nn_record *const *family,
                                      const char *name);

/* parse.c */
/** Fills net->layer from the text; names, shapes and sizes stay open. */
ipt_status ipt__layers_parse(ipt_network *net, ipt_error *err);
/** A whole number of at least 1 that fills the word. */
ipt_status ipt__parse_count(const char *what, const char *word, size_t *out,
                            ipt_error *err);
/** Sets layer->activation by name. */
ipt_status ipt__parse_activation(ipt__layer *layer, const char *word,
                                 ipt_error *err);

/* workspace.c */
ipt_status ipt__workspace_reserve(ipt__workspace *space, const ipt_network *net,
                                  size_t capacity, size_t y_units, int backward,
                                  ipt_error *err);
void ipt__workspace_clear(ipt__workspace *space);

/* tensor.c */
/** Copies pass->n rows of @p units into a tensor and zeroes its padding;
 * row s is number index[s], or s where @p index is NULL. */
void ipt__tensor_gather(ipt_real *tensor, const float *rows, size_t units,
                        const uint32_t *index, const ipt__pass *pass);
void ipt__tensor_scatter(float *rows, const ipt_real *tensor, size_t units,
                         const ipt__pass *pass);
void ipt__tensor_clear_padding(ipt_real *row, const ipt__pass *pass);
/** Writes the taps of a piece as rows from..from+n; taps may be NULL. */
void ipt__taps_write(const ipt_network *net, const ipt__pass *pass,
                     const ipt__workspace *space, size_t from,
                     float *const *taps);

/* pass.c */
ipt__pass ipt__pass_begin(const ipt_network *net, const ipt__workspace *space,
                          size_t n);
/** Computes z and a of every layer from space->x; without a of the last
 * where @p sums_only, for objectives that need its z alone. */
void ipt__network_forward(const ipt_network *net, const ipt__pass *pass,
                          ipt__workspace *space, int sums_only);
/**
 * Adds the gradients of all parameters, given that of the last layer in
 * space->d[0]: with respect to its sums when @p at_z, else to its values.
 */
void ipt__network_backward(const ipt_network *net, const ipt__pass *pass,
                           ipt__workspace *space, int at_z, ipt_real *gradient);

/* blas.c */
/** Whether the products of a layer of @p rows units and @p depth inputs are
 * left to BLAS. */
int ipt__blas_pays(const ipt__kernels *kernels, size_t rows, size_t depth);
void ipt__blas_forward(const ipt_real *w, const ipt_real *bias,
                       const ipt_real *x, ipt_real *z, size_t rows,
                       size_t depth, const ipt__pass *pass);
void ipt__blas_backward(const ipt_real *w, const ipt_real *x,
                        const ipt_real *dz, ipt_real *dw, ipt_real *dx,
                        size_t rows, size_t depth, const ipt__pass *pass);
/** Limits OpenMP builds of BLAS to one thread for the calling thread; returns
 * what ipt__blas_leave() takes to undo that. */
int ipt__blas_enter(void);
void ipt__blas_leave(int before);

#endif
