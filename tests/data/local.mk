## SPDX-License-Identifier: GPL-3.0-or-later
DATA_TEST_LIBS = libiptdata.la libiptcore.la $(CUNIT_LIBS) $(THIRD_LIBS)

noinst_HEADERS += %D%/files.h

UNIT_TESTS += %D%/test_csv
%C%_test_csv_SOURCES = %D%/test_csv.c
%C%_test_csv_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_csv_LDADD = $(DATA_TEST_LIBS)

UNIT_TESTS += %D%/test_damage
%C%_test_damage_SOURCES = %D%/test_damage.c
%C%_test_damage_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_damage_LDADD = $(DATA_TEST_LIBS)

UNIT_TESTS += %D%/test_idx
%C%_test_idx_SOURCES = %D%/test_idx.c
%C%_test_idx_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_idx_LDADD = $(DATA_TEST_LIBS)

UNIT_TESTS += %D%/test_mat
%C%_test_mat_SOURCES = %D%/test_mat.c
%C%_test_mat_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_mat_LDADD = $(DATA_TEST_LIBS)

UNIT_TESTS += %D%/test_npy
%C%_test_npy_SOURCES = %D%/test_npy.c
%C%_test_npy_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_npy_LDADD = $(DATA_TEST_LIBS)

UNIT_TESTS += %D%/test_split
%C%_test_split_SOURCES = %D%/test_split.c
%C%_test_split_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_split_LDADD = $(DATA_TEST_LIBS)

UNIT_TESTS += %D%/test_szt
%C%_test_szt_SOURCES = %D%/test_szt.c
%C%_test_szt_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_szt_LDADD = $(DATA_TEST_LIBS)

UNIT_TESTS += %D%/test_write
%C%_test_write_SOURCES = %D%/test_write.c
%C%_test_write_CPPFLAGS = $(TEST_CPPFLAGS)
%C%_test_write_LDADD = $(DATA_TEST_LIBS)

## Written by the scripts among them.
EXTRA_DIST += \
	%D%/szt_reference.py \
	%D%/reference/make.py \
	%D%/reference/packed.mat \
	%D%/reference/plain.mat \
	%D%/reference/b1.npy \
	%D%/reference/cube_fortran.npy \
	%D%/reference/f2_v2.npy \
	%D%/reference/f4.npy \
	%D%/reference/f4_big_v3.npy \
	%D%/reference/f8_big_fortran.npy \
	%D%/reference/i1.npy \
	%D%/reference/i2_big.npy \
	%D%/reference/i4_fortran.npy \
	%D%/reference/i8.npy \
	%D%/reference/u1.npy \
	%D%/reference/u2_big.npy \
	%D%/reference/u4.npy \
	%D%/reference/u8_big.npy
