#include "failing.h"

#include "base/error.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long left[2] = {-1, -1}; /* calls until one fails; below 0: none does */
static atomic_int onward[2], hit;
static atomic_long live;

void failing_arm(enum failing_what what, long nth, int all)
{
    atomic_store(&hit, 0);
    atomic_store(&onward[what], all);
    atomic_store(&left[what], nth);
}

int failing_disarm(void)
{
    for (int i = 0; i < 2; i++)
        atomic_store(&left[i], -1);
    return atomic_load(&hit);
}

long failing_live(void)
{
    return atomic_load(&live);
}

static int fails(enum failing_what what)
{
    if (atomic_load_explicit(&left[what], memory_order_relaxed) < 0)
        return 0;
    long n = atomic_fetch_sub(&left[what], 1);
    if (n > 1)
        return 0;
    if (atomic_load(&onward[what]))
        atomic_store(&left[what], 1);
    else if (n < 1)
        return 0;
    atomic_store(&hit, 1);
    errno = what == FAILING_MEMORY ? ENOMEM : EIO;
    return 1;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define STAND_IN(name) __wrap_##name
#define REAL(name)     __real_##name
enum { COUNTING = 0 };
#else
/* The C library calls these by name too, so that its own allocations are ours. */
#define STAND_IN(name) name
#define REAL(name)     __libc_##name
enum { COUNTING = 1 };
#endif

#pragma GCC visibility push(default)
void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t count, size_t size);
void *REAL(realloc)(void *old, size_t size);
void *STAND_IN(malloc)(size_t size);
void *STAND_IN(calloc)(size_t count, size_t size);
void *STAND_IN(realloc)(void *old, size_t size);
void *STAND_IN(aligned_alloc)(size_t alignment, size_t size);
int STAND_IN(posix_memalign)(void **out, size_t alignment, size_t size);
void *STAND_IN(mmap)(void *address, size_t size, int protection, int flags, int fd, off_t offset);
void *STAND_IN(mremap)(void *old, size_t old_size, size_t size, int flags, ...);
int STAND_IN(munmap)(void *address, size_t size);
int STAND_IN(fsync)(int fd);
int STAND_IN(rename)(const char *from, const char *to);
int STAND_IN(mkdir)(const char *path, mode_t mode);
int STAND_IN(open)(const char *path, int flags, ...);

static void *counted(void *memory)
{
    if (COUNTING && memory)
        atomic_fetch_add_explicit(&live, 1, memory_order_relaxed);
    return memory;
}

void *STAND_IN(malloc)(size_t size)
{
    return fails(FAILING_MEMORY) ? NULL : counted(REAL(malloc)(size));
}

void *STAND_IN(calloc)(size_t count, size_t size)
{
    return fails(FAILING_MEMORY) ? NULL : counted(REAL(calloc)(count, size));
}

void *STAND_IN(realloc)(void *old, size_t size)
{
    if (fails(FAILING_MEMORY))
        return NULL;
    void *memory = REAL(realloc)(old, size);
    if (COUNTING && !old && memory)
        counted(memory);
    if (COUNTING && old && !size)
        atomic_fetch_sub_explicit(&live, 1, memory_order_relaxed);
    return memory;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
void *REAL(aligned_alloc)(size_t alignment, size_t size);
void *STAND_IN(aligned_alloc)(size_t alignment, size_t size)
{
    return fails(FAILING_MEMORY) ? NULL : REAL(aligned_alloc)(alignment, size);
}

int REAL(posix_memalign)(void **out, size_t alignment, size_t size);
int STAND_IN(posix_memalign)(void **out, size_t alignment, size_t size)
{
    return fails(FAILING_MEMORY) ? ENOMEM : REAL(posix_memalign)(out, alignment, size);
}
#else
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

void *aligned_alloc(size_t alignment, size_t size)
{
    return fails(FAILING_MEMORY) ? NULL : counted(__libc_memalign(alignment, size));
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    if (fails(FAILING_MEMORY))
        return ENOMEM;
    *out = counted(__libc_memalign(alignment, size));
    return *out ? 0 : ENOMEM;
}

void free(void *memory)
{
    if (memory)
        atomic_fetch_sub_explicit(&live, 1, memory_order_relaxed);
    __libc_free(memory);
}
#endif

static void mapped(size_t size, int sign)
{
    if (COUNTING)
        atomic_fetch_add_explicit(&live, sign * (long)((size + 4095) / 4096), memory_order_relaxed);
}

void *STAND_IN(mmap)(void *address, size_t size, int protection, int flags, int fd, off_t offset)
{
    if (fails(FAILING_MEMORY))
        return MAP_FAILED;
    void *memory = (void *)syscall(SYS_mmap, address, size, protection, flags, fd, offset);
    if (memory != MAP_FAILED)
        mapped(size, 1);
    return memory;
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
/* The name that libraries with large files know it by. */
void *mmap64(void *address, size_t size, int protection, int flags, int fd, off_t offset);
void *mmap64(void *address, size_t size, int protection, int flags, int fd, off_t offset)
{
    return mmap(address, size, protection, flags, fd, offset);
}
#endif

/* Only as csv_place.c uses it: to a place that is mapped already. */
void *STAND_IN(mremap)(void *old, size_t old_size, size_t size, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    void *place = va_arg(args, void *);
    va_end(args);
    if (fails(FAILING_MEMORY))
        return MAP_FAILED;
    void *memory = (void *)syscall(SYS_mremap, old, old_size, size, flags, place);
    if (memory != MAP_FAILED)
        mapped(old_size, -1);
    return memory;
}

int STAND_IN(munmap)(void *address, size_t size)
{
    mapped(size, -1);
    return (int)syscall(SYS_munmap, address, size);
}

int STAND_IN(fsync)(int fd)
{
    return fails(FAILING_FILES) ? -1 : (int)syscall(SYS_fsync, fd);
}

int STAND_IN(rename)(const char *from, const char *to)
{
    return fails(FAILING_FILES) ? -1 : (int)syscall(SYS_rename, from, to);
}

int STAND_IN(mkdir)(const char *path, mode_t mode)
{
    return fails(FAILING_FILES) ? -1 : (int)syscall(SYS_mkdir, path, mode);
}

int STAND_IN(open)(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    int mode = flags & O_CREAT ? va_arg(args, int) : 0;
    va_end(args);
    if ((flags & O_ACCMODE) != O_RDONLY && fails(FAILING_FILES))
        return -1;
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

#pragma GCC visibility pop

static int out_of_memory(void)
{
    for (const struct fs_error *e = fs_error_last(); e; e = e->cause)
        if (e->code == FS_E_MEMORY)
            return 1;
    return 0;
}

/* One run with a failure; 1 when there was one. */
static int run_failing(const char *name, const char *which, int (*run)(void), int (*intact)(void), long nth,
                       int all)
{
    fs_error_clear();
    failing_arm(FAILING_MEMORY, nth, all);
    int result = run();
    int failed = failing_disarm();
    const char *message = fs_error_last() ? fs_error_last()->message : "";
    ck_assert_msg(result == 0 || failed, "%s: %s", name, message);
    ck_assert_msg(result == 0 || fs_error_last(), "%s, allocation %ld%s: no error", name, nth, which);
    ck_assert_msg(result == 0 || out_of_memory(), "%s, allocation %ld%s: not out of memory but: %s", name,
                  nth, which, message);
    fs_error_clear();
    ck_assert_msg(!intact || intact() == 0, "%s, allocation %ld%s: something was changed: %s", name, nth,
                  which, fs_error_last() ? fs_error_last()->message : "");
    return failed;
}

void failing_memory(const char *name, int (*run)(void), int (*intact)(void))
{
    for (int warm = 0; warm < 2; warm++) { /* what is made once for the whole program */
        int result = run();
        ck_assert_msg(result == 0 && (!intact || intact() == 0), "%s: %s", name,
                      fs_error_last() ? fs_error_last()->message : "failed");
    }
    for (int all = 0; all < 2; all++) {
        const char *which = all ? " and all after it" : "";
        for (long nth = 1;; nth++) {
            long before = failing_live();
            if (!run_failing(name, which, run, intact, nth, all))
                break;
            if (failing_live() == before)
                continue;
            before = failing_live(); /* libcrypto makes the memory of its errors with the first of them */
            run_failing(name, which, run, intact, nth, all);
            ck_assert_msg(failing_live() == before, "%s, allocation %ld%s: %ld left behind", name, nth, which,
                          failing_live() - before);
        }
    }
    ck_assert_msg(run() == 0, "%s: does not work afterwards: %s", name,
                  fs_error_last() ? fs_error_last()->message : "");
}
