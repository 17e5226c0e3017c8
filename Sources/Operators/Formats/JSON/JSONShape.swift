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
    /// Up to 32 bytes of a literal and what follows them; 64 bytes in all.
    struct Step {
        enum Kind: UInt8 {
            /// A text field; `at` stands after the opening quote and stays at the closing one.
            case text
            case integer
            /// A number that is a timestamptz.
            case instant
            /// Text that is a timestamp or a date; `at` as for `text`.
            case timeText
            /// As `text`, for nobody.
            case skippedText
            /// More of the literal.
            case literal
            /// The record ends here.
            case end
            case double
            case numeric
            /// Any wanted value, read as the strict parser does.
            case value
            case skippedScalar
            case skippedValue
        }

        var literal: InlineArray<32, UInt8> = InlineArray(repeating: 0)
        /// A bit for each byte of the literal.
        var mask: UInt32 = 0
        var literalCount: UInt8 = 0
        var kind: Kind
        /// Objects around the value.
        var depth: UInt8
        /// The field, or the first of several; -1 for nobody.
        var field: Int32
        /// The field's plan, or any plan.
        var plan: UnsafeMutablePointer<FieldPlan>
        /// Makes it one cache line.
        private let rest: UInt64 = 0

        init(kind: Kind, depth: UInt8, field: Int32, plan: UnsafeMutablePointer<FieldPlan>) {
            self.kind = kind
            self.depth = depth
            self.field = field
            self.plan = plan
        }
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

    /// Most values, and most bytes of literals, that a shape may have.
    static let stepsMax = 512
    static let literalBytesMax = 1 << 15

    init(_ parts: [JSONShapeLearner.Part], nullFields fields: [Int32], _ plans: UnsafeMutablePointer<FieldPlan>) {
        var made: [Step] = []
        for part in parts {
            var rest = part.literal[...]
            while rest.count > 32 {
                made.append(JSONShape.step(rest.prefix(32), .literal, part, plans))
                rest = rest.dropFirst(32)
            }
            made.append(JSONShape.step(rest, part.kind, part, plans))
        }
        let bytes = max(1, made.count) * MemoryLayout<Step>.stride
        let steps = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
            .bindMemory(to: Step.self, capacity: made.count)
        steps.initialize(from: made, count: made.count)
        let nullFields = UnsafeMutablePointer<Int32>.allocate(capacity: max(1, fields.count))
        nullFields.update(from: fields, count: fields.count)
        view = View(steps: steps, stepCount: made.count, nullFields: nullFields, nullCount: fields.count)
    }

    deinit {
        UnsafeMutableRawPointer(view.steps).deallocate()
        view.nullFields.deallocate()
    }

    private static func step(
        _ literal: ArraySlice<UInt8>, _ kind: Step.Kind, _ part: JSONShapeLearner.Part,
        _ plans: UnsafeMutablePointer<FieldPlan>
    ) -> Step {
        var step = Step(
            kind: kind, depth: UInt8(truncatingIfNeeded: part.depth), field: part.field,
            plan: plans + Int(max(part.field, 0)))
        for (index, byte) in literal.enumerated() { step.literal[index] = byte }
        step.literalCount = UInt8(truncatingIfNeeded: literal.count)
        // A smart shift: by 32 gives 0, by 0 everything.
        step.mask = ~(UInt32.max << UInt32(literal.count))
        return step
    }
}
