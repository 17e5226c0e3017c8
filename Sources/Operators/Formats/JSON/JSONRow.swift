/// Where one record's values go, and what is known of the record so far.
struct JSONRow {
    let fields: UnsafeMutablePointer<FieldPlan>
    /// Row of the columns that is being filled.
    var row = 0
    /// A number of its own for each record, never 0.
    var serial: UInt64 = 0
    /// Wanted keys seen in this record.
    var seen = 0
    /// Whether this record has written a NULL, which a second try has to take back.
    var wroteNull = false
    /// An entry that matched by case alone for the first time, and its field; -1 when there is none.
    var foldedField: Int32 = -1
    /// Takes what must be copied: the batch's memory.
    let arena: Unmanaged<Arena>

    init(fields: UnsafeMutablePointer<FieldPlan>, arena: Arena) {
        self.fields = fields
        self.arena = .passUnretained(arena)
    }
}
