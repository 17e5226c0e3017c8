import Glibc
import TestSupport
import Testing

/// What goes wrong with a file is said with the source or sink that it is of.
@Suite struct NamedFileTests {
    @Test func `a folder that can't be made names its sink`() throws {
        let job = try FileJob("a.csv")
        try job.put("a.csv", "1,a\n")
        // A file stands where the sinks' folder is to be.
        rmdir(job.folder + "/out")
        try Tree.write(job.folder + "/out", "")
        let (code, said) = try job.outcome()
        #expect(code == 78, "\(code): \(said)")
        #expect(said.contains("sink copied: ") && said.contains(job.folder + "/out"), "\(said)")
    }

    @Test func `a file that can't be read names its source`() throws {
        let job = try FileJob("a.csv")
        mkdir(job.folder + "/in/a.csv", 0o755)
        let (code, said) = try job.outcome()
        #expect(code == 65 || code == 78, "\(code): \(said)")
        #expect(said.contains("source input: ") && said.contains("in/a.csv"), "\(said)")
    }
}
