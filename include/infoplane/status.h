/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Status codes and the error object that explains them. */

#ifndef IPT_STATUS_H
#define IPT_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

/** What a function that can fail returns; zero is success. */
typedef enum {
    IPT_OK = 0,
    IPT_EINVAL,   /**< an argument or option outside its documented range */
    IPT_ECONFIG,  /**< a configuration that cannot be used */
    IPT_EFORMAT,  /**< a file that is not what it should be */
    IPT_EIO,      /**< the operating system refused to read or write */
    IPT_ENOMEM,   /**< not enough memory */
    IPT_ENUMERIC, /**< NaN, infinity or divergence in a computation */
    IPT_EUNSUP,   /**< not available in this build or for this input */
    IPT_ESTOP     /**< stopped on request; can be resumed */
} ipt_status;

enum { IPT_MESSAGE_MAX = 1024 };

/**
 * The first failure of an operation, in one line. Callers own it, start it
 * with IPT_ERROR_INIT and may pass NULL wherever one is accepted.
 */
typedef struct {
    ipt_status status;
    char message[IPT_MESSAGE_MAX];
} ipt_error;

#define IPT_ERROR_INIT                                                         \
    {                                                                          \
        IPT_OK, ""                                                             \
    }

#if defined(__GNUC__)
#define IPT_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define IPT_PRINTF(fmt, args)
#endif

/**
 * Records a failure and returns its status, so that a failing function can
 * end with `return ipt_error_set(err, IPT_EINVAL, ...)`. A failure already in
 * @p err is kept. The message is cut, with "...", at IPT_MESSAGE_MAX bytes.
 *
 * @param err     where to record; may be NULL
 * @param status  what happened, not IPT_OK
 * @param format  printf format of one line without a line break
 * @return status
 */
ipt_status ipt_error_set(ipt_error *err, ipt_status status, const char *format,
                         ...) IPT_PRINTF(3, 4);

/** Puts what the caller was doing before the recorded message, ": " between.
 * Does nothing when @p err is NULL or holds no failure. */
void ipt_error_prefix(ipt_error *err, const char *format, ...) IPT_PRINTF(2, 3);

/** Forgets the recorded failure. */
void ipt_error_clear(ipt_error *err);

/** The name of a status, such as "IPT_EINVAL"; never NULL. */
const char *ipt_status_name(ipt_status status);

#ifdef __cplusplus
}
#endif

#endif
