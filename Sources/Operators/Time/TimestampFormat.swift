/// `timestamp_format` and `timezone` of a source.
package struct TimestampFormat: Hashable, Sendable {
    package enum Form: Hashable, Sendable {
        /// RFC 3339, `YYYY-MM-DD HH:MM:SS[.f][+zone]`, or a number whose magnitude tells its unit.
        case auto
        case unixSeconds
        case unixMillis
        case unixMicros
        case unixNanos
        case rfc3339
        /// A PostgreSQL `to_timestamp` template.
        case template(String)
    }

    package let form: Form
    /// IANA zone of text that names none.
    package let timezone: String

    package init(_ form: Form, timezone: String = "UTC") {
        self.form = form
        self.timezone = timezone
    }

    package static let auto = TimestampFormat(.auto)
}
