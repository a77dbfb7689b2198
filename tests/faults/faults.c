/*
 * faults.c: preloaded into the server, lets one call that touches a file under a folder fail (integration/server/faults.py).
 *
 *   FAULT=write:ENOSPC:7   the 7th write; FAULT_UNDER: the folder; FAULT_HIT: a file that is made when it has failed
 *
 * Calls: open, write (fwrite, dprintf and the fclose of a written file are writes too), fsync, rename, mkdir. Instead of an error
 * "SHORT": half is written, and that is what the call says. FAULT=write:ENOSPC:7+ : all from the 7th on.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SHORT = -1 };

static char call[16], under[4096], hit[4096];
static int failure;
static long target;
static int onward;
static atomic_long count;

__attribute__((constructor)) static void prepare(void)
{
    static const struct {
        const char *name;
        int value;
    } failures[] = {{"ENOSPC", ENOSPC}, {"EIO", EIO}, {"EMFILE", EMFILE}, {"SHORT", SHORT}};
    const char *text = getenv("FAULT"), *folder = getenv("FAULT_UNDER"), *file = getenv("FAULT_HIT");
    char name[16], more = 0;
    if (!text || !folder || !file || sscanf(text, "%15[a-z]:%15[A-Z]:%ld%c", call, name, &target, &more) < 3)
        return;
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++)
        if (!strcmp(name, failures[i].name))
            failure = failures[i].value;
    onward = more == '+';
    snprintf(under, sizeof under, "%s", folder);
    snprintf(hit, sizeof hit, "%s", file);
}

static int is_under(const char *path)
{
    size_t length = strlen(under);
    return length && !strncmp(path, under, length) && (path[length] == '/' || !path[length]);
}

/* Is it this one's turn? errno is set then. */
static int fails(const char *name, const char *path)
{
    if (!failure || strcmp(name, call) != 0 || !is_under(path))
        return 0;
    long n = atomic_fetch_add(&count, 1) + 1;
    if (n != target && !(onward && n > target))
        return 0;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, hit, O_WRONLY | O_CREAT, 0666);
    if (fd >= 0)
        syscall(SYS_close, fd);
    errno = failure > 0 ? failure : EIO;
    return 1;
}

static int fails_fd(const char *name, int fd)
{
    char link[40], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = failure && !strcmp(name, call) ? readlink(link, path, sizeof path - 1) : -1;
    if (length < 0)
        return 0;
    path[length] = '\0';
    return fails(name, path);
}

#define REAL(type, name, ...)                                                                                \
    static type (*real)(__VA_ARGS__);                                                                        \
    if (!real)                                                                                               \
    real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
    va_end(args);
    return fails("open", path) ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) __attribute__((alias("open")));

FILE *fopen(const char *path, const char *mode)
{
    REAL(FILE *, fopen, const char *, const char *);
    return fails("open", path) ? NULL : real(path, mode);
}

FILE *fopen64(const char *path, const char *mode) __attribute__((alias("fopen")));

ssize_t write(int fd, const void *bytes, size_t size)
{
    if (!fails_fd("write", fd))
        return syscall(SYS_write, fd, bytes, size);
    return failure == SHORT && size > 1 ? syscall(SYS_write, fd, bytes, size / 2)
           : failure == SHORT           ? syscall(SYS_write, fd, bytes, size)
                                        : -1;
}

int dprintf(int fd, const char *format, ...)
{
    char text[4096];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    for (int done = 0; done < length;) { /* as the C library does it */
        ssize_t n = write(fd, text + done, (size_t)(length - done));
        if (n < 0)
            return -1;
        done += (int)n;
    }
    return length;
}

size_t fwrite(const void *bytes, size_t size, size_t n, FILE *out)
{
    REAL(size_t, fwrite, const void *, size_t, size_t, FILE *);
    return failure != SHORT && fails_fd("write", fileno(out)) ? 0 : real(bytes, size, n, out);
}

int fclose(FILE *file)
{
    REAL(int, fclose, FILE *);
    int flags = fcntl(fileno(file), F_GETFL);
    int lost =
        flags >= 0 && (flags & O_ACCMODE) != O_RDONLY && failure != SHORT && fails_fd("write", fileno(file));
    int why = errno, status = real(file);
    if (lost)
        errno = why;
    return lost ? EOF : status;
}

int fsync(int fd)
{
    return fails_fd("fsync", fd) ? -1 : (int)syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to)
{
    return fails("rename", to) ? -1 : (int)syscall(SYS_rename, from, to);
}

int mkdir(const char *path, mode_t mode)
{
    return fails("mkdir", path) ? -1 : (int)syscall(SYS_mkdir, path, mode);
}
