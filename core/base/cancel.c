#include "base/cancel.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>

static atomic_int requested; /* what work sees */
static atomic_int asked;     /* a signal has come */
static atomic_int finishing;
static int waits; /* further signals change nothing */

static void on_signal(int number)
{
    if (atomic_exchange(&asked, 1) && !waits) {
        signal(number, SIG_DFL);
        raise(number);
    }
    fs_cancel_request();
}

void fs_cancel_install(int patient)
{
    waits = patient;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int fs_cancel_requested(void)
{
    return atomic_load_explicit(&requested, memory_order_relaxed);
}

void fs_cancel_request(void)
{
    if (!atomic_load(&finishing))
        atomic_store(&requested, 1);
}

void fs_cancel_finish(void)
{
    atomic_store(&finishing, 1);
    atomic_store(&requested, 0);
}
