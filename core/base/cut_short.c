#include "base/cut_short.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Only what may be called in a signal handler. */
static void on_bus_error(int number, siginfo_t *info, void *context)
{
    static const char text[] =
        "finsmart: a file that is being read was cut short by another program, or its disk failed\n"
        "  hint: only finsmart may change a dataset's files; import it again or restore it from a backup\n";
    (void)context;
    if (info->si_code != BUS_ADRERR) {
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
    (void)written;
    _exit(1);
}

void fs_cut_short_install(void)
{
    struct sigaction action, before;
    if (sigaction(SIGBUS, NULL, &before) != 0 || before.sa_handler != SIG_DFL)
        return;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_bus_error;
    action.sa_flags = SA_SIGINFO;
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, NULL);
}
