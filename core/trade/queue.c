#include "trade/queue.h"

#include "trade/venue.h"

#include <math.h>

/* Whole exponents are products: the same bits on every machine, which pow() does not promise. */
static double power_of(double x, double n)
{
    if (n != floor(n) || n > 16)
        return pow(x, n);
    double result = 1;
    for (int i = 0; i < (int)n; i++)
        result *= x;
    return result;
}

static double share_before(int model, double power, int64_t front, int64_t back)
{
    if (model == FS_QUEUE_RISK_AVERSE || !front)
        return 0;
    if (!back)
        return 1;
    double f, b;
    if (model == FS_QUEUE_LOG) {
        f = log1p((double)front / 1e8);
        b = log1p((double)back / 1e8);
    } else { /* of shares, so that no power leaves the range of doubles */
        double all = (double)front + (double)back;
        f = power_of((double)front / all, power);
        b = power_of((double)back / all, power);
    }
    double share = f / (f + b);
    return share >= 0 && share <= 1 ? share : 0; /* both powers underflow: as risk-averse */
}

int64_t fs_queue_forward(int model, double power, int64_t front, int64_t back, int64_t gone)
{
    double share = share_before(model, power, front, back);
    int64_t before = share < 1 ? (int64_t)floor(share * (double)gone) : gone;
    if (before > gone) /* a double that was rounded up */
        before = gone;
    if (gone - before > back)
        before = gone - back;
    return before < front ? front - before : 0;
}
