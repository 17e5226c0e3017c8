import Testing

@testable import Runner

struct TableTextTests {
    private static let rows = [["a|b", "1"], ["say \"x\", y", "-"]]

    @Test func `a table has columns as wide as their widest cell`() {
        #expect(drawTable(["name", "n"], Self.rows) == "name        n\na|b         1\nsay \"x\", y  -\n")
    }

    @Test func `Markdown and CSV escape what would end a cell`() {
        #expect(
            drawMarkdown(["name", "n"], Self.rows)
                == "| name | n |\n|---|---|\n| a\\|b | 1 |\n| say \"x\", y | - |\n")
        #expect(drawCSV(["name", "n"], Self.rows) == "name,n\na|b,1\n\"say \"\"x\"\", y\",-\n")
        #expect(csvLine(["a\nb", ""]) == "\"a\nb\",\n")
    }
}
