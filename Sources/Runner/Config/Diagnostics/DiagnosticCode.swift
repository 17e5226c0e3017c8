/// The stable number of a kind of message: scripts and search engines rely on it, the words may change.
///
/// E01xx syntax · E02xx names, types, queries · E03xx options, settings, connections · E04xx plans ·
/// E05xx what the job finds outside · W01xx warnings. A number is never given a second meaning.
package enum DiagnosticCode: String, Sendable, CaseIterable {
    // Syntax.
    case syntax = "E0101"
    case notSupported = "E0102"
    case tooLarge = "E0103"
    case tooDeep = "E0104"
    case foreignDialect = "E0105"
    case notAJobStatement = "E0106"
    case badLiteral = "E0107"

    // Names, types, queries (the binder adds here).
    case unknownTable = "E0201"
    case duplicateName = "E0202"
    case unknownColumn = "E0203"
    case ambiguousColumn = "E0204"
    case unknownFunction = "E0205"
    case unknownType = "E0206"
    case badType = "E0207"
    case typeMismatch = "E0208"
    case badAggregate = "E0209"
    case badGrouping = "E0210"
    case badWindow = "E0211"
    case badQuery = "E0212"
    case badInsert = "E0213"

    // Options, settings, connections.
    case unknownOption = "E0301"
    case badOptionValue = "E0302"
    case missingOption = "E0303"
    case laterRelease = "E0304"
    case duplicateOption = "E0305"
    case unknownVariable = "E0306"
    case unknownSetting = "E0307"
    case unknownConnection = "E0308"
    case refusedKafkaOption = "E0309"
    case badConfigurationFile = "E0310"

    // Plans.
    case badEmit = "E0401"
    case badKey = "E0402"
    case missingEventTime = "E0403"
    case noQuery = "E0404"

    // What the job finds outside: topics, tables, state.
    case badTopic = "E0501"
    case badTarget = "E0502"
    case unreachable = "E0503"
    case badState = "E0504"

    // Warnings.
    case foldedName = "W0101"
    case suspiciousAlias = "W0102"
    case passwordInFile = "W0103"
    case uselessClause = "W0104"
    case unusedTable = "W0105"
    case keyMayCollide = "W0106"
    case endlessState = "W0107"
    case endedFileHolds = "W0108"

    /// A short title for lists and documentation.
    package var title: String {
        switch self {
        case .syntax: "the text is not SQL"
        case .notSupported: "not supported yet"
        case .tooLarge: "the job file is too large"
        case .tooDeep: "nested too deep"
        case .foreignDialect: "a spelling of another stream processor"
        case .notAJobStatement: "a statement that has no place in a job"
        case .badLiteral: "a literal that cannot be read"
        case .unknownTable: "no such table or view"
        case .duplicateName: "a name is used twice"
        case .unknownColumn: "no such column"
        case .ambiguousColumn: "a column name that fits more than one table"
        case .unknownFunction: "no such function"
        case .unknownType: "no such type"
        case .badType: "a type that cannot be used so"
        case .typeMismatch: "types do not fit"
        case .badAggregate: "an aggregate or window function out of place"
        case .badGrouping: "a column or key that GROUP BY does not allow"
        case .badWindow: "a window that cannot be made"
        case .badQuery: "a query that has no meaning"
        case .badInsert: "INSERT and its target do not fit"
        case .badEmit: "an emit mode that does not fit the query"
        case .badKey: "a key that does not fit the query"
        case .missingEventTime: "a window without an event time"
        case .noQuery: "nothing to run"
        case .unknownOption: "no such option"
        case .badOptionValue: "an option's value cannot be read"
        case .missingOption: "an option is missing"
        case .laterRelease: "planned for a later release"
        case .duplicateOption: "an option is given twice"
        case .unknownVariable: "an environment variable is not set"
        case .unknownSetting: "no such setting"
        case .unknownConnection: "a connection cannot be found"
        case .refusedKafkaOption: "a Kafka client option that is not allowed"
        case .badConfigurationFile: "runner.toml cannot be read"
        case .badTopic: "a topic that cannot be read"
        case .badTarget: "a target that does not fit"
        case .unreachable: "a system that cannot be reached"
        case .badState: "state that does not go with the job"
        case .foldedName: "an unquoted name is folded to lower case"
        case .suspiciousAlias: "a word that was taken for an alias"
        case .passwordInFile: "a password stands in the file"
        case .uselessClause: "a clause that has no effect"
        case .unusedTable: "a table that nothing uses"
        case .keyMayCollide: "a key that may be the same for several groups"
        case .endlessState: "state that only grows"
        case .endedFileHolds: "a file that has ended and holds the watermark"
        }
    }
}
