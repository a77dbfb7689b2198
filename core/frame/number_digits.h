/*
 * number_digits.h: the road that most numbers take, for loops over many of them to have in line.
 *
 * Up to 16 bytes without a sign go through SSE registers at once: a shuffle takes the decimal mark out and moves the
 * digits to the right end, three multiplications join them.
 */
#ifndef FINSMART_FRAME_NUMBER_DIGITS_H
#define FINSMART_FRAME_NUMBER_DIGITS_H

#include <smmintrin.h>
#include <stddef.h>
#include <stdint.h>

#define FS_NUMBER_DIGITS 16

/* Shuffle for a text of n bytes with its mark at m (m = n: without): [n][m]. Made by fs_number_begin(). */
extern _Alignas(16) unsigned char fs_number_align[FS_NUMBER_DIGITS + 1][FS_NUMBER_DIGITS + 1][16];
/* What the digits are to be divided by, by the count of bytes from the mark on. */
extern const double fs_number_tens[FS_NUMBER_DIGITS + 1];

/* Once in each thread before the functions below; costs next to nothing when called again. */
void fs_number_begin(void);

/* The digits' value, without the mark at byte `mark` (`n`: none); *fits is 0 when there is anything but digits. */
static inline __attribute__((always_inline)) uint64_t fs_number_join(__m128i bytes, size_t n, unsigned mark,
                                                                     int *fits)
{
    __m128i shuffle = _mm_load_si128((const __m128i *)(const void *)fs_number_align[n][mark]);
    __m128i d = _mm_shuffle_epi8(_mm_sub_epi8(bytes, _mm_set1_epi8('0')), shuffle);
    __m128i above = _mm_subs_epu8(d, _mm_set1_epi8(9));
    *fits = _mm_testz_si128(above, above);
    d = _mm_maddubs_epi16(d, _mm_set_epi8(1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10));
    d = _mm_madd_epi16(d, _mm_set_epi16(1, 100, 1, 100, 1, 100, 1, 100));
    d = _mm_packus_epi32(d, d);
    d = _mm_madd_epi16(d, _mm_set_epi16(1, 10000, 1, 10000, 1, 10000, 1, 10000));
    uint64_t both = (uint64_t)_mm_cvtsi128_si64(d);
    return (both & 0xffffffffu) * 100000000u + (both >> 32);
}

/* 1 to 16 digits. 0, or -1 for anything else. 16 bytes from `text` on must be readable. */
static inline __attribute__((always_inline)) int fs_number_short_u64(const char *text, size_t n,
                                                                     uint64_t *out)
{
    if (n - 1 >= FS_NUMBER_DIGITS)
        return -1;
    int fits;
    *out = fs_number_join(_mm_loadu_si128((const __m128i *)(const void *)text), n, (unsigned)n, &fits);
    return fits ? 0 : -1;
}

/* 1 to 16 bytes of digits with at most one decimal mark, whose value without the mark is at most 2^53: a division of
 * two doubles that hold their numbers exactly rounds once (Clinger 1990). 0, or -1 for anything else: then
 * fs_number_f64() knows. 16 bytes from `text` on must be readable. */
static inline __attribute__((always_inline)) int fs_number_short_f64(const char *text, size_t n, char decimal,
                                                                     double *out)
{
    if (n - 1 >= FS_NUMBER_DIGITS)
        return -1;
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)text);
    unsigned marks = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(decimal)));
    unsigned mark = (unsigned)__builtin_ctz(marks | 1u << n);
    int fits;
    uint64_t value = fs_number_join(bytes, n, mark, &fits);
    if (!fits || value > UINT64_C(1) << 53 || (n == 1 && mark == 0))
        return -1;
    *out = (double)(int64_t)value / fs_number_tens[n - mark];
    return 0;
}

#endif
