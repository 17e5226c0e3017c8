/// Whether a text is the number of a TCP port: 1 to 65535, in digits.
package func isPort(_ text: some StringProtocol) -> Bool {
    text.utf8.first != UInt8(ascii: "+") && UInt16(text).map { $0 > 0 } ?? false
}
