/* gate_money.c: checks of what the account must have for an order: buying power, settled cash, margin. */
#include "trade/afford.h"
#include "trade/gate_checks.h"

fs_i128 fs_gate_worth(const struct fs_gate_money *money, int64_t qty, int64_t price, int in_account)
{
    fs_i128 value = fs_amount_product(qty, price);
    if ((!money->multiplier || !fs_amount_ratio(value, money->multiplier, FS_SCALE, &value)) &&
        (!in_account || !money->rate.denominator ||
         !fs_amount_ratio(value, money->rate.numerator, money->rate.denominator, &value)))
        return value;
    fs_error_clear();
    return FS_I128_MAX;
}

int fs_gate_check_buying(const struct fs_gate *gate, const struct fs_gate_order *order,
                         struct fs_verdict *verdict)
{
    if (gate->leverage == INT64_MAX || fs_gate_is_reduce_only(order) ||
        (order->money && order->money->margins))
        return 1;
    fs_i128 before = (fs_i128)order->position + order->pending_buy - order->pending_sell;
    fs_i128 after = before + fs_gate_signed(order);
    if (fs_gate_size(after) <= fs_gate_size(before) && (after < 0) == (before < 0))
        return 1; /* it only reduces */
    fs_i128 gross, power;
    if (fs_gate_size(after) > INT64_MAX)
        return fs_gate_refuse(verdict, fs_gate_units(INT64_MAX), (double)fs_gate_size(after) / 1e8,
                              "the position would be %.10g; an account holds at most %.10g of a symbol",
                              (double)fs_gate_size(after) / 1e8, fs_gate_units(INT64_MAX));
    if (__builtin_add_overflow(order->other_exposure,
                               fs_gate_value(order, (int64_t)fs_gate_size(after), fs_gate_price(order)),
                               &gross))
        gross = FS_I128_MAX; /* more than anybody has */
    if (order->equity <= 0)
        power = 0;
    else if (fs_buying_power(order->equity, gate->leverage, &power))
        power = FS_I128_MAX - 1;
    if (gross <= power)
        return 1;
    return fs_gate_refuse(verdict, (double)power / 1e16, (double)gross / 1e16,
                          "gross exposure would be %.2f; buying power is %.2f", (double)gross / 1e16,
                          (double)power / 1e16);
}

int fs_gate_check_cash(const struct fs_gate *gate, const struct fs_gate_order *order,
                       struct fs_verdict *verdict)
{
    (void)gate;
    const struct fs_gate_money *money = order->money;
    if (!money || !money->cash_only || fs_gate_is_reduce_only(order))
        return 1;
    if (order->request->side == FS_SELL) {
        fs_i128 free = (fs_i128)order->position - order->pending_sell;
        return order->request->qty <= free ||
               fs_gate_refuse(verdict, free > 0 ? fs_gate_units((int64_t)free) : 0.0,
                              fs_gate_units(order->request->qty),
                              "a sale of %.10g of %s would be short, which a cash account cannot be",
                              fs_gate_units(order->request->qty), order->symbol);
    }
    fs_i128 value = fs_gate_value(order, order->request->qty, fs_gate_price(order));
    return value <= money->settled ||
           fs_gate_refuse(
               verdict, fs_money_double(money->settled), (double)value / 1e16,
               "a purchase of %.2f is above the settled cash that no waiting order is meant for, %.2f",
               (double)value / 1e16, fs_money_double(money->settled));
}

int fs_gate_check_margin(const struct fs_gate *gate, const struct fs_gate_order *order,
                         struct fs_verdict *verdict)
{
    (void)gate;
    const struct fs_gate_money *money = order->money;
    if (!money || !money->margins || money->required <= order->equity || fs_gate_reduces(order))
        return 1;
    return fs_gate_refuse(verdict, fs_money_double(order->equity), fs_money_double(money->required),
                          "initial margin would be %.2f; equity is %.2f", fs_money_double(money->required),
                          fs_money_double(order->equity));
}
