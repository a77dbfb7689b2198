#include "work/worker.h"

#include "base/error.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <math.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* System calls that computing, reading files and writing results never need. */
static const char *const forbidden[] = {
    "execve",
    "execveat",
    "fork",
    "vfork",
    "socket",
    "socketpair",
    "connect",
    "bind",
    "listen",
    "accept",
    "accept4",
    "sendto",
    "sendmsg",
    "sendmmsg",
    "recvfrom",
    "recvmsg",
    "recvmmsg",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "pidfd_getfd",
    "kcmp",
    "mount",
    "umount2",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsmount",
    "pivot_root",
    "chroot",
    "unshare",
    "setns",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "keyctl",
    "add_key",
    "request_key",
    "init_module",
    "finit_module",
    "delete_module",
    "kexec_load",
    "kexec_file_load",
    "reboot",
    "swapon",
    "swapoff",
    "settimeofday",
    "clock_settime",
    "adjtimex",
    "clock_adjtime",
    "sethostname",
    "setdomainname",
    "open_by_handle_at",
    "name_to_handle_at",
    "iopl",
    "ioperm",
    "acct",
    "quotactl",
    "setuid",
    "setgid",
    "setreuid",
    "setregid",
    "setresuid",
    "setresgid",
    "setgroups",
    "setfsuid",
    "setfsgid",
    "capset",
    "personality",
    "mknod",
    "mknodat",
    "chown",
    "fchown",
    "lchown",
    "fchownat",
    "chmod",
    "fchmod",
    "fchmodat",
};

static int limit(int resource, rlim_t value, const char *name)
{
    struct rlimit now;
    if (getrlimit(resource, &now) == 0 && now.rlim_max < value)
        value = now.rlim_max; /* somebody outside allows less: theirs holds */
    struct rlimit both = {value, value};
    if (setrlimit(resource, &both))
        return fs_error_errno("could not limit the script's process (%s)", name);
    return 0;
}

static int set_limits(const struct fs_work_limits *limits)
{
#ifndef FINSMART_SANITIZED /* a sanitizer's shadow memory counts as data: the script's allocator holds the   \
                              limit there */
    if (limit(RLIMIT_DATA, (rlim_t)limits->memory, "memory"))
        return -1;
#endif
    double cpu = ceil(limits->seconds) * 2 +
                 10; /* the wall clock is the limit; this one ends it without a supervisor */
    if (cpu < 1e9 && limit(RLIMIT_CPU, (rlim_t)cpu, "processor time"))
        return -1;
    return limit(RLIMIT_NOFILE, 1024, "open files") || limit(RLIMIT_CORE, 0, "core files") ? -1 : 0;
}

#ifdef FINSMART_SANITIZED /* the leak check at exit clones a process that shares our memory and traces us */
enum { NOT_A_FORK = CLONE_THREAD | CLONE_VM };
static const char tracing[] = "ptrace";
#else
enum { NOT_A_FORK = CLONE_THREAD };
static const char tracing[] = "";
#endif

static int forbid_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int failure = filter ? 0 : -ENOMEM;
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden && !failure; i++) {
        int number = seccomp_syscall_resolve_name(forbidden[i]);
        if (strcmp(forbidden[i], tracing) && number != __NR_SCMP_ERROR)
            failure = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 0);
    }
    /* Threads yes, processes no: clone3 hides its flags behind a pointer, and the C library falls back to
     * clone. */
    if (!failure)
        failure = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    if (!failure)
        failure = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                                   SCMP_A0(SCMP_CMP_MASKED_EQ, NOT_A_FORK, 0));
    /* A worker may end itself, nobody else. */
    if (!failure)
        failure = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(kill), 1,
                                   SCMP_A0(SCMP_CMP_NE, (scmp_datum_t)getpid(), 0));
    if (!failure)
        failure = seccomp_load(filter);
    seccomp_release(filter);
    if (failure) {
        errno = -failure;
        return fs_error_errno("could not restrict the system calls of the script's process");
    }
    return 0;
}

static void allow(int rules, const char *path, __u64 access)
{
    int folder = open(path, O_PATH | O_CLOEXEC);
    if (folder < 0)
        return; /* what does not exist can't be opened */
    struct stat info;
    if (fstat(folder, &info) == 0 && !S_ISDIR(info.st_mode))
        access &= LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE;
    struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = folder};
    syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(folder);
}

static int landlock(const char *const *writable, const char *const *readable)
{
    const __u64 writing = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                          LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                          LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                          LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                          LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;
    const __u64 reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
    struct landlock_ruleset_attr rules = {.handled_access_fs = writing | LANDLOCK_ACCESS_FS_EXECUTE |
                                                               (readable ? reading : 0)};
    int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
    if (fd < 0) {
        fs_log(FS_LOG_INFO,
               "this kernel has no Landlock: file access of scripts' processes rests on the sandbox alone",
               NULL);
        return 0;
    }
    static const char *const devices[] = {"/dev/null", "/dev/tty", NULL};
    /* What the C library, the calendar and OpenBLAS read. */
    static const char *const system[] = {
        "/usr", "/lib", "/lib64", "/etc", "/proc", "/sys/devices/system", "/dev/urandom", NULL};
    for (const char *const *path = devices; *path; path++)
        allow(fd, *path, LANDLOCK_ACCESS_FS_WRITE_FILE | (readable ? LANDLOCK_ACCESS_FS_READ_FILE : 0));
    for (const char *const *path = writable; path && *path; path++)
        allow(fd, *path, writing | (readable ? reading : 0));
    for (const char *const *path = readable ? system : NULL; path && *path; path++)
        allow(fd, *path, reading);
    for (const char *const *path = readable; path && *path; path++)
        allow(fd, *path, reading);
    int failed = (int)syscall(SYS_landlock_restrict_self, fd, 0);
    close(fd);
    return failed ? fs_error_errno("could not restrict the files of the script's process") : 0;
}

int fs_work_confine(const struct fs_work_limits *limits, const char *const *writable,
                    const char *const *readable)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return fs_error_errno("could not confine the script's process");
    if (fs_work_is_worker() && getppid() != fs_work_supervisor())
        raise(SIGKILL); /* the supervisor died before we were bound to it */
    return set_limits(limits) || landlock(writable, readable) || forbid_calls() ? -1 : 0;
}
