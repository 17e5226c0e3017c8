import Runner
import Testing

@Suite struct DialectTests {
    @Test(arguments: flinkTexts)
    func `text pasted from Flink gets the spelling that works here`(sql: String, text: String) {
        #expect(rendered(sql) == text)
    }

    @Test(arguments: otherDialectTexts)
    func `text pasted from other systems gets the spelling that works here`(sql: String, text: String) {
        #expect(rendered(sql) == text)
    }

    @Test(arguments: flinkWindowTexts + otherWindowTexts)
    func `more text pasted from other systems gets the spelling that works here`(sql: String, text: String) {
        #expect(rendered(sql) == text)
    }

    @Test func `no reference job looks like another system's`() throws {
        for (name, _) in JobFileTests.jobs {
            #expect(parseJob(try JobFileTests.load(name)).diagnostics.isEmpty)
        }
    }

    @Test func `words of other systems may be names here`() {
        let sql = "SELECT emit, append, unsigned, comment, source, sink, format, include FROM stream AS watermark"
        #expect(parseJob(sql).diagnostics == [])
    }

    @Test func `a unit in the plural after a whole interval is a name`() {
        #expect(parseJob("SELECT interval '1 day' days, interval '3' second AS seconds FROM t").diagnostics == [])
    }

    @Test func `a foreign word does not hide an error elsewhere for good`() {
        let sql = "SELECT a FROM t EMIT CHANGES;\nSELECT b FRM t;"
        #expect(parseJob(sql).diagnostics.map(\.code) == [.foreignDialect, .syntax])
    }
}
