/// An identifier after PostgreSQL's folding (`orderId` is `orderid`, `"orderId"` stays) and where it was written.
package struct Name: Sendable {
    package var text: String
    /// First byte in the job file.
    package var offset: Int

    package init(_ text: String, at offset: Int) {
        self.text = text
        self.offset = offset
    }
}

/// A name of one or more parts: `t`, `public.t`, `t.column`.
package struct QualifiedName: Sendable {
    /// Never empty.
    package var parts: [Name]

    package init(_ parts: [Name]) {
        precondition(!parts.isEmpty, "a qualified name has at least one part")
        self.parts = parts
    }

    /// The last part: the table, function or column itself.
    package var last: Name { parts[parts.count - 1] }

    /// First byte in the job file.
    package var offset: Int { parts[0].offset }

    /// The parts joined with dots, for messages and look-ups.
    package var text: String { parts.map(\.text).joined(separator: ".") }
}

/// A type as it was written, `numeric(12, 2)` or `text[]`, not yet looked up.
package struct TypeName: Sendable {
    /// PostgreSQL's name for it: `int4`, `int8`, `numeric`, `text`, `timestamptz`, `view_context`.
    ///
    /// SQL spellings are already mapped by the grammar (`integer` is `int4`, `double precision` is `float8`);
    /// `pg_catalog.` is taken off, another schema stays with its dot.
    package var name: String
    /// The numbers in parentheses: `[12, 2]` of `numeric(12, 2)`; without the interval fields.
    package var modifiers: [Int]
    /// The fields of `interval '2' second`; nil when none is written.
    package var intervalFields: IntervalFields?
    /// 0 for a scalar, 1 for `text[]`.
    package var arrayDimensions: Int
    package var offset: Int

    package init(
        name: String, modifiers: [Int] = [], intervalFields: IntervalFields? = nil, arrayDimensions: Int = 0,
        at offset: Int
    ) {
        self.name = name
        self.modifiers = modifiers
        self.intervalFields = intervalFields
        self.arrayDimensions = arrayDimensions
        self.offset = offset
    }
}

/// The fields that an interval type is restricted to: `year to month`, `second`.
package struct IntervalFields: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let year = IntervalFields(rawValue: 1)
    package static let month = IntervalFields(rawValue: 2)
    package static let day = IntervalFields(rawValue: 4)
    package static let hour = IntervalFields(rawValue: 8)
    package static let minute = IntervalFields(rawValue: 16)
    package static let second = IntervalFields(rawValue: 32)
}
