import Operators

/// The types of a job by name: those of the language, and what CREATE TYPE made.
struct TypeLookup {
    var records: [String: RecordType]
    /// Made by statements that are reported already.
    var failed: Set<String> = []

    /// The type that was written; an array only where one may stand: as the type of a column, a field, a cast.
    func type(_ name: TypeName, takesArrays: Bool = false) throws(BindFailure) -> DataType {
        if failed.contains(name.name) { throw .alreadyReported }
        let type: DataType
        do { type = try resolveType(name, records: records) } catch { throw BindFailure([error]) }
        if case .array(let element) = type {
            if takesArrays, element != .jsonb { return type }
            throw .notSupported("an array type", at: name.offset, help: ["A column of type jsonb takes a JSON array."])
        }
        return type
    }

    /// The type of a record's field: its arrays come from JSON.
    func type(inRecord name: TypeName) throws(BindFailure) -> DataType {
        let type = try type(name, takesArrays: true)
        guard case .array(let element) = type, !ArrayReader.reads(element) else { return type }
        throw .notSupported(
            "an array of \(element) in a record", at: name.offset,
            help: ["A field of type jsonb takes a JSON array."])
    }
}
