/// What lies between the values of records that one writer made: learned from one good record, tried on the next.
///
///     {"id": "a7", "context": {"n": 12, "x": [1, 2]}, "paid": null}
///     ~~~~~~~~     ~~~~~~~~~~~~~~~~~~~~~             literals, up to a text's opening quote
///             ^^                    ^^               values of wanted fields
///            text                 integer  ^^^^^^    values that nobody wants
///
/// A null, and an object that the plan looks into, are part of the literals: a record with a value in the null's place
/// has another shape. Only what the strict parser accepts with the same result can pass; everything else is left to it.
final class JSONShape {
    struct Step {
        enum Kind: UInt8 {
            /// A text field; `at` stands after the opening quote and stays at the closing one.
            case text
            case integer
            /// A number that is a timestamptz.
            case instant
            case double
            case numeric
            /// Any wanted value, read as the strict parser does.
            case value
            /// As `text`, for nobody.
            case skippedText
            case skippedScalar
            case skippedValue
            /// The record ends here.
            case end
        }

        /// The bytes before the value, 32 more can be read.
        var literal: UnsafePointer<UInt8>
        var literalCount: Int
        /// A bit for each byte of the literal's last vector.
        var mask: UInt32
        var kind: Kind
        /// Objects around the value.
        var depth: UInt8
        /// The field, or the first of several.
        var field: Int32
    }

    /// The shape without its owner: what the hot path looks at, which then counts no references.
    struct View {
        var steps: UnsafeMutablePointer<Step>
        var stepCount: Int
        /// Fields that are NULL in every record of this shape.
        var nullFields: UnsafeMutablePointer<Int32>
        var nullCount: Int
    }

    let view: View
    private let literals: UnsafeMutablePointer<UInt8>

    /// Most values, and most bytes of literals, that a shape may have.
    static let stepsMax = 512
    static let literalBytesMax = 1 << 15

    init(_ parts: [JSONShapeLearner.Part], nullFields fields: [Int32]) {
        let total = parts.reduce(0) { $0 + $1.literal.count }
        literals = .allocate(capacity: total + 64)
        literals.initialize(repeating: 0, count: total + 64)
        let steps = UnsafeMutablePointer<Step>.allocate(capacity: max(1, parts.count))
        var at = literals
        for (index, part) in parts.enumerated() {
            at.update(from: part.literal, count: part.literal.count)
            let last = part.literal.count % 32
            let mask = last == 0 && !part.literal.isEmpty ? UInt32.max : (1 << UInt32(last)) - 1
            let step = Step(
                literal: UnsafePointer(at), literalCount: part.literal.count, mask: mask, kind: part.kind,
                depth: UInt8(truncatingIfNeeded: part.depth), field: part.field)
            (steps + index).initialize(to: step)
            at += part.literal.count
        }
        let nullFields = UnsafeMutablePointer<Int32>.allocate(capacity: max(1, fields.count))
        nullFields.update(from: fields, count: fields.count)
        view = View(steps: steps, stepCount: parts.count, nullFields: nullFields, nullCount: fields.count)
    }

    deinit {
        literals.deallocate()
        view.steps.deallocate()
        view.nullFields.deallocate()
    }
}
