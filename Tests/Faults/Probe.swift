import Testing

@Suite struct Probe { @Test func works() { #expect(1 == 1) } }
