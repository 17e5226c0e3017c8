import Operators

/// The decoder that a source's format asks for.
enum RecordDecoder {
    case json(JSONDecoder)
    case csv(CSVDecoder, TypedText)
    case parquet(ParquetDecoder)

    init(_ plan: SourcePlan, _ settings: EvaluationSettings) throws(TimeError) {
        if case .file(let options) = plan.connector, options.isParquet {
            self = .parquet(ParquetDecoder(plan.decoded, settings))
        } else if let layout = plan.connector.layout {
            let text = CSVDecoder(fields: plan.decoded, declared: plan.declared, layout: layout)
            self = .csv(text, try TypedText(plan.decoded, settings: settings))
        } else {
            self = .json(try JSONDecoder(fields: plan.decoded))
        }
    }

    /// Fields that matched a name only by ignoring case, since the last call.
    func takeFoldedFields() -> [Int] {
        switch self {
        case .csv(let decoder, _): return decoder.takeFoldedFields()
        case .parquet: return []
        case .json(let decoder):
            defer { decoder.foldedFields = [] }
            return decoder.foldedFields
        }
    }

    /// A hint for a header that falls apart at another sign than the one that was named.
    private static func otherDelimiter(_ header: [String]) -> String? {
        let signs: [Character] = [";", "\t", "|", ","]
        guard header.count == 1, let sign = signs.first(where: { header[0].contains($0) }) else { return nil }
        let name = sign == "\t" ? "\\t" : String(sign)
        return "; is delimiter = '\(name)' meant?"
    }

    /// The rows of the batch's records in `range`.
    func decode(
        _ range: Range<Int>, _ held: HeldBatch, _ partition: SourcePartition
    ) throws(JobError) -> DecodedBatch {
        let records = UnsafeBufferPointer(rebasing: held.batch.payloads[range])
        switch self {
        case .json(let decoder): return decoder.decode(records, owner: held)
        case .parquet(let decoder): return try decoder.decode(held, range)
        case .csv(let decoder, let types):
            do throws(CSVHeaderMismatch) {
                try decoder.use(held.batch.header)
            } catch {
                let guess = suggest(error.column, among: error.header).map { "; did you mean \"\($0)\"?" }
                let near =
                    error.isTwice ? "" : guess ?? RecordDecoder.otherDelimiter(error.header) ?? ""
                let what = error.isTwice ? "twice a column" : "no column"
                throw JobError(
                    .badData,
                    "\(partition.topic) has \(what) \"\(error.column)\"\(near) "
                        + "(its header: \(error.header.joined(separator: ", ")))")
            }
            return types.typed(decoder.decode(records, owner: held))
        }
    }
}
