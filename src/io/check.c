/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Datasets that HDF5 would read wrongly, or not at all, are found before. */

#include <config.h>

#include <stdio.h>
#include <string.h>

#include "h5.h"

/* Filters that files of others come with and HDF5 does not have built in. */
static const struct {
    H5Z_filter_t id;
    const char *name;
} check_filters[] = {
    {H5Z_FILTER_DEFLATE, "gzip"},
    {H5Z_FILTER_SZIP, "szip"},
    {307, "bzip2"},
    {32000, "LZF"},
    {32001, "Blosc"},
    {32004, "LZ4"},
    {32008, "bitshuffle"},
    {32013, "ZFP"},
    {32015, "Zstandard"},
    {32017, "SZ"},
    {32026, "Blosc2"},
};

static const char *
check_filter_name(H5Z_filter_t id, const char *stored)
{
    for (size_t i = 0; i < sizeof check_filters / sizeof *check_filters; i++)
        if (check_filters[i].id == id)
            return check_filters[i].name;
    return stored[0] ? stored : "an unknown method";
}

static ipt_status
check_pipeline(hid_t creation, const char *file, const char *name,
               ipt_error *err)
{
    const int n = H5Pget_nfilters(creation);

    for (int i = 0; i < n; i++) {
        char stored[64] = "";
        size_t n_values = 0;
        unsigned flags = 0;
        unsigned info = 0;
        const H5Z_filter_t id =
            H5Pget_filter2(creation, (unsigned)i, &flags, &n_values, NULL,
                           sizeof stored, stored, &info);

        if (id < 0)
            return ipt__h5_error(err, IPT_EFORMAT, file,
                                 "%s: its filters cannot be read", name);
        if (H5Zfilter_avail(id) <= 0 || H5Zget_filter_info(id, &info) < 0 ||
            !(info & H5Z_FILTER_CONFIG_DECODE_ENABLED))
            return ipt_error_set(
                err, IPT_EUNSUP,
                "%s: %s is compressed with %s (filter %d), which this HDF5 "
                "cannot decode; rewrite the file with gzip or without "
                "compression where it can be read (h5repack -f NONE IN OUT)",
                file, name, check_filter_name(id, stored), (int)id);
    }
    return IPT_OK;
}

/* A chunk that was never written reads as zeros without a word. */
static ipt_status
check_chunks(hid_t dataset, hid_t creation, const char *file, const char *name,
             ipt_error *err)
{
#if H5_VERSION_GE(1, 10, 5)
    hsize_t dims[H5S_MAX_RANK];
    hsize_t chunk[H5S_MAX_RANK];
    hsize_t found = 0;
    hsize_t due = 1;
    const int rank = ipt__h5_dims(dataset, H5S_MAX_RANK, dims);
    hid_t space = H5Dget_space(dataset);
    const int known = rank > 0 &&
                      H5Pget_chunk(creation, H5S_MAX_RANK, chunk) == rank &&
                      H5Dget_num_chunks(dataset, space, &found) >= 0;

    ipt__h5_drop(&space);
    if (!known)
        return ipt__h5_error(err, IPT_EFORMAT, file,
                             "%s: its chunks cannot be read", name);
    for (int i = 0; i < rank; i++)
        due *= dims[i] / chunk[i] + (dims[i] % chunk[i] != 0);
    if (found < due)
        return ipt_error_set(
            err, IPT_EFORMAT,
            "%s: only %llu of the %llu chunks of %s were ever written, the "
            "rest would read as zeros (did its writer stop early?)",
            file, (unsigned long long)found, (unsigned long long)due, name);
#else
    (void)dataset, (void)creation, (void)file, (void)name, (void)err;
#endif
    return IPT_OK;
}

static ipt_status
check_contiguous(hid_t dataset, hid_t creation, const char *file,
                 const char *name, ipt_error *err)
{
    const hsize_t stored = H5Dget_storage_size(dataset);
    H5D_space_status_t state = H5D_SPACE_STATUS_ERROR;
    hsize_t dims[H5S_MAX_RANK];
    const int rank = ipt__h5_dims(dataset, H5S_MAX_RANK, dims);
    hid_t owner = H5Iget_file_id(dataset);
    hsize_t size = 0;
    hsize_t points = rank < 0 ? 0 : 1;
    const herr_t sized = owner < 0 ? -1 : H5Fget_filesize(owner, &size);

    ipt__h5_drop(&owner);
    if (sized < 0 || rank < 0 || H5Dget_space_status(dataset, &state) < 0)
        return ipt__h5_error(err, IPT_EFORMAT, file,
                             "%s: its extent cannot be read", name);
    for (int i = 0; i < rank; i++)
        points *= dims[i];
    if (points > 0 && state == H5D_SPACE_STATUS_NOT_ALLOCATED)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: %s was never written and would read as "
                             "zeros (did its writer stop early?)",
                             file, name);
    if (stored > size && H5Pget_external_count(creation) == 0)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: is damaged: %s claims %llu bytes of a file "
                             "of %llu",
                             file, name, (unsigned long long)stored,
                             (unsigned long long)size);
    return IPT_OK;
}

ipt_status
ipt__h5_check_data(hid_t dataset, const char *file, const char *name,
                   ipt_error *err)
{
    hid_t creation = H5Dget_create_plist(dataset);
    ipt_status status = IPT_OK;

    if (creation < 0)
        return ipt__h5_error(err, IPT_EFORMAT, file, "%s cannot be read", name);
    switch (H5Pget_layout(creation)) {
    case H5D_VIRTUAL:
        status = ipt_error_set(
            err, IPT_EUNSUP,
            "%s: %s is a virtual dataset, which reads as fill values where a "
            "source is missing; copy the data into a plain dataset",
            file, name);
        break;
    case H5D_CHUNKED:
        status = check_pipeline(creation, file, name, err);
        if (status == IPT_OK)
            status = check_chunks(dataset, creation, file, name, err);
        break;
    case H5D_CONTIGUOUS:
        status = check_contiguous(dataset, creation, file, name, err);
        break;
    case H5D_COMPACT:
        break;
    default:
        status = ipt__h5_error(err, IPT_EFORMAT, file,
                               "%s: its layout cannot be read", name);
    }
    ipt__h5_drop(&creation);
    return status;
}
