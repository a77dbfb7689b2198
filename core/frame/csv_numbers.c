/*
 * Eight fields of a column at once, where the processor has AVX-512; one at a time elsewhere, with the same results.
 *
 * Each field's last 16 bytes fill one of the four 16-byte lanes of a register, two registers hold eight fields. Masks
 * of bytes say which belong to the field, which is the sign and which the decimal mark; the digits before the mark move
 * up by one place over it; three multiplications join 16 digits to an integer of at most 2^53, and one division by a
 * power of ten rounds once (Clinger 1990). Whatever does not fit this (more than 16 bytes, exponents, signs other than
 * a leading minus, missing values) is found in the masks and read by csv_read_cell().
 */
#include "frame/csv_numbers.h"

#include "frame/number_digits.h"

#include <immintrin.h>

#define INLINE static inline __attribute__((always_inline))

INLINE int f64s_one_by_one(const struct csv_cells *cells, int from, int rows, double *out)
{
    char decimal = cells->csv->decimal;
    for (int i = from; i < rows; i++) {
        size_t length;
        const char *text = csv_plain_text(cells, i, &length);
        int negative = *text == '-'; /* or what follows an empty field: then the length fits nothing */
        double value;
        if (__builtin_expect(
                fs_number_short_f64(text + negative, length - (size_t)negative, decimal, &value) == 0, 1))
            out[i] = negative ? -value : value;
        else if (csv_read_cell(cells, i, &out[i]))
            return -1;
    }
    return 0;
}

INLINE int i64s_one_by_one(const struct csv_cells *cells, int from, int rows, int64_t unit, int64_t *out)
{
    for (int i = from; i < rows; i++) {
        size_t length;
        const char *text = csv_plain_text(cells, i, &length);
        int negative = *text == '-';
        uint64_t digits;
        int64_t value;
        if (__builtin_expect(
                fs_number_short_u64(text + negative, length - (size_t)negative, &digits) == 0 &&
                    !__builtin_mul_overflow(negative ? -(int64_t)digits : (int64_t)digits, unit, &value),
                1))
            out[i] = value;
        else if (csv_read_cell(cells, i, &out[i]))
            return -1;
    }
    return 0;
}

#define AVX512 __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx512cd,bmi,bmi2,lzcnt,popcnt")))

static int use_avx512(const struct csv_cells *cells)
{
    return cells->csv->options.kernels == FS_CSV_BEST && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("bmi2");
}

/* Eight fields. 16-bit lanes of `masks` stand for the fields 0 2 4 6 1 3 5 7, one bit a byte. */
struct eight {
    __m512i digits;      /* the integer that the digits make, in the fields' order */
    __m128i marks;       /* where the decimal mark is, in the fields' order */
    __mmask8 minus, odd; /* fields with a sign; fields that are no plain number */
};

/* 16-bit lanes 0 2 4 6 1 3 5 7 in order. */
AVX512 static inline __m128i in_order(__m128i lanes)
{
    return _mm_unpacklo_epi16(lanes, _mm_unpackhi_epi64(lanes, lanes));
}

AVX512 static inline __m128i two_masks(__mmask64 low, __mmask64 high)
{
    return _mm_set_epi64x((int64_t)high, (int64_t)low);
}

/* The 16 bytes that end with each of four fields. */
AVX512 static inline __m512i load_four(const char *a, const char *b, const char *c, const char *d)
{
    __m256i low = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)(a - 16))),
        _mm_loadu_si128((const __m128i *)(const void *)(b - 16)), 1);
    __m256i high = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)(c - 16))),
        _mm_loadu_si128((const __m128i *)(const void *)(d - 16)), 1);
    return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

/* 16 digits a lane to two numbers of eight digits, still to be joined, in the low half of each lane. */
AVX512 static inline __m512i join_four_digits(__m512i digits)
{
    __m512i pairs = _mm512_maddubs_epi16(digits, _mm512_set1_epi16(1 << 8 | 10));
    return _mm512_madd_epi16(pairs, _mm512_set1_epi32(1 << 16 | 100));
}

/* The two ends of a field, the second in the upper half and in *to, without quotes round the text, and with `strip`
 * without a carriage return behind it. */
AVX512 INLINE uint64_t plain_ends(const char *base, const uint32_t *ends, int strip, uint32_t *to)
{
    uint32_t before = ends[0], end = ends[1];
    end -= strip && end - before > 1 && base[end - 1] == '\r';
    int quoted = end - before > 2 && base[before + 1] == '"' && base[end - 1] == '"';
    before += (uint32_t)quoted;
    *to = end -= (uint32_t)quoted;
    return (uint64_t)end << 32 | before;
}

/* ends[0] is before the first field's text, ends[1] behind it, and so on with the next line's `width` further. `trim`: quotes may
 * stand round them, or a carriage return behind (`strip`). `trim` and `with_mark` are constants. */
AVX512 INLINE void read_eight(const char *base, const uint32_t *ends, size_t width, int trim, int strip,
                              int with_mark, char mark, struct eight *out)
{
    __m128i pair[4];
    const char *end[8];
#pragma GCC unroll 4
    for (int j = 0; j < 4; j++) {
        const uint32_t *a = ends + (size_t)(j < 2 ? 4 * j : 4 * j - 7) * width, *b = a + 2 * width;
        uint32_t to_a = a[1], to_b = b[1];
        pair[j] =
            _mm_castps_si128(_mm_loadh_pi(_mm_castsi128_ps(_mm_loadl_epi64((const __m128i *)(const void *)a)),
                                          (const __m64 *)(const void *)b));
        if (trim)
            pair[j] = _mm_set_epi64x((int64_t)plain_ends(base, b, strip, &to_b),
                                     (int64_t)plain_ends(base, a, strip, &to_a));
        end[2 * j] = base + to_a;
        end[2 * j + 1] = base + to_b;
    }
    __m512i pairs = _mm512_inserti64x4(
        _mm512_castsi256_si512(_mm256_inserti128_si256(_mm256_castsi128_si256(pair[0]), pair[1], 1)),
        _mm256_inserti128_si256(_mm256_castsi128_si256(pair[2]), pair[3], 1), 1);
    __m512i low = load_four(end[0], end[1], end[2], end[3]);
    __m512i high = load_four(end[4], end[5], end[6], end[7]);
    /* length - 1, modulo 2^32: the end before a block's first field is -1 */
    __m512i less = _mm512_and_epi64(
        _mm512_sub_epi64(_mm512_sub_epi64(_mm512_srli_epi64(pairs, 32), pairs), _mm512_set1_epi64(2)),
        _mm512_set1_epi64(UINT32_MAX));
    __m128i odd = _mm512_cvtepi64_epi16(
        _mm512_maskz_set1_epi64(_mm512_cmpgt_epu64_mask(less, _mm512_set1_epi64(FS_NUMBER_DIGITS - 1)), -1));
    __m128i valid = _mm512_cvtepi64_epi16(_mm512_srlv_epi64(_mm512_set1_epi64(0xffff8000), less));

    __m512i minus_byte = _mm512_set1_epi8('-');
    __m128i zero = _mm_setzero_si128();
    __m128i first = _mm_and_si128(valid, _mm_sub_epi16(zero, valid));
    __m128i minus = _mm_and_si128(
        two_masks(_mm512_cmpeq_epi8_mask(low, minus_byte), _mm512_cmpeq_epi8_mask(high, minus_byte)), first);
    valid = _mm_xor_si128(valid, minus);
    __m512i digit_zero = _mm512_set1_epi8('0');
    __mmask64 valid_low = (uint64_t)_mm_cvtsi128_si64(valid),
              valid_high = (uint64_t)_mm_extract_epi64(valid, 1);
    low = _mm512_maskz_sub_epi8(valid_low, low, digit_zero);
    high = _mm512_maskz_sub_epi8(valid_high, high, digit_zero);
    __m128i marks = zero;
    if (with_mark) {
        __m512i mark_byte = _mm512_set1_epi8((char)(mark - '0'));
        marks = _mm_and_si128(valid, two_masks(_mm512_cmpeq_epi8_mask(low, mark_byte),
                                               _mm512_cmpeq_epi8_mask(high, mark_byte)));
        __m128i below = _mm_sub_epi16(marks, _mm_set1_epi16(1));
        /* up to the mark; nothing where there is none */
        __m128i moved = _mm_andnot_si128(_mm_cmpeq_epi16(marks, zero), _mm_xor_si128(marks, below));
        odd = _mm_or_si128(odd, _mm_and_si128(marks, below)); /* a second mark */
        valid = _mm_andnot_si128(marks, valid);
        low = _mm512_mask_mov_epi8(low, (uint64_t)_mm_cvtsi128_si64(moved), _mm512_bslli_epi128(low, 1));
        high =
            _mm512_mask_mov_epi8(high, (uint64_t)_mm_extract_epi64(moved, 1), _mm512_bslli_epi128(high, 1));
    }
    __m512i nine = _mm512_set1_epi8(9);
    odd = _mm_or_si128(odd, two_masks(_mm512_cmpgt_epu8_mask(low, nine), _mm512_cmpgt_epu8_mask(high, nine)));
    odd = _mm_or_si128(odd, _mm_cmpeq_epi16(valid, zero)); /* no digit */

    __m512i fours = _mm512_packus_epi32(join_four_digits(low), join_four_digits(high));
    __m512i eights = _mm512_madd_epi16(fours, _mm512_set1_epi32(1 << 16 | 10000));
    out->digits = _mm512_add_epi64(_mm512_mul_epu32(eights, _mm512_set1_epi64(100000000)),
                                   _mm512_srli_epi64(eights, 32));
    out->marks = in_order(marks);
    minus = in_order(minus);
    out->minus = _mm_test_epi16_mask(minus, minus);
    odd = in_order(odd);
    out->odd = _mm_test_epi16_mask(odd, odd);
}

AVX512 INLINE int f64s_by_eight(const struct csv_cells *cells, int rows, int trim, double *out)
{
    const __m512d tens_low = _mm512_set_pd(1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1e0),
                  tens_high = _mm512_set_pd(1e15, 1e14, 1e13, 1e12, 1e11, 1e10, 1e9, 1e8);
    const __m512i most = _mm512_set1_epi64(INT64_C(1) << 53);
    char decimal = cells->csv->decimal;
    int i = 0;
    for (; i + 8 <= rows; i += 8) {
        const uint32_t *ends = cells->ends + (size_t)i * cells->width;
        struct eight eight;
        read_eight(cells->base, ends, cells->width, trim, cells->strip, 1, decimal, &eight);
        /* A mark at byte p leaves 15 - p digits behind it, which are also the low four bits of the leading zeros of
         * 1 << p in 64 bits; so are the 0 digits where there is no mark. */
        __m512i behind = _mm512_lzcnt_epi64(_mm512_cvtepu16_epi64(eight.marks));
        __m512d value = _mm512_div_pd(_mm512_cvtepi64_pd(eight.digits),
                                      _mm512_permutex2var_pd(tens_low, behind, tens_high));
        _mm512_storeu_pd(out + i, _mm512_mask_xor_pd(value, eight.minus, value, _mm512_set1_pd(-0.0)));
        unsigned odd = eight.odd | _mm512_cmpgt_epu64_mask(eight.digits, most);
        for (; __builtin_expect(odd != 0, 0); odd &= odd - 1) {
            int k = i + __builtin_ctz(odd);
            if (csv_read_cell(cells, k, &out[k]))
                return -1;
        }
    }
    return f64s_one_by_one(cells, i, rows, out);
}

AVX512 INLINE int i64s_by_eight(const struct csv_cells *cells, int rows, int trim, int64_t unit, int64_t *out)
{
    const __m512i most = _mm512_set1_epi64(INT64_MAX / unit), units = _mm512_set1_epi64(unit),
                  zero = _mm512_setzero_si512();
    int i = 0;
    for (; i + 8 <= rows; i += 8) {
        const uint32_t *ends = cells->ends + (size_t)i * cells->width;
        struct eight eight;
        read_eight(cells->base, ends, cells->width, trim, cells->strip, 0, 0, &eight);
        __m512i value = _mm512_mullo_epi64(eight.digits, units);
        _mm512_storeu_si512(out + i, _mm512_mask_sub_epi64(value, eight.minus, zero, value));
        unsigned odd = eight.odd | _mm512_cmpgt_epu64_mask(eight.digits, most);
        for (; __builtin_expect(odd != 0, 0); odd &= odd - 1) {
            int k = i + __builtin_ctz(odd);
            if (csv_read_cell(cells, k, &out[k]))
                return -1;
        }
    }
    return i64s_one_by_one(cells, i, rows, unit, out);
}

AVX512 static int f64s_avx512(const struct csv_cells *cells, int rows, double *out)
{
    return cells->strip || cells->quotes ? f64s_by_eight(cells, rows, 1, out)
                                         : f64s_by_eight(cells, rows, 0, out);
}

AVX512 static int i64s_avx512(const struct csv_cells *cells, int rows, int64_t unit, int64_t *out)
{
    return cells->strip || cells->quotes ? i64s_by_eight(cells, rows, 1, unit, out)
                                         : i64s_by_eight(cells, rows, 0, unit, out);
}

/* A group may load 16 bytes before its fields' ends: not before what is readable. */
static int room_before(const struct csv_cells *cells)
{
    return cells->base - cells->chunk->readable >= 16;
}

int csv_read_f64s(const struct csv_cells *cells, int rows, double *out)
{
    return use_avx512(cells) && room_before(cells) ? f64s_avx512(cells, rows, out)
                                                   : f64s_one_by_one(cells, 0, rows, out);
}

int csv_read_i64s(const struct csv_cells *cells, int rows, int64_t unit, int64_t *out)
{
    return use_avx512(cells) && room_before(cells) ? i64s_avx512(cells, rows, unit, out)
                                                   : i64s_one_by_one(cells, 0, rows, unit, out);
}
