/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening HDF5 files, and writing them so that a reader never sees half. */

#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <infoplane/checkpoint.h>

#include "h5.h"

/* File access as everywhere in ipt: the oldest format that can hold what is
 * written, locks where the file system has them. */
static hid_t
file_access(void)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);

    if (access < 0)
        return -1;
    if (H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V110) < 0)
        ipt__h5_drop(&access);
#ifdef HAVE_H5PSET_FILE_LOCKING
    else if (H5Pset_file_locking(access, 1, 1) < 0)
        ipt__h5_drop(&access);
#endif
    return access;
}

static ipt_status
file_open_refused(const char *path, ipt_error *err)
{
    const int number = ipt__h5_errno();

    if (number == EAGAIN || number == EACCES || number == EWOULDBLOCK)
        return ipt_error_set(err, IPT_EIO,
                             "%s: is being written by another program (it is "
                             "locked); try again when that has finished",
                             path);
    if (number == ENOLCK || number == ENOSYS || number == EOPNOTSUPP)
        return ipt_error_set(err, IPT_EIO,
                             "%s: this file system has no locks; set "
                             "HDF5_USE_FILE_LOCKING=FALSE and make sure that "
                             "nothing writes the file",
                             path);
    ipt__h5_error(err, IPT_EFORMAT, path,
                  "is a damaged or incomplete HDF5 file");
    if (err && strstr(err->message, "already open for write"))
        ipt_error_clear(err), /* a writer that died left its mark */
            ipt_error_set(err, IPT_EFORMAT,
                          "%s: its writer ended without closing it, or still "
                          "runs; if it has ended, `h5clear -s` makes the file "
                          "readable",
                          path);
    return err ? err->status : IPT_EFORMAT;
}

ipt_status
ipt__h5_open(const char *path, hid_t *out, ipt_error *err)
{
    struct stat st;
    hid_t access = -1;
    hid_t file = -1;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return ipt_error_set(err, IPT_EIO, "%s: cannot be opened: %s", path,
                             strerror(errno));
    const int known = fstat(fd, &st);
    close(fd);
    if (known != 0)
        return ipt_error_set(err, IPT_EIO, "%s: cannot be read: %s", path,
                             strerror(errno));
    if (S_ISDIR(st.st_mode))
        return ipt_error_set(err, IPT_EIO,
                             "%s: is a folder, expected an HDF5 file", path);
    if (S_ISREG(st.st_mode) && st.st_size == 0)
        return ipt_error_set(err, IPT_EFORMAT,
                             "%s: is empty, expected an HDF5 file", path);
    access = file_access();
    if (access < 0)
        return ipt__h5_error(err, IPT_ENOMEM, path, "cannot be opened");
    if (H5Fis_hdf5(path) == 0) {
        ipt__h5_drop(&access);
        return ipt_error_set(err, IPT_EFORMAT, "%s: is not an HDF5 file", path);
    }
    H5Eclear2(H5E_DEFAULT);
    file = H5Fopen(path, H5F_ACC_RDONLY, access);
    if (file < 0) {
        const ipt_status status = file_open_refused(path, err);

        ipt__h5_drop(&access);
        return status;
    }
    ipt__h5_drop(&access);
    *out = file;
    return IPT_OK;
}

/* Makes the file and tries whether it takes some bytes: HDF5 itself would
 * empty a file that another program writes before it looks at the lock, and
 * leaks what it cannot write. */
static ipt_status
part_probe(const char *part, ipt_error *err)
{
    static const char zeros[8192];
    const int fd = open(part, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    ipt_status status = IPT_OK;
    ssize_t n = 0;

    if (fd < 0)
        return ipt_error_set(err, IPT_EIO, "%s: cannot be created: %s", part,
                             strerror(errno));
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        close(fd);
        return ipt_error_set(err, IPT_EIO,
                             "%s: is being written by another program (it is "
                             "locked)",
                             part);
    }
    n = pwrite(fd, zeros, sizeof zeros, 0);
    if (n >= 0 && n < (ssize_t)sizeof zeros) /* full: ask again for why */
        n = pwrite(fd, zeros, sizeof zeros - (size_t)n, n) > 0 ? n : -1;
    if (n < 0) {
        status = ipt_error_set(err, IPT_EIO, "%s: cannot be written: %s", part,
                               strerror(errno));
        unlink(part);
    }
    close(fd);
    return status;
}

ipt_status
ipt__part_create(ipt__part *part, const char *path, ipt_error *err)
{
    const unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    const size_t size = strlen(path) + sizeof ".part";
    hid_t access = -1;
    hid_t creation = -1;
    ipt_status status = IPT_OK;

    part->file = -1;
    part->path = ipt__text_copy(path);
    part->part = malloc(size);
    if (!part->path || !part->part) {
        status = ipt_error_set(err, IPT_ENOMEM, "%s: not enough memory", path);
        goto done;
    }
    snprintf(part->part, size, "%s.part", path);
    access = file_access();
    creation = H5Pcreate(H5P_FILE_CREATE);
    if (access < 0 || creation < 0 ||
        H5Pset_link_creation_order(creation, order) < 0 ||
        H5Pset_attr_creation_order(creation, order) < 0 ||
        H5Pset_obj_track_times(creation, 0) < 0) {
        status = ipt__h5_error(err, IPT_ENOMEM, path, "cannot be created");
        goto done;
    }
    status = part_probe(part->part, err);
    if (status != IPT_OK)
        goto done;
    H5Eclear2(H5E_DEFAULT);
    part->file = H5Fcreate(part->part, H5F_ACC_TRUNC, creation, access);
    if (part->file < 0) {
        status = ipt__h5_error(err, IPT_EIO, part->part, "cannot be created");
        unlink(part->part);
    }
done:
    ipt__h5_drop(&access);
    ipt__h5_drop(&creation);
    if (status != IPT_OK) {
        free(part->path);
        free(part->part);
        memset(part, 0, sizeof *part);
        part->file = -1;
    }
    return status;
}

void
ipt__part_discard(ipt__part *part)
{
    if (part->file >= 0) {
        ipt__h5_divert(part->file);
        H5Fclose(part->file);
        unlink(part->part);
    }
    free(part->path);
    free(part->part);
    memset(part, 0, sizeof *part);
    part->file = -1;
}

/* Whether the names of finished files may become durable later. */
static int part_folders_later;

void
ipt_folders_later(int later)
{
    part_folders_later = later;
}

/* fsync of a file or folder; 0 or the errno. Folders of some file systems
 * cannot be synchronised, which is no failure. */
static int
part_sync(const char *path, int flags)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    int number = 0;

    if (fd < 0)
        return errno;
    if (fsync(fd) != 0)
        number = errno;
    close(fd);
    return (flags & O_DIRECTORY) && number != EIO ? 0 : number;
}

static int
part_sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    int number = 0;

    if (!slash)
        return part_sync(".", O_DIRECTORY);
    if (slash == path)
        return part_sync("/", O_DIRECTORY);
    char *folder = ipt__text_copy(path);
    if (!folder)
        return ENOMEM;
    folder[slash - path] = '\0';
    number = part_sync(folder, O_DIRECTORY);
    free(folder);
    return number;
}

ipt_status
ipt__part_commit(ipt__part *part, ipt_error *err)
{
    ipt_status status = IPT_OK;
    int number = 0;

    H5Eclear2(H5E_DEFAULT);
    if (H5Fflush(part->file, H5F_SCOPE_GLOBAL) < 0) {
        status = ipt__h5_error(err, IPT_EIO, part->path, "cannot be written");
        ipt__part_discard(part);
        return status;
    }
    const herr_t closed = H5Fclose(part->file);
    part->file = -1;
    if (closed < 0)
        status = ipt__h5_error(err, IPT_EIO, part->path, "cannot be written");
    else if ((number = part_sync(part->part, 0)) != 0 ||
             (rename(part->part, part->path) != 0 && (number = errno) != 0))
        status = ipt_error_set(err, IPT_EIO, "%s: cannot be written: %s",
                               part->path, strerror(number));
    if (status != IPT_OK)
        unlink(part->part);
    else if (!part_folders_later &&
             (number = part_sync_folder(part->path)) != 0)
        status = ipt_error_set(err, IPT_EIO,
                               "%s: is written, but its folder cannot be "
                               "synchronised: %s",
                               part->path, strerror(number));
    ipt__part_discard(part);
    return status;
}
