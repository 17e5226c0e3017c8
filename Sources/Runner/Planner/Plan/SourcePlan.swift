import Operators

/// A declared source as the job uses it.
package struct SourcePlan: Sendable {
    /// One column of the source's rows, in the order of `columns`.
    package enum Column: Sendable {
        /// Value `index` of `decoded`.
        case decoded(Int)
        case system(SystemColumn)
        /// `GENERATED ALWAYS AS (...) STORED`, over the columns before it.
        case computed(Expression)
    }

    package var name: String
    /// Where the CREATE TABLE stands in the job's text, in bytes.
    package var sourceOffset: Int
    package var connector: SourceConnector
    /// Only what the queries need; the decoder skips and validates the rest.
    package var decoded: [FieldSpec]
    package var columns: [Column]
    /// All declared columns that records hold, in order: what a record without a header has.
    package var declared: [String]
    package var schema: Schema
    /// Position in `columns` of the event time; `nil` without one.
    package var eventTime: Int?
    package var watermarkDelayMicros: Int64
    /// Files that end, without a `watermark_delay`: no row is late, windows close at the end.
    package var waitsForEnd: Bool
    /// `nil`: a partition holds the watermark however long it is silent.
    package var idleTimeoutMicros: Int64?
    package var maxFutureSkewMicros: Int64
    package var onError: RecordPolicy
    package var late: LatePolicy
    /// Where the job's text asks for dead letters; nil where it does not.
    package var deadLetterOffset: Int?

    package init(name: String, sourceOffset: Int, connector: SourceConnector) {
        self.name = name
        self.sourceOffset = sourceOffset
        self.connector = connector
        decoded = []
        columns = []
        declared = []
        schema = Schema([])
        eventTime = nil
        watermarkDelayMicros = 0
        waitsForEnd = false
        idleTimeoutMicros = nil
        maxFutureSkewMicros = 3_600_000_000
        onError = .skip
        late = .drop
    }
}
