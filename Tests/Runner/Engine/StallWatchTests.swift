import Testing

@testable import Runner

@Suite struct StallWatchTests {
    private let partition = SourcePartition(source: 0, topic: "clicks", partition: 3)

    /// Looks once a second from `from` to `to`, in seconds; what was told, with the second.
    private func look(
        _ watch: inout StallWatch, _ from: Int64, _ to: Int64, position: Int64, lag: Int64?, isAtEnd: Bool = false
    ) -> [String] {
        (from...to).compactMap { second in
            watch.look(
                partition, position: position, lag: lag, isAtEnd: isAtEnd, nowMilliseconds: second * 1_000
            ).map { "\(second): \($0)" }
        }
    }

    @Test func `a partition that stands still is told with its offset, and again after a while`() {
        var watch = StallWatch()
        let told = look(&watch, 0, 400, position: 120, lag: 57)
        #expect(told.count == 2)
        #expect(told.first?.hasPrefix("30: clicks[3] has stood at offset 120 for 30 s, and 57 offsets") == true)
        #expect(told.first?.hasSuffix("the broker does not deliver them") == true)
        #expect(told.last?.hasPrefix("330: ") == true)
    }

    @Test func `at the end of what may be read a transaction is to blame`() {
        var watch = StallWatch()
        let told = look(&watch, 0, 60, position: 120, lag: 57, isAtEnd: true)
        #expect(told.count == 1 && told.first?.contains("a transaction that was never ended") == true)
    }

    @Test func `one that moves, or has nothing more, or no known end is not told`() {
        var watch = StallWatch()
        #expect(look(&watch, 0, 29, position: 1, lag: 5) == [])
        #expect(look(&watch, 30, 59, position: 2, lag: 4) == [])
        #expect(look(&watch, 60, 200, position: 2, lag: 0, isAtEnd: true) == [])
        #expect(look(&watch, 201, 400, position: 2, lag: nil) == [])
        #expect(look(&watch, 401, 429, position: 2, lag: 1) == [])
    }

    @Test func `time in which the lane did not read does not count`() {
        var watch = StallWatch()
        #expect(look(&watch, 0, 20, position: 1, lag: 5) == [])
        #expect(look(&watch, 100, 129, position: 1, lag: 5) == [])
        #expect(look(&watch, 130, 131, position: 1, lag: 5).count == 1)
    }
}
