import Testing
import TestSupport

/// A process that may open only so many files. Each place where that ends a job says so, none by a signal.
@Suite struct ShortageTests {
    @Test func `too few open files are an error with its remedy, or enough`() throws {
        let job = try FileJob("a.csv")
        try job.put("a.csv", (0..<1_000).map { "\($0),a row\n" }.joined())
        var refused = 0
        for files in Array(stride(from: 6, through: 36, by: 3)) + [128] {
            let said = try Child.output(
                "bash",
                [
                    "-c",
                    """
                    rm -rf "$3" "$4"/out/* "$4"/out/.[!.]*
                    exec 2>&1
                    # What other tests have open at the moment is not the runner's.
                    for file in /proc/$$/fd/*; do [ ${file##*/} -gt 2 ] && eval "exec ${file##*/}>&-"; done
                    ulimit -n "$5"
                    timeout 60 "$1" start "$2" --state-dir "$3" --until-caught-up; echo "code $?"
                    """, "bash", try Tree.runner, job.run.path, job.run.stateDirectory, job.folder, "\(files)",
                ], environment: job.run.environment)
            if said.hasSuffix("code 0\n") {
                #expect(try job.total == "1000,\(999 * 1000 / 2)", "with \(files) files")
                continue
            }
            refused += 1
            // A sink waits for descriptors as it waits for room.
            let waits = said.hasSuffix("code 124\n") && said.contains("Too many open files; again in")
            #expect(waits || said.hasSuffix("code 1\n") || said.hasSuffix("code 69\n"), "with \(files) files: \(said)")
            #expect(
                said.contains("Too many open files") || said.contains("may open no more than \(files) files"),
                "with \(files) files: \(said)")
        }
        #expect(refused > 3 && refused < 12)
    }
}
