## SPDX-License-Identifier: GPL-3.0-or-later
## Kernels are compiled once for each instruction set. They are written with
## vectors and say themselves in which order sums are taken, so reassociation,
## which would also break the reduction of exp's argument, is taken back.

NN_KERNELS = \
	%D%/act_abs.c \
	%D%/act_centred_softplus.c \
	%D%/act_elu.c \
	%D%/act_gelu.c \
	%D%/act_hard_tanh.c \
	%D%/act_identity.c \
	%D%/act_leaky_relu.c \
	%D%/act_prelu.c \
	%D%/act_relu.c \
	%D%/act_sigmoid.c \
	%D%/act_softmax.c \
	%D%/act_softplus.c \
	%D%/act_softsign.c \
	%D%/act_swish.c \
	%D%/act_tanh.c \
	%D%/kernel_loss.c \
	%D%/kernel_outer.c \
	%D%/kernel_panel.c \
	%D%/kernel_table.c \
	%D%/kernel_update.c
NN_SOURCES = \
	%D%/blas.c \
	%D%/families.c \
	%D%/gradient_stats.c \
	%D%/init_normal.c \
	%D%/init_orthogonal.c \
	%D%/init_uniform.c \
	%D%/kernels.c \
	%D%/layer_dense.c \
	%D%/model.c \
	%D%/network.c \
	%D%/objective_cross_entropy.c \
	%D%/objective_mse.c \
	%D%/optimizer_adam.c \
	%D%/optimizer_sgd.c \
	%D%/order.c \
	%D%/parse.c \
	%D%/pass.c \
	%D%/schedule.c \
	%D%/snapshot.c \
	%D%/tensor.c \
	%D%/train_options.c \
	%D%/trainer.c \
	%D%/trainer_state.c \
	%D%/workspace.c
noinst_HEADERS += \
	%D%/activation.h \
	%D%/fold.h \
	%D%/init.h \
	%D%/kernel.h \
	%D%/kernels.h \
	%D%/nn.h \
	%D%/train.h \
	%D%/train_options.h \
	%D%/vector.h
NN_KERNEL_CFLAGS = $(KERNEL_BASE_CFLAGS) -fno-associative-math \
	-fno-reciprocal-math -fsigned-zeros -fno-unroll-loops

noinst_LTLIBRARIES += libiptnn.la libiptnnbase.la
libiptnn_la_SOURCES = $(NN_SOURCES)
libiptnn_la_LIBADD = libiptnnbase.la
libiptnnbase_la_SOURCES = $(NN_KERNELS)
libiptnnbase_la_CPPFLAGS = $(AM_CPPFLAGS) -DKERNEL_LEVEL=0
libiptnnbase_la_CFLAGS = $(NN_KERNEL_CFLAGS)

## The same in double, for the gradient check alone.
check_LTLIBRARIES += libiptnn64.la libiptnnbase64.la
libiptnn64_la_SOURCES = $(NN_SOURCES)
libiptnn64_la_CPPFLAGS = $(AM_CPPFLAGS) -DIPT_REAL_DOUBLE
libiptnn64_la_LIBADD = libiptnnbase64.la
libiptnnbase64_la_SOURCES = $(NN_KERNELS)
libiptnnbase64_la_CPPFLAGS = $(libiptnn64_la_CPPFLAGS) -DKERNEL_LEVEL=0
libiptnnbase64_la_CFLAGS = $(NN_KERNEL_CFLAGS)

if KERNEL_LEVELS
noinst_LTLIBRARIES += libiptnnv3.la libiptnnv4.la
libiptnn_la_LIBADD += libiptnnv3.la libiptnnv4.la
libiptnnv3_la_SOURCES = $(NN_KERNELS)
libiptnnv3_la_CPPFLAGS = $(AM_CPPFLAGS) -DKERNEL_LEVEL=3
libiptnnv3_la_CFLAGS = $(NN_KERNEL_CFLAGS) $(KERNEL_V3_CFLAGS)
libiptnnv4_la_SOURCES = $(NN_KERNELS)
libiptnnv4_la_CPPFLAGS = $(AM_CPPFLAGS) -DKERNEL_LEVEL=4
libiptnnv4_la_CFLAGS = $(NN_KERNEL_CFLAGS) $(KERNEL_V4_CFLAGS)

check_LTLIBRARIES += libiptnnv364.la libiptnnv464.la
libiptnn64_la_LIBADD += libiptnnv364.la libiptnnv464.la
libiptnnv364_la_SOURCES = $(NN_KERNELS)
libiptnnv364_la_CPPFLAGS = $(libiptnn64_la_CPPFLAGS) -DKERNEL_LEVEL=3
libiptnnv364_la_CFLAGS = $(NN_KERNEL_CFLAGS) $(KERNEL_V3_CFLAGS)
libiptnnv464_la_SOURCES = $(NN_KERNELS)
libiptnnv464_la_CPPFLAGS = $(libiptnn64_la_CPPFLAGS) -DKERNEL_LEVEL=4
libiptnnv464_la_CFLAGS = $(NN_KERNEL_CFLAGS) $(KERNEL_V4_CFLAGS)
endif
