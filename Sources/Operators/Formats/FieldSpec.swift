/// One value that a decoder takes out of each record: where it lies and what it must be.
package struct FieldSpec: Hashable, Sendable {
    /// Names from the record's root to the value: `["context", "source"]`. Matched exactly, then by the only
    /// case-insensitive match.
    package let path: [String]
    package let type: DataType
    /// A record without the value, or with null in its place, is bad.
    package let notNull: Bool
    /// How text and numbers are read when `type` is a timestamp or a date.
    package let timestamps: TimestampFormat
    /// In JSON the text `infinity` is no value: an event happens at a moment.
    package var isMoment = false

    package init(path: [String], type: DataType, notNull: Bool = false, timestamps: TimestampFormat = .auto) {
        self.path = path
        self.type = type
        self.notNull = notNull
        self.timestamps = timestamps
    }
}
