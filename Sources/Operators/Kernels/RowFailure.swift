/// What went wrong with one row: PostgreSQL's SQLSTATE and a message in its words.
package struct RowFailure: Error, Hashable, Sendable {
    /// Five characters, as in PostgreSQL's table of error codes.
    package let code: String
    package let message: String

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}

extension RowFailure {
    package static let divisionByZero = RowFailure(code: "22012", message: "division by zero")
    package static let numericOverflow = RowFailure(
        code: "22003", message: "value has more than 38 digits, the most that numeric holds here")
    package static let valueOutOfRange = RowFailure(code: "22003", message: "value out of range: overflow")
    package static let valueUnderflow = RowFailure(code: "22003", message: "value out of range: underflow")
    package static let timestampOutOfRange = RowFailure(code: "22008", message: "timestamp out of range")
    package static let dateOutOfRange = RowFailure(code: "22008", message: "date out of range")
    package static let intervalOutOfRange = RowFailure(code: "22008", message: "interval out of range")

    /// `integer out of range` and its like.
    package static func outOfRange(_ type: String) -> RowFailure {
        RowFailure(code: "22003", message: "\(type) out of range")
    }

    /// Text that is no value of the type.
    package static func invalidText(_ type: String, _ text: String) -> RowFailure {
        RowFailure(code: "22P02", message: "invalid input syntax for type \(type): \"\(shortened(text))\"")
    }

    /// Text of the right form whose value does not fit the type.
    package static func textOutOfRange(_ type: String, _ text: String) -> RowFailure {
        RowFailure(code: "22003", message: "value \"\(shortened(text))\" is out of range for type \(type)")
    }

    /// An argument that the function does not take.
    package static func invalidParameter(_ message: String) -> RowFailure {
        RowFailure(code: "22023", message: message)
    }

    /// At most 80 characters of a value, so that a message stays a line.
    package static func shortened(_ text: String) -> String {
        text.count > 80 ? text.prefix(77) + "..." : text
    }
}
