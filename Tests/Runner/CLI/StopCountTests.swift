import Testing

@testable import Runner

struct StopCountTests {
    @Test func `the first signal asks for an orderly stop, one of a later moment for an immediate one`() {
        var count = StopCount()
        #expect(count.hear(atMicros: 5_000_000) == .stop)
        #expect(count.hear(atMicros: 5_300_000) == .stopNow)
    }

    @Test func `what comes right after the first one belongs to it, however often`() {
        var count = StopCount()
        #expect(count.hear(atMicros: 7) == .stop)
        #expect(count.hear(atMicros: 7) == .echo)
        #expect(count.hear(atMicros: 299_999) == .echo)
        // Counted from the first one: who keeps asking is heard.
        #expect(count.hear(atMicros: 300_007) == .stopNow)
        #expect(count.hear(atMicros: 300_008) == .stopNow)
    }
}
