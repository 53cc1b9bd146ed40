/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matrices from MAT files, through matio where ipt was built with it. */

#include <config.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_MATIO
#include <matio.h>
#endif

#include "mat_file.h"

#ifdef HAVE_MATIO

/* The wanted variable and the names of all, for the message. */
typedef struct {
    const char *name;
    int found;
    ipt__mat_info info;
    char names[400];
} mat_search;

static void
mat_visit(void *context, const ipt__mat_info *info)
{
    mat_search *search = context;
    const size_t at = strlen(search->names);

    snprintf(search->names + at, sizeof search->names - at, "%s%s",
             at ? ", " : "", info->name);
    if (!search->found && !strcmp(info->name, search->name)) {
        search->found = 1;
        search->info = *info;
    }
}

static ipt_status
mat_check(const char *path, const mat_search *search, ipt_error *err)
{
    const ipt__mat_info *info = &search->info;

    if (!search->found)
        return ipt_error_set(
            err, IPT_EFORMAT, "%s: no variable \"%s\"; the file has %s", path,
            search->name, *search->names ? search->names : "none");
    if (info->class_ < 6 || info->class_ > 15 || info->complex)
        return ipt_error_set(err, IPT_EUNSUP,
                             "%s: \"%s\" is of class %s%s, expected a full "
                             "real matrix of numbers",
                             path, search->name,
                             info->complex ? "complex " : "",
                             ipt__mat_class_name(info->class_));
    if (info->rank != 2 || info->extent[0] == 0 || info->extent[1] == 0)
        return ipt_error_set(err, IPT_EUNSUP,
                             "%s: \"%s\" has %zu axes and %zu x %zu elements, "
                             "expected a matrix that is not empty",
                             path, search->name, info->rank, info->extent[0],
                             info->extent[1]);
    return IPT_OK;
}

/* Element i of what matio delivered; it is in the order of this machine. */
static int
mat_value(const matvar_t *variable, size_t i, double *out)
{
#define MAT_CASE(code, type)                                                   \
    case code:                                                                 \
        *out = (double)((const type *)variable->data)[i];                      \
        return 1;
    switch (variable->data_type) {
        MAT_CASE(MAT_T_INT8, int8_t)
        MAT_CASE(MAT_T_UINT8, uint8_t)
        MAT_CASE(MAT_T_INT16, int16_t)
        MAT_CASE(MAT_T_UINT16, uint16_t)
        MAT_CASE(MAT_T_INT32, int32_t)
        MAT_CASE(MAT_T_UINT32, uint32_t)
        MAT_CASE(MAT_T_INT64, int64_t)
        MAT_CASE(MAT_T_UINT64, uint64_t)
        MAT_CASE(MAT_T_SINGLE, float)
        MAT_CASE(MAT_T_DOUBLE, double)
    default:
        return 0;
    }
#undef MAT_CASE
}

static ipt_status
mat_copy(const char *path, const char *name, const matvar_t *variable,
         ipt_array *array, ipt_error *err)
{
    const size_t rows = array->extent[0];
    const size_t columns = array->extent[1];
    const int wide = variable->data_type == MAT_T_INT64 ||
                     variable->data_type == MAT_T_UINT64;

    for (size_t i = 0; i < array->size; i++) {
        double value = 0;

        if (!mat_value(variable, i, &value))
            return ipt_error_set(err, IPT_EUNSUP,
                                 "%s: \"%s\" holds values of type %d", path,
                                 name, (int)variable->data_type);
        if (wide && fabs(value) > 0x1p53)
            return ipt_error_set(err, IPT_EFORMAT,
                                 "%s: \"%s\": row %zu, column %zu: %.0f, "
                                 "expected whole numbers up to 2^53",
                                 path, name, i % rows + 1, i / rows + 1, value);
        array->value[i % rows * columns + i / rows] = value;
    }
    return IPT_OK;
}

ipt_status
ipt__mat_read(const char *path, const char *name, ipt_array *out,
              ipt_error *err)
{
    mat_search search = {.name = name};
    mat_t *file = NULL;
    matvar_t *variable = NULL;
    ipt_array array;
    void *memory = NULL;
    ipt_status status = ipt__mat_walk(path, mat_visit, &search, err);

    memset(&array, 0, sizeof array);
    if (status == IPT_OK)
        status = mat_check(path, &search, err);
    if (status != IPT_OK)
        return status;
    array.rank = 2;
    array.extent[0] = search.info.extent[0];
    array.extent[1] = search.info.extent[1];
    array.size = array.extent[0] * array.extent[1];
    snprintf(array.dtype, sizeof array.dtype, "%s",
             ipt__mat_class_name(search.info.class_));
    status = ipt__array_alloc(&memory, array.size, 1, sizeof *array.value, path,
                              err);
    array.value = memory;
    if (status != IPT_OK)
        goto done;
    file = Mat_Open(path, MAT_ACC_RDONLY);
    variable = file ? Mat_VarRead(file, name) : NULL;
    if (!variable || !variable->data || variable->rank != 2 ||
        variable->dims[0] != array.extent[0] ||
        variable->dims[1] != array.extent[1]) {
        status = ipt_error_set(err, IPT_EFORMAT,
                               "%s: matio cannot read the variable \"%s\"",
                               path, name);
        goto done;
    }
    status = mat_copy(path, name, variable, &array, err);
    if (status != IPT_OK)
        goto done;
    *out = array;
    memset(&array, 0, sizeof array);
done:
    Mat_VarFree(variable);
    if (file)
        Mat_Close(file);
    ipt_array_clear(&array);
    return status;
}

#else

ipt_status
ipt__mat_read(const char *path, const char *name, ipt_array *out,
              ipt_error *err)
{
    (void)name;
    (void)out;
    return ipt_error_set(err, IPT_EUNSUP,
                         "%s: this ipt was built without matio and cannot "
                         "read MAT files; install it (Debian: libmatio-dev) "
                         "and build again",
                         path);
}

#endif
