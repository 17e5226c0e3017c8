import CSIMD

/// One variant of each function of CSIMD that this folder uses, so that tests can compare them.
struct VectorVariants {
    /// Bit masks over 32 bytes: quote, backslash or control; above ASCII.
    let scan: ([UInt8]) -> [UInt32]
    let space: ([UInt8]) -> UInt32
    let equal: ([UInt8], [UInt8]) -> UInt32

    /// Byte by byte.
    static var reference: VectorVariants {
        VectorVariants(
            scan: { bytes in
                let masks = simd_string_scan32_scalar(bytes)
                return [masks.stop, masks.high]
            },
            space: { simd_space32_scalar($0) }, equal: { simd_equal32_scalar($0, $1) })
    }

    /// What this machine runs.
    static var best: VectorVariants {
        VectorVariants(
            scan: { bytes in
                let masks = simd_string_scan32(bytes)
                return [masks.stop, masks.high]
            },
            space: { simd_space32($0) }, equal: { simd_equal32($0, $1) })
    }
}
