/* venue_take.c: what own orders take from the market, and what they leave there for each other. */
#include "base/error.h"
#include "trade/venue_state.h"

static struct fs_taken *taken_at(struct fs_venue *v, int side, int64_t price)
{
    struct fs_venue_side *s = fs_venue_side(v, side);
    for (int i = 0; i < s->taken_count; i++)
        if (s->taken[i].price == price)
            return &s->taken[i];
    return NULL;
}

int64_t fs_venue_available(struct fs_venue *v, int side, int64_t price, int64_t qty)
{
    if (v->options.feed != FS_VENUE_ORDERS) {
        const struct fs_taken *taken = taken_at(v, side, price);
        return !taken ? qty : qty > taken->qty ? qty - taken->qty : 0;
    }
    if (!v->marks_taken)
        return qty;
    int64_t free = 0;
    int count = fs_marks_queue(v, side, price);
    for (int i = 0; i < count; i++)
        free += fs_marks_free(v, &v->queue[i]);
    return count < 0 ? -1 : free;
}

static int take_orders(struct fs_venue *v, int side, int64_t price, int64_t qty)
{
    int count = fs_marks_queue(v, side, price);
    for (int i = 0; i < count && qty; i++) {
        int64_t free = fs_marks_free(v, &v->queue[i]);
        free = free < qty ? free : qty;
        if (free && fs_marks_take(v, &v->queue[i], free))
            return -1;
        qty -= free;
    }
    return count < 0 ? -1 : 0;
}

int fs_venue_take(struct fs_venue *v, int side, int64_t price, int64_t qty)
{
    struct fs_venue_side *s = fs_venue_side(v, side);
    v->dirty = 1;
    if (v->options.feed == FS_VENUE_ORDERS)
        return take_orders(v, side, price, qty);
    struct fs_taken *taken = taken_at(v, side, price);
    if (!taken) {
        if (v->options.feed == FS_VENUE_QUOTES && s->taken_count == FS_TAKEN_QUOTES)
            s->taken[0] = s->taken[--s->taken_count];
        if (fs_venue_grow(&s->taken, &s->taken_capacity, s->taken_count + 1, sizeof *s->taken))
            return -1;
        taken = &s->taken[s->taken_count++];
        *taken = (struct fs_taken){.price = price};
    }
    taken->qty += qty;
    return 0;
}

/* `most` levels of a side into v->levels: how many. -1 with an error. */
static int levels_of(struct fs_venue *v, int side, int most)
{
    if (fs_venue_grow(&v->levels, &v->level_capacity, most, sizeof *v->levels))
        return -1;
    return fs_venue_levels(v, side, v->levels, most);
}

/* What of a level stands before the first own order there; own orders have taken of it from the front. */
static int64_t before_own(const struct fs_venue *v, const struct fs_own_level *level, int64_t free,
                          int64_t taken)
{
    int64_t ahead = v->own[level->first].ahead, left = ahead > taken ? ahead - taken : 0;
    return left < free ? left : free;
}

/* Goes through the levels that an order with a limit (0: none) meets, up to `want` and at most to the first one where `first`. */
static int64_t walk(struct fs_venue *v, int side, int64_t limit, int64_t want, struct fs_level *first)
{
    int other = fs_other_side(side), from = 0, most = 1, count; /* the best level mostly tells */
    int64_t sum = 0;
    const struct fs_venue_side *own = fs_venue_side(v, other);
    while ((count = levels_of(v, other, most)) > from) {
        for (; from < count; from++) {
            struct fs_level level = v->levels[from];
            if (limit && fs_price_better(side, level.price, limit))
                return sum;
            int stands = own->own_count && !fs_price_better(other, level.price, own->own[0].price);
            if (stands && level.price != own->own[0].price)
                return sum;
            int64_t all = level.qty;
            level.qty = fs_venue_available(v, other, level.price, level.qty);
            if (level.qty < 0)
                return -1;
            if (stands)
                level.qty = before_own(v, &own->own[0], level.qty, all - level.qty);
            if (level.qty && first) {
                *first = level;
                return level.qty;
            }
            sum = fs_add_most(sum, level.qty);
            if (sum >= want || stands)
                return sum < want ? sum : want;
        }
        if (count < most)
            return sum;
        most *= 4;
    }
    return count < 0 ? -1 : sum;
}

int64_t fs_venue_reachable(struct fs_venue *v, int side, int64_t limit, int64_t want)
{
    return walk(v, side, limit, want, NULL);
}

int fs_venue_next_free(struct fs_venue *v, int side, int64_t limit, struct fs_level *level)
{
    int64_t found = walk(v, side, limit, 1, level);
    return found < 0 ? -1 : found > 0;
}
