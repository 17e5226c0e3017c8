/// What is wrong with a time zone, template, interval or window that a user wrote.
package enum TimeError: Error, Equatable {
    /// No zone has this name; `similar` are names that look alike, best first.
    case unknownTimeZone(name: String, similar: [String])
    /// `+07` alone: PostgreSQL reads it as east of UTC in `SET timezone`, as west in `AT TIME ZONE`.
    case ambiguousOffset(String)
    /// The zone's file cannot be read as TZif without leap seconds.
    case damagedTimeZone(name: String, reason: String)
    /// A `to_timestamp` template that is not understood, with the byte offset of the trouble.
    case badTemplate(template: String, reason: String, byteOffset: Int)
    /// Text that is no interval.
    case badInterval(String)
    /// An interval or its parts do not fit.
    case intervalOutOfRange(String)
    /// A window size that is not positive or mixes months, days and smaller units.
    case badWindowSize(Interval)
}

extension TimeError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownTimeZone(let name, let similar):
            "time zone \"\(name)\" not recognized" + (similar.first.map { "; did you mean \"\($0)\"?" } ?? "")
        case .ambiguousOffset(let name):
            "time zone \"\(name)\" could be east or west of UTC; write Asia/Jakarta, or UTC-7 for 7 hours east"
        case .damagedTimeZone(let name, let reason):
            "time zone \"\(name)\" cannot be used: \(reason)"
        case .badTemplate(let template, let reason, let byteOffset):
            "timestamp template \"\(template)\": \(reason) at byte \(byteOffset)"
        case .badInterval(let text):
            "invalid input syntax for type interval: \"\(text)\""
        case .intervalOutOfRange(let text):
            "interval field value out of range: \"\(text)\""
        case .badWindowSize:
            "a window size is a positive number of months, or of days, or of smaller units"
        }
    }
}
