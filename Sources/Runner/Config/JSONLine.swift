import Operators

/// A JSON string; NUL, which jsonb has no room for, is left out.
func jsonText(_ text: String) -> String {
    var out: [UInt8] = []
    JSONText.append(text.utf8.filter { $0 != 0 }, to: &out)
    return String(decoding: out, as: UTF8.self)
}
