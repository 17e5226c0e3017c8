/// How many examples of one kind of trouble the log has; the rest is only counted, so that nothing floods it.
enum LoggedSamples {
    static let countMax = 3

    /// What stands behind the example of this number, from 1 on; nil when there were enough.
    static func ending(_ number: Int64) -> String? {
        guard number <= countMax else { return nil }
        return number == countMax ? " (more of these are only counted)" : ""
    }
}
