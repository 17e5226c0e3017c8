#ifndef MILLRACE_CSIMD_H
#define MILLRACE_CSIMD_H

// The only C of the project: static inline functions over vectors, which Swift inlines. Each has one meaning and up to
// three variants: `_scalar` is the reference, `_avx2` and `_neon` are compiled where the machine has them, and the name
// without suffix is the fastest one. Tests compare all variants on the same bytes.
//
// Functions that take 32 bytes read all 32: the caller makes sure that they are readable.

#include <stdint.h>
#include <string.h>

#if defined(__AVX2__)
#include <immintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

// Bit i speaks about byte i.
typedef struct {
    // '"', '\\' or a control character below 0x20: the bytes at which a JSON string is no longer plain.
    uint32_t stop;
    // Bytes above 0x7F.
    uint32_t high;
} simd_string_masks;

static inline simd_string_masks simd_string_scan32_scalar(const uint8_t *bytes) {
    simd_string_masks masks = {0, 0};
    for (unsigned i = 0; i < 32; i++) {
        uint8_t byte = bytes[i];
        masks.stop |= (uint32_t)(byte == '"' || byte == '\\' || byte < 0x20) << i;
        masks.high |= (uint32_t)(byte >> 7) << i;
    }
    return masks;
}

typedef struct {
    // '"'.
    uint32_t quote;
    // '\\', a control character below 0x20, or a byte above 0x7F.
    uint32_t odd;
} simd_quote_masks;

static inline simd_quote_masks simd_quotes32_scalar(const uint8_t *bytes) {
    simd_quote_masks masks = {0, 0};
    for (unsigned i = 0; i < 32; i++) {
        uint8_t byte = bytes[i];
        masks.quote |= (uint32_t)(byte == '"') << i;
        masks.odd |= (uint32_t)(byte == '\\' || byte < 0x20 || byte > 0x7F) << i;
    }
    return masks;
}

// Bit i is set when byte i of both is equal.
static inline uint32_t simd_equal32_scalar(const uint8_t *a, const uint8_t *b) {
    uint32_t mask = 0;
    for (unsigned i = 0; i < 32; i++) mask |= (uint32_t)(a[i] == b[i]) << i;
    return mask;
}

// Bit i is set when byte i is JSON's white space: blank, tab, line feed, carriage return.
static inline uint32_t simd_space32_scalar(const uint8_t *bytes) {
    uint32_t mask = 0;
    for (unsigned i = 0; i < 32; i++) {
        uint8_t byte = bytes[i];
        mask |= (uint32_t)(byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r') << i;
    }
    return mask;
}

// Bit i is set when byte i ends plain ASCII text: '"', '\\', a control character, or anything above 0x7F.
static inline uint32_t simd_ascii_end32_scalar(const uint8_t *bytes) {
    uint32_t mask = 0;
    for (unsigned i = 0; i < 32; i++) {
        uint8_t byte = bytes[i];
        mask |= (uint32_t)(byte == '"' || byte == '\\' || byte < 0x20 || byte > 0x7F) << i;
    }
    return mask;
}

// A string view of up to 12 bytes: its length, then the bytes, then zeros. The 4 bytes before them are read as well.
static inline void simd_short_view_scalar(const uint8_t *bytes, uint32_t count, void *view) {
    uint8_t out[16] = {0};
    memcpy(out, &count, 4);
    for (unsigned i = 0; i < count; i++) out[4 + i] = bytes[i];
    memcpy(view, out, 16);
}

// 16 bytes from `simd_view_masks + 12 - count` keep the first `count` bytes after the length.
static const uint8_t simd_view_masks[32] = {0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
                                            0, 0, 0, 0, 0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0,   0};

#if defined(__AVX2__)

static inline uint32_t simd_ascii_end32_avx2(const uint8_t *bytes) {
    __m256i v = _mm256_loadu_si256((const __m256i *)bytes);
    __m256i quote = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"'));
    __m256i backslash = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\\'));
    // Signed: bytes above 0x7F are negative, so one comparison finds them and the controls.
    __m256i other = _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), v);
    return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(quote, backslash), other));
}

static inline void simd_short_view_avx2(const uint8_t *bytes, uint32_t count, void *view) {
    __m128i v = _mm_loadu_si128((const __m128i *)(bytes - 4));
    __m128i keep = _mm_loadu_si128((const __m128i *)(simd_view_masks + 12 - count));
    // The mask's first four bytes lie over the length: they are replaced.
    _mm_storeu_si128((__m128i *)view, _mm_insert_epi32(_mm_and_si128(v, keep), (int)count, 0));
}

static inline simd_string_masks simd_string_scan32_avx2(const uint8_t *bytes) {
    __m256i v = _mm256_loadu_si256((const __m256i *)bytes);
    __m256i quote = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"'));
    __m256i backslash = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\\'));
    __m256i control = _mm256_cmpeq_epi8(_mm256_min_epu8(v, _mm256_set1_epi8(0x1F)), v);
    __m256i stop = _mm256_or_si256(_mm256_or_si256(quote, backslash), control);
    simd_string_masks masks = {(uint32_t)_mm256_movemask_epi8(stop), (uint32_t)_mm256_movemask_epi8(v)};
    return masks;
}

static inline simd_quote_masks simd_quotes32_avx2(const uint8_t *bytes) {
    __m256i v = _mm256_loadu_si256((const __m256i *)bytes);
    __m256i quote = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"'));
    __m256i backslash = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\\'));
    // Signed, as in simd_ascii_end32.
    __m256i other = _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), v);
    simd_quote_masks masks = {(uint32_t)_mm256_movemask_epi8(quote),
                              (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(backslash, other))};
    return masks;
}

static inline uint32_t simd_equal32_avx2(const uint8_t *a, const uint8_t *b) {
    __m256i x = _mm256_loadu_si256((const __m256i *)a);
    __m256i y = _mm256_loadu_si256((const __m256i *)b);
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(x, y));
}

static inline uint32_t simd_space32_avx2(const uint8_t *bytes) {
    __m256i v = _mm256_loadu_si256((const __m256i *)bytes);
    // Looked up by the low four bits; a high bit or any other high part gives no match.
    const __m256i table = _mm256_setr_epi8(' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0,
                                           ' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0);
    __m256i found = _mm256_shuffle_epi8(table, v);
    // A zero byte looks up ' ', the other zeros of the table are looked up by bytes that are not zero.
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(found, v));
}

#elif defined(__ARM_NEON) && defined(__aarch64__)

static inline uint32_t simd_movemask_neon(uint8x16_t low, uint8x16_t high) {
    const uint8x16_t bits = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t sums = vpaddq_u8(vandq_u8(low, bits), vandq_u8(high, bits));
    sums = vpaddq_u8(sums, sums);
    sums = vpaddq_u8(sums, sums);
    return vgetq_lane_u32(vreinterpretq_u32_u8(sums), 0);
}

static inline uint8x16_t simd_string_stop_neon(uint8x16_t v) {
    uint8x16_t quote = vceqq_u8(v, vdupq_n_u8('"'));
    uint8x16_t backslash = vceqq_u8(v, vdupq_n_u8('\\'));
    return vorrq_u8(vorrq_u8(quote, backslash), vcltq_u8(v, vdupq_n_u8(0x20)));
}

static inline uint32_t simd_ascii_end32_neon(const uint8_t *bytes) {
    uint8x16_t low = vld1q_u8(bytes);
    uint8x16_t high = vld1q_u8(bytes + 16);
    uint8x16_t edge = vdupq_n_u8(0x80);
    return simd_movemask_neon(vorrq_u8(simd_string_stop_neon(low), vcgeq_u8(low, edge)),
                              vorrq_u8(simd_string_stop_neon(high), vcgeq_u8(high, edge)));
}

static inline void simd_short_view_neon(const uint8_t *bytes, uint32_t count, void *view) {
    uint8x16_t kept = vandq_u8(vld1q_u8(bytes - 4), vld1q_u8(simd_view_masks + 12 - count));
    vst1q_u8((uint8_t *)view, vreinterpretq_u8_u32(vsetq_lane_u32(count, vreinterpretq_u32_u8(kept), 0)));
}

static inline simd_string_masks simd_string_scan32_neon(const uint8_t *bytes) {
    uint8x16_t low = vld1q_u8(bytes);
    uint8x16_t high = vld1q_u8(bytes + 16);
    uint8x16_t edge = vdupq_n_u8(0x80);
    simd_string_masks masks = {simd_movemask_neon(simd_string_stop_neon(low), simd_string_stop_neon(high)),
                               simd_movemask_neon(vcgeq_u8(low, edge), vcgeq_u8(high, edge))};
    return masks;
}

static inline uint8x16_t simd_odd_neon(uint8x16_t v) {
    uint8x16_t outside = vorrq_u8(vcltq_u8(v, vdupq_n_u8(0x20)), vcgeq_u8(v, vdupq_n_u8(0x80)));
    return vorrq_u8(vceqq_u8(v, vdupq_n_u8('\\')), outside);
}

static inline simd_quote_masks simd_quotes32_neon(const uint8_t *bytes) {
    uint8x16_t low = vld1q_u8(bytes);
    uint8x16_t high = vld1q_u8(bytes + 16);
    uint8x16_t quote = vdupq_n_u8('"');
    simd_quote_masks masks = {simd_movemask_neon(vceqq_u8(low, quote), vceqq_u8(high, quote)),
                              simd_movemask_neon(simd_odd_neon(low), simd_odd_neon(high))};
    return masks;
}

static inline uint32_t simd_equal32_neon(const uint8_t *a, const uint8_t *b) {
    return simd_movemask_neon(vceqq_u8(vld1q_u8(a), vld1q_u8(b)), vceqq_u8(vld1q_u8(a + 16), vld1q_u8(b + 16)));
}

static inline uint8x16_t simd_space_neon(uint8x16_t v) {
    uint8x16_t lines = vorrq_u8(vceqq_u8(v, vdupq_n_u8('\n')), vceqq_u8(v, vdupq_n_u8('\r')));
    return vorrq_u8(lines, vorrq_u8(vceqq_u8(v, vdupq_n_u8(' ')), vceqq_u8(v, vdupq_n_u8('\t'))));
}

static inline uint32_t simd_space32_neon(const uint8_t *bytes) {
    return simd_movemask_neon(simd_space_neon(vld1q_u8(bytes)), simd_space_neon(vld1q_u8(bytes + 16)));
}

#endif

#if defined(__AVX2__)
#define SIMD_BEST(name) name##_avx2
#elif defined(__ARM_NEON) && defined(__aarch64__)
#define SIMD_BEST(name) name##_neon
#else
#define SIMD_BEST(name) name##_scalar
#endif

static inline simd_string_masks simd_string_scan32(const uint8_t *bytes) { return SIMD_BEST(simd_string_scan32)(bytes); }
static inline simd_quote_masks simd_quotes32(const uint8_t *bytes) { return SIMD_BEST(simd_quotes32)(bytes); }
static inline uint32_t simd_ascii_end32(const uint8_t *bytes) { return SIMD_BEST(simd_ascii_end32)(bytes); }
static inline void simd_short_view(const uint8_t *bytes, uint32_t count, void *view) {
    SIMD_BEST(simd_short_view)(bytes, count, view);
}
static inline uint32_t simd_equal32(const uint8_t *a, const uint8_t *b) { return SIMD_BEST(simd_equal32)(a, b); }
static inline uint32_t simd_space32(const uint8_t *bytes) { return SIMD_BEST(simd_space32)(bytes); }

#endif
