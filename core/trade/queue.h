/*
 * queue.h: how far an order comes forward in its queue when the feed does not say who left it. Inside the room only.
 *
 * Quantities are mantissas, not negative. `front` stands before the order, `back` behind it, `gone` of both has left without a
 * trade. The share of `gone` that stood before the order:
 *   FS_QUEUE_RISK_AVERSE   none
 *   FS_QUEUE_POWER         f(front) / (f(front) + f(back)) with f(x) = x^n
 *   FS_QUEUE_LOG           the same with f(x) = log(1 + x), x in units (mantissa / 10^8)
 * What of `gone` is more than stood behind the order stood before it, whatever the model says. Fractions of the smallest
 * quantity stay before the order.
 */
#ifndef FINSMART_TRADE_QUEUE_H
#define FINSMART_TRADE_QUEUE_H

#include <stdint.h>

/* What stands before the order afterwards; from 0 to `front`. `model` is one of enum fs_queue_model (venue.h), `power` its n. */
int64_t fs_queue_forward(int model, double power, int64_t front, int64_t back, int64_t gone);

#endif
