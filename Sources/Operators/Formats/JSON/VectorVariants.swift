import CSIMD

/// One variant of each function of CSIMD that this folder uses, so that tests can compare them.
struct VectorVariants {
    /// Bit masks over 32 bytes: quote, backslash or control; above ASCII.
    let scan: ([UInt8]) -> [UInt32]
    /// Quotes; backslash, control or above ASCII.
    let quotes: ([UInt8]) -> [UInt32]
    let space: ([UInt8]) -> UInt32
    let equal: ([UInt8], [UInt8]) -> UInt32
    /// Where plain ASCII text ends.
    let end: ([UInt8]) -> UInt32
    /// The view of so many bytes from the fifth on, as its two halves.
    let view: ([UInt8], Int) -> [UInt64]

    /// Byte by byte.
    static var reference: VectorVariants {
        VectorVariants(
            scan: { bytes in
                let masks = simd_string_scan32_scalar(bytes)
                return [masks.stop, masks.high]
            },
            quotes: { bytes in
                let masks = simd_quotes32_scalar(bytes)
                return [masks.quote, masks.odd]
            },
            space: { simd_space32_scalar($0) }, equal: { simd_equal32_scalar($0, $1) },
            end: { simd_ascii_end32_scalar($0) },
            view: { bytes, count in
                var view: [UInt64] = [0, 0]
                bytes.withUnsafeBufferPointer { buffer in
                    if let base = buffer.baseAddress { simd_short_view_scalar(base + 4, UInt32(count), &view) }
                }
                return view
            })
    }

    /// What this machine runs.
    static var best: VectorVariants {
        VectorVariants(
            scan: { bytes in
                let masks = simd_string_scan32(bytes)
                return [masks.stop, masks.high]
            },
            quotes: { bytes in
                let masks = simd_quotes32(bytes)
                return [masks.quote, masks.odd]
            },
            space: { simd_space32($0) }, equal: { simd_equal32($0, $1) },
            end: { simd_ascii_end32($0) },
            view: { bytes, count in
                var view: [UInt64] = [0, 0]
                bytes.withUnsafeBufferPointer { buffer in
                    if let base = buffer.baseAddress { simd_short_view(base + 4, UInt32(count), &view) }
                }
                return view
            })
    }
}
