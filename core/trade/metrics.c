#include "trade/metrics.h"

#include "base/calendar.h"
#include "base/error.h"
#include "base/time.h"
#include "market/series.h"
#include "trade/curve_kernel.h"

#include <math.h>
#include <string.h>

void fs_curve_init(struct fs_curve *curve, double start, double target)
{
    *curve = (struct fs_curve){.target = target,
                               .last = start,
                               .peak = start,
                               .peak_time = FS_TIME_NONE,
                               .benchmark_first = NAN,
                               .benchmark_last = NAN};
}

static void add_moments(struct fs_curve *c, const struct fs_curve_sums *s, int count)
{
    if (!count)
        return;
    c->downside += s->downside;
    double n = count, a = (double)c->n, whole = a + n, delta = s->mean - c->mean;
    double d_n = delta / whole, d_n2 = d_n * d_n, cross = delta * d_n * a * n;
    c->m4 += s->m4 + cross * d_n2 * (a * a - a * n + n * n) + 6.0 * d_n2 * (a * a * s->m2 + n * n * c->m2) +
             4.0 * d_n * (a * s->m3 - n * c->m3);
    c->m3 += s->m3 + cross * d_n * (a - n) + 3.0 * d_n * (a * s->m2 - n * c->m2);
    c->m2 += s->m2 + cross;
    c->mean += d_n * n;
    c->n += count;
}

static void add_drawdown(struct fs_curve *c, const int64_t *time, const double *equity, int count,
                         const struct fs_curve_sums *s)
{
    if (c->peak_time == FS_TIME_NONE)
        c->peak_time = time[0];
    int i = 0;
    double least = s->least;
    if (s->most >= c->peak) { /* else all of it is under water */
        double deepest = 0.0;
        for (least = c->peak; i < count; i++) {
            if (equity[i] < c->peak) {
                c->under = 1;
                least = equity[i] < least ? equity[i] : least;
                continue;
            }
            if (c->under) {
                double depth = least / c->peak - 1.0;
                deepest = depth < deepest ? depth : deepest;
                if (time[i] - c->peak_time > c->longest)
                    c->longest = time[i] - c->peak_time;
            }
            c->under = 0;
            c->peak_time = time[i];
            c->peak = least = equity[i];
        }
        c->drawdown = deepest < c->drawdown ? deepest : c->drawdown;
    } else {
        c->under = 1;
    }
    double depth = least / c->peak - 1.0;
    c->drawdown = depth < c->drawdown ? depth : c->drawdown;
    if (c->under && time[count - 1] - c->peak_time > c->longest)
        c->longest = time[count - 1] - c->peak_time;
}

static void add_pairs(struct fs_curve *c, const double *r, const double *benchmark, int first, int count)
{
    for (int i = 0; i < count; i++) {
        double before = i ? benchmark[i - 1] : c->benchmark_last, now = benchmark[i];
        if (isnan(c->benchmark_first))
            c->benchmark_first = now;
        if (isnan(before) || i < first)
            continue;
        double b = now / before - 1.0, x = r[i - first];
        c->pairs++;
        double n = (double)c->pairs, db = b - c->pair_mean_b, dr = x - c->pair_mean_r;
        c->pair_mean_b += db / n;
        c->pair_mean_r += dr / n;
        c->pair_bb += db * (b - c->pair_mean_b);
        c->pair_rb += dr * (b - c->pair_mean_b);
    }
    c->benchmark_last = benchmark[count - 1];
}

void fs_curve_add(struct fs_curve *c, const int64_t *time, const double *equity, const double *benchmark,
                  int count)
{
    if (count <= 0)
        return;
    double r[FS_CURVE_BLOCK + FS_CURVE_PADDING];
    struct fs_curve_sums sums;
    /* The first point ends no period: nothing can have been bought before it. */
    int first = c->points == 0;
    fs_curve_kernel(fs_cpu_level())(equity, count, first ? NAN : c->last, c->target, r, &sums);
    add_moments(c, &sums, count - first);
    if (benchmark)
        add_pairs(c, r, benchmark, first, count);
    add_drawdown(c, time, equity, count, &sums);
    c->ruined |= sums.least <= 0.0;
    c->sum += sums.equity;
    c->points += count;
    c->last = equity[count - 1];
}

static int has_weekend(const struct fs_series *s)
{
    /* Enough of them to meet a weekend for certain. */
    int64_t look = s->count < 20000 ? s->count : 20000;
    for (int64_t i = 0; i < look; i++)
        if (fs_time_weekday(fs_time_utc_day(s->time[i])) == 6)
            return 1;
    return 0;
}

static double intraday_periods(const struct fs_series *s, const char **basis)
{
    double length = (double)s->interval;
    if (s->calendar && !strcmp(fs_calendar_name(s->calendar), "NYSE")) {
        *basis = "bars of a 6.5 hour session, 252 sessions a year";
        return 252.0 * 6.5 * (double)FS_NS_PER_HOUR / length;
    }
    if (has_weekend(s)) {
        *basis = "bars round the clock, 365 days a year (the data has weekends)";
        return 365.0 * (double)FS_NS_PER_DAY / length;
    }
    int64_t look = s->count < 20000 ? s->count : 20000, days = 0, last = INT64_MIN;
    for (int64_t i = 0; i < look; i++) {
        int64_t day = fs_time_utc_day(s->time[i]);
        days += day != last;
        last = day;
    }
    *basis = "bars a day as in the data, 252 days a year (the data has no weekends)";
    return days ? 252.0 * (double)look / (double)days : 252.0;
}

double fs_periods_per_year(const struct fs_series *s, const char **basis)
{
    double days = (double)s->interval / (double)FS_NS_PER_DAY;
    if (days < 1.0)
        return intraday_periods(s, basis);
    if (days < 5.0) {
        if (has_weekend(s)) {
            *basis = "daily bars, 365 a year (the data has weekends)";
            return 365.0 / days;
        }
        *basis = "daily bars, 252 a year (the data has no weekends)";
        return 252.0 / days;
    }
    if (days < 28.0) {
        *basis = "weekly bars, 52 a year";
        return 364.0 / days;
    }
    if (days < 80.0) {
        *basis = "monthly bars, 12 a year";
        return 12.0;
    }
    if (days < 300.0) {
        *basis = "quarterly bars, 4 a year";
        return 4.0;
    }
    *basis = "yearly bars";
    return 1.0;
}

static void trade_metrics(const struct fs_trade_record *trades, int64_t count, struct fs_metrics *m)
{
    int64_t closed = 0, won = 0;
    double gains = 0.0, losses = 0.0, sum = 0.0;
    m->best_trade = -INFINITY;
    m->worst_trade = INFINITY;
    for (int64_t i = 0; i < count; i++) {
        if (trades[i].exit_time == FS_TIME_NONE)
            continue;
        double pnl = trades[i].pnl;
        closed++;
        won += pnl > 0.0;
        sum += pnl;
        if (pnl > 0.0)
            gains += pnl;
        else
            losses -= pnl;
        m->best_trade = pnl > m->best_trade ? pnl : m->best_trade;
        m->worst_trade = pnl < m->worst_trade ? pnl : m->worst_trade;
    }
    m->win_rate = closed ? (double)won / (double)closed : NAN;
    m->profit_factor = losses > 0.0 ? gains / losses : gains > 0.0 ? INFINITY : NAN;
    m->mean_trade = closed ? sum / (double)closed : NAN;
    if (!closed)
        m->best_trade = m->worst_trade = NAN;
}

void fs_metrics_compute(const struct fs_curve *c, const struct fs_conventions *conventions, double start,
                        const struct fs_trade_record *trades, int64_t trade_count, double traded,
                        int64_t exposed, double fees, struct fs_metrics *m)
{
    double n = (double)c->n, per_year = conventions->periods_per_year, root = sqrt(per_year);
    *m = (struct fs_metrics){.fees = fees, .max_drawdown = c->points ? c->drawdown : NAN};
    double last = c->points ? c->last : start;
    m->final_equity = last;
    m->total_return = last / start - 1.0;
    m->cagr = c->n < 1 ? NAN : last <= 0.0 ? -1.0 : pow(last / start, per_year / n) - 1.0;
    double deviation = c->n > 1 ? sqrt(c->m2 / (n - 1.0)) : NAN;
    double excess = c->n ? c->mean - c->target : NAN, downside = c->n ? sqrt(c->downside / n) : NAN;
    m->mean_return = c->n ? c->mean : NAN;
    m->volatility = deviation * root;
    m->sharpe = deviation > 0.0 ? excess / deviation * root : NAN;
    m->sortino = downside > 0.0 ? excess / downside * root : NAN;
    m->calmar = m->max_drawdown < 0.0 ? m->cagr / -m->max_drawdown : NAN;
    m->max_drawdown_days = c->points ? (double)c->longest / (double)FS_NS_PER_DAY : NAN;
    double variance = c->n ? c->m2 / n : NAN;
    m->skewness = variance > 0.0 ? c->m3 / n / (variance * sqrt(variance)) : NAN;
    m->kurtosis = variance > 0.0 ? c->m4 / n / (variance * variance) - 3.0 : NAN;
    m->exposure = c->points ? (double)exposed / (double)c->points : NAN;
    double mean_equity = c->points ? c->sum / (double)c->points : NAN, years = n / per_year;
    m->turnover = years > 0.0 && mean_equity > 0.0 ? traded / 2.0 / mean_equity / years : NAN;
    trade_metrics(trades, trade_count, m);
    m->benchmark_return = c->benchmark_last / c->benchmark_first - 1.0;
    m->beta = c->pairs > 1 && c->pair_bb > 0.0 ? c->pair_rb / c->pair_bb : NAN;
    m->alpha = (c->pair_mean_r - c->target - m->beta * (c->pair_mean_b - c->target)) * per_year;
    if (c->ruined)
        m->mean_return = m->volatility = m->sharpe = m->sortino = m->skewness = m->kurtosis = m->beta =
            m->alpha = NAN;
}

void fs_result_annual(struct fs_result *result)
{
    struct fs_metrics *m = &result->metrics;
    struct fs_conventions *c = &result->conventions;
    if ((double)c->periods * 100.0 >= c->periods_per_year)
        return;
    m->cagr = m->volatility = m->sharpe = m->sortino = m->calmar = m->turnover = m->alpha = NAN;
    c->annual_left_out = "the run covers less than a hundredth of a year: figures a year are left out";
}
