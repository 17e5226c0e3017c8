import Runner
import Testing

@Suite struct ErrorTextTests {
    @Test func `the form of the language's design`() {
        let sql = String(repeating: "\n", count: 40) + "       sum(pirce * quantity) AS total_amount,"
        let offset = 40 + 11
        let source = SourceText(name: "retail.sql", text: sql)
        let error = Diagnostic(
            .error, .unknownColumn, "column \"pirce\" does not exist in purchases", at: offset,
            hint: didYouMean("pirce", among: ["price", "quantity"]))
        #expect(
            DiagnosticRenderer(source: source).render(error) == """
                error[E0203]: column "pirce" does not exist in purchases
                  --> retail.sql:41:12
                   |
                41 |        sum(pirce * quantity) AS total_amount,
                   |            ^^^^^ did you mean "price"?

                """)
    }

    @Test func `tabs, wide characters and marks that combine stand over their carets`() {
        let sql = "SELECT\t'日本', 'e\u{301}', FROM t"
        #expect(
            rendered(sql) == """
                error[E0101]: syntax error at "FROM"
                 --> job.sql:1:19
                  |
                1 | SELECT    '日本', 'e\u{301}', FROM t
                  |                        ^^^^ the comma before it is one too many

                """)
    }

    @Test(arguments: [
        ("CREATE TABEL o (id int);", "TABEL", "did you mean TABLE?"),
        ("SELECT * FROM t LIMT 5;", "5", "did you mean LIMIT instead of limt?"),
        ("SELECT a, count(*) FROM t GRUOP BY a;", "BY", "did you mean GROUP instead of gruop?"),
        ("SELECT * FROM t WEHRE a = 1;", "a = 1", "did you mean WHERE instead of wehre?"),
        ("INSERT INOT o SELECT 1;", "INOT", "did you mean INTO?"),
        ("CREATE MATERIALISED VIEW v AS SELECT 1;", "MATERIALISED", "did you mean MATERIALIZED?"),
        ("CREATE TABLE o (id int WITH (connector = 'console');", "WITH", "is a ) missing before it?"),
        ("CREATE TABLE o (id int, WITH (connector = 'console');", "WITH", "is a ) missing before it?"),
        ("CREATE TABLE o (id int) WITH (connector = 'file' path = 'x');", "path", "is a comma missing before it?"),
        ("CREATE TABLE o (id int title text) WITH (connector = 'file');", "title", "is a comma missing before it?"),
        ("SELECT a, FROM t;", "FROM", "the comma before it is one too many"),
    ]) func `a slip is told where the grammar gives up`(_ text: String, _ place: String, _ hint: String) throws {
        let shown = rendered(text)
        let lines = shown.split(separator: "\n")
        #expect(shown.hasPrefix("error[E0101]") && lines.last?.hasSuffix("^ " + hint) == true, "\(shown)")
        let column = text.ranges(of: place)[0].lowerBound.utf16Offset(in: text) + 1
        #expect(lines.count > 1 && lines[1].hasSuffix(":1:\(column)"), "\(shown)")
    }

    @Test func `every broken statement is reported`() {
        #expect(
            rendered(
                """
                SELEC 1;
                SELECT 1;
                CREATE TABLE t (a int b text);
                SELECT (1;
                DROP TABLE t;
                SELECT 'a
                """) == """
                    error[E0101]: syntax error at "SELEC"
                     --> job.sql:1:1
                      |
                    1 | SELEC 1;
                      | ^^^^^ did you mean SELECT?

                    error[E0101]: syntax error at "b"
                     --> job.sql:3:23
                      |
                    3 | CREATE TABLE t (a int b text);
                      |                       ^ is a comma missing before it?

                    error[E0101]: the statement ends too early
                     --> job.sql:4:10
                      |
                    4 | SELECT (1;
                      |          ^
                      | ------ it starts here

                    error[E0106]: DROP TABLE has no place in a job
                     --> job.sql:5:1
                      |
                    5 | DROP TABLE t;
                      | ^^^^
                      = help: A job declares all that it uses: change or remove the CREATE statement.

                    error[E0101]: unterminated quoted string
                     --> job.sql:6:8
                      |
                    6 | SELECT 'a
                      |        ^
                      = help: A quote inside a string is written twice: 'it''s'.

                    """)
    }

    @Test func `a missing semicolon is guessed`() {
        #expect(
            rendered("SET a = 'b'\nCREATE VIEW v AS SELECT 1;") == """
                error[E0101]: syntax error at "CREATE"
                 --> job.sql:2:1
                  |
                2 | CREATE VIEW v AS SELECT 1;
                  | ^^^^^^ is a semicolon missing before it?

                """)
    }

    @Test func `labels of other lines and of the same line`() {
        #expect(
            rendered("CREATE TABLE t (\n  price int,\n  quantity int,\n  price text\n)") == """
                error[E0202]: "price" is there twice in this table
                 --> job.sql:4:3
                  |
                4 |   price text
                  |   ^^^^^
                  |
                2 |   price int,
                  |   ----- the first is here

                """)
    }

    @Test func `warnings about names and words that are not what they look like`() {
        #expect(
            rendered("SELECT orderId, ORDER_ID, Sum(orderId), \"orderId\" FROM t EMIT;") == """
                warning[W0101]: orderId without quotes is read as orderid
                 --> job.sql:1:8
                  |
                1 | SELECT orderId, ORDER_ID, Sum(orderId), "orderId" FROM t EMIT;
                  |        ^^^^^^^ write "orderId" to keep the capitals

                warning[W0102]: EMIT is read as an alias of the table
                 --> job.sql:1:58
                  |
                1 | SELECT orderId, ORDER_ID, Sum(orderId), "orderId" FROM t EMIT;
                  |                                                          ^^^^ write AS emit if that is meant

                """)
    }

    @Test func `functions, types and keywords may be written with capitals`() {
        #expect(rendered("Create Table t (a Text, b TimestampTZ); Select Count(*), Now() From t") == "")
    }

    @Test func `a very long line is cut around the place`() {
        let sql =
            "SELECT " + String(repeating: "a, ", count: 400) + "b c d, " + String(repeating: "e, ", count: 400) + "f"
        let text = rendered(sql)
        #expect(text.split(separator: "\n").allSatisfy { $0.count < 180 })
        #expect(text.contains("... a, a,") && text.contains("b c d, e") && text.contains(":1:1212"))
    }

    @Test func `control characters of a job do not reach the terminal`() {
        let text = rendered("SELECT 'a\u{1B}[31m' x y")
        #expect(!text.contains("\u{1B}"))
        #expect(text.contains("'a\u{FFFD}[31m' x y"))
    }

    @Test func `no more than fifty errors are shown`() {
        let text = rendered(String(repeating: "SELEC;\n", count: 60))
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("error") }.count == 50)
        #expect(text.hasSuffix("\nand 10 more\n"))
    }

    @Test func `colours are only added, never in plain text`() {
        let sql = "SELEC 1"
        let diagnostics = parseJob(sql).diagnostics
        let source = SourceText(name: "job.sql", text: sql)
        let coloured = DiagnosticRenderer(source: source, isColoured: true).render(diagnostics)
        var plain = ""
        var isCode = false
        for character in coloured {
            if character == "\u{1B}" { isCode = true }
            if !isCode { plain.append(character) }
            if character == "m", isCode { isCode = false }
        }
        #expect(plain == rendered(sql))
        #expect(coloured.contains("\u{1B}[1;31merror[E0101]\u{1B}[0m"))
    }

    @Test func `JSON for programs`() {
        let sql = "SELECT\n  'ż', b c d"
        let renderer = DiagnosticRenderer(source: SourceText(name: "a \"b\".sql", text: sql))
        #expect(
            renderer.json(parseJob(sql).diagnostics) == """
                [{"severity":"error","code":"E0101","message":"syntax error at \\"d\\"","file":"a \\"b\\".sql",\
                "line":2,"column":12,"end_line":2,"end_column":13}]
                """)
        #expect(renderer.json([]) == "[]")
        let full = Diagnostic(
            .warning, .foldedName, "m\n", at: 0, hint: "h", labels: [.init("l", at: 7, length: 2)], help: ["x"])
        #expect(
            renderer.json([full]) == """
                [{"severity":"warning","code":"W0101","message":"m\\n","file":"a \\"b\\".sql","line":1,"column":1,\
                "end_line":1,"end_column":7,"hint":"h","labels":[{"line":2,"column":1,"end_line":2,"end_column":3,\
                "text":"l"}],"help":["x"]}]
                """)
    }

    @Test func `annotations for GitHub`() {
        let sql = "SELECT b c d;\nDROP TABLE t"
        let renderer = DiagnosticRenderer(source: SourceText(name: "a,b:c.sql", text: sql))
        #expect(
            renderer.githubAnnotations(parseJob(sql).diagnostics) == """
                ::error file=a%2Cb%3Ac.sql,line=1,col=12,endLine=1,endColumn=13,title=E0101::syntax error at "d"
                ::error file=a%2Cb%3Ac.sql,line=2,col=1,endLine=2,endColumn=5,title=E0106::DROP TABLE has no place in \
                a job%0AA job declares all that it uses: change or remove the CREATE statement.

                """)
    }

    @Test func `every code has a title and its own number`() {
        #expect(DiagnosticCode.allCases.allSatisfy { !$0.title.isEmpty })
        #expect(Set(DiagnosticCode.allCases.map(\.title)).count == DiagnosticCode.allCases.count)
        #expect(DiagnosticCode.allCases.allSatisfy { $0.rawValue.count == 5 && "EW".contains($0.rawValue.prefix(1)) })
    }
}
