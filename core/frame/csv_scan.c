/*
 * 64 bytes become three bit masks (delimiter, line end, quote). Without a quote among them, which is what numeric
 * files are made of, the set bits are the answer. With quotes, those between an odd and an even one are text; where a
 * quote stands in the midst of a plain field, so that this is not so, the 64 go byte by byte through the states.
 */
#include "frame/csv_scan.h"

#include <immintrin.h>
#include <string.h>

struct masks {
    uint64_t delimiter, eol, quote;
};

/* Bit i: the parity of bits 0 to i. */
static inline __attribute__((always_inline)) uint64_t parities(uint64_t bits)
{
    for (int shift = 1; shift < 64; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

/* Takes delimiters and line ends between quotes out of the masks and moves the state on; 0 where a quote opens within a
 * field: then nothing is changed. */
static inline __attribute__((always_inline)) int clear_quoted(struct masks *m, int *state)
{
    uint64_t inside =
        parities(m->quote) ^ (*state == FS_CSV_QUOTED ? ~UINT64_C(0) : 0); /* with the opening one */
    uint64_t ends = (m->delimiter | m->eol) & ~inside, opening = m->quote & inside,
             closing = m->quote & ~inside;
    uint64_t may_open = (ends | closing) << 1 | (*state == FS_CSV_FIELD_START || *state == FS_CSV_QUOTE_SEEN);
    if (opening & ~may_open)
        return 0;
    m->delimiter &= ~inside;
    m->eol &= ~inside;
    *state = inside >> 63    ? FS_CSV_QUOTED
             : ends >> 63    ? FS_CSV_FIELD_START
             : closing >> 63 ? FS_CSV_QUOTE_SEEN
                             : FS_CSV_PLAIN;
    return 1;
}

/* Appends the set bits; the compiler keeps the counters in registers. */
#define TAKE_BITS(m, base)                                                                                   \
    do {                                                                                                     \
        uint64_t all_ = (m).delimiter | (m).eol;                                                             \
        uint64_t eol_ = (m).eol;                                                                             \
        while (eol_) {                                                                                       \
            uint64_t low_ = eol_ & -eol_;                                                                    \
            rows[row_count++] = (uint32_t)(end_count + (size_t)__builtin_popcountll(all_ & (low_ - 1)));     \
            eol_ &= eol_ - 1;                                                                                \
        }                                                                                                    \
        while (all_) {                                                                                       \
            ends[end_count++] = (uint32_t)(base) + (uint32_t)__builtin_ctzll(all_);                          \
            all_ &= all_ - 1;                                                                                \
        }                                                                                                    \
    } while (0)

static void scan_bytes(struct fs_csv_scan *scan, const char *text, size_t from, size_t to, uint32_t *ends,
                       uint32_t *rows)
{
    int state = scan->state;
    for (size_t i = from; i < to; i++) {
        char c = text[i];
        if (state == FS_CSV_QUOTED) {
            if (c == '"')
                state = FS_CSV_QUOTE_SEEN;
        } else if (c == scan->delimiter || c == scan->eol) {
            if (c == scan->eol)
                rows[scan->row_count++] = (uint32_t)scan->end_count;
            ends[scan->end_count++] = (uint32_t)i;
            state = FS_CSV_FIELD_START;
        } else if (c == '"') {
            scan->quotes = 1;
            state = state == FS_CSV_PLAIN ? FS_CSV_PLAIN : FS_CSV_QUOTED;
        } else {
            state = FS_CSV_PLAIN;
        }
    }
    scan->state = state;
}

/* One body for each instruction set; LOAD_MASKS(p) gives the masks of 64 bytes. */
#define SCAN_BODY(LOAD_MASKS)                                                                                \
    size_t end_count = scan->end_count, row_count = scan->row_count, i = 0;                                  \
    int state = scan->state;                                                                                 \
    for (; i + 64 <= length; i += 64) {                                                                      \
        struct masks m = LOAD_MASKS(text + i, scan->delimiter, scan->eol);                                   \
        if (__builtin_expect(m.quote != 0 || state >= FS_CSV_QUOTED, 0)) {                                   \
            scan->quotes = 1;                                                                                \
            if (m.quote == 0 && state == FS_CSV_QUOTED)                                                      \
                continue;                                                                                    \
            if (!clear_quoted(&m, &state)) {                                                                 \
                scan->end_count = end_count;                                                                 \
                scan->row_count = row_count;                                                                 \
                scan->state = state;                                                                         \
                scan_bytes(scan, text, i, i + 64, ends, rows);                                               \
                end_count = scan->end_count;                                                                 \
                row_count = scan->row_count;                                                                 \
                state = scan->state;                                                                         \
                continue;                                                                                    \
            }                                                                                                \
        } else {                                                                                             \
            state = (m.delimiter | m.eol) >> 63 ? FS_CSV_FIELD_START : FS_CSV_PLAIN;                         \
        }                                                                                                    \
        TAKE_BITS(m, i);                                                                                     \
    }                                                                                                        \
    scan->end_count = end_count;                                                                             \
    scan->row_count = row_count;                                                                             \
    scan->state = state;                                                                                     \
    scan_bytes(scan, text, i, length, ends, rows);

static inline uint64_t equal16(const __m128i v[4], char c)
{
    __m128i want = _mm_set1_epi8(c);
    uint64_t mask = 0;
    for (int k = 0; k < 4; k++)
        mask |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v[k], want)) << (16 * k);
    return mask;
}

static inline struct masks masks_sse(const char *p, char delimiter, char eol)
{
    __m128i v[4];
    for (int k = 0; k < 4; k++)
        v[k] = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * k));
    return (struct masks){equal16(v, delimiter), equal16(v, eol), equal16(v, '"')};
}

static void scan_sse(struct fs_csv_scan *scan, const char *text, size_t length, uint32_t *ends,
                     uint32_t *rows){SCAN_BODY(masks_sse)}

#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

AVX2 static inline uint64_t equal32(__m256i a, __m256i b, char c)
{
    __m256i want = _mm256_set1_epi8(c);
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, want)) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, want)) << 32;
}

AVX2 static inline struct masks masks_avx2(const char *p, char delimiter, char eol)
{
    __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
    return (struct masks){equal32(a, b, delimiter), equal32(a, b, eol), equal32(a, b, '"')};
}

AVX2 static void scan_avx2(struct fs_csv_scan *scan, const char *text, size_t length, uint32_t *ends,
                           uint32_t *rows)
{
    SCAN_BODY(masks_avx2)
    _mm256_zeroupper(); /* gcc 12 leaves it out here, and SSE code afterwards runs at less than half its speed */
}

static int have_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}

void fs_csv_scan(struct fs_csv_scan *scan, const char *text, size_t length, uint32_t *ends, uint32_t *rows)
{
    if (!scan->baseline && have_avx2())
        scan_avx2(scan, text, length, ends, rows);
    else
        scan_sse(scan, text, length, ends, rows);
}

AVX2 static size_t count_avx2(const char *text, size_t length, char c, int *quotes)
{
    __m256i want = _mm256_set1_epi8(c), quote = _mm256_set1_epi8('"'), quoted = _mm256_setzero_si256();
    size_t i = 0, count = 0;
    for (; i + 64 <= length; i += 64) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)(text + i));
        __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(text + i + 32));
        quoted = _mm256_or_si256(quoted,
                                 _mm256_or_si256(_mm256_cmpeq_epi8(a, quote), _mm256_cmpeq_epi8(b, quote)));
        count += (size_t)__builtin_popcountll(
            (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, want)) |
            (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, want)) << 32);
    }
    *quotes |= _mm256_movemask_epi8(quoted) != 0;
    for (; i < length; i++) {
        count += text[i] == c;
        *quotes |= text[i] == '"';
    }
    return count;
}

size_t fs_csv_count_lines(const char *text, size_t length, char eol, int *quotes)
{
    if (have_avx2())
        return count_avx2(text, length, eol, quotes);
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += text[i] == eol;
        *quotes |= text[i] == '"';
    }
    return count;
}

size_t fs_csv_count(const char *text, size_t length, char c)
{
    int quotes = 0;
    return fs_csv_count_lines(text, length, c, &quotes);
}
