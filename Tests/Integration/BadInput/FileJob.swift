import Glibc
import TestSupport

/// A job that copies files in one folder to one file in another, and sums them up.
struct FileJob {
    let folder: String
    var run: JobRun

    /// - Parameters:
    ///   - files: the source's path, in the folder.
    ///   - options: of the source, each led by a comma.
    init(_ files: String, format: String = "csv", options: String = "", columns: String = "id bigint, name text") throws
    {
        folder = Tree.scratch()
        mkdir(folder + "/in", 0o755)
        mkdir(folder + "/out", 0o755)
        run = try JobRun(
            text: """
                SET job_name = 'files';
                SET commit_interval = '50 ms';
                SET checkpoint_interval = '100 ms';
                CREATE TABLE input (\(columns)) WITH (
                    connector = 'file', path = '${FOLDER}/in/\(files)', format = '\(format)'\(options));
                CREATE TABLE copied (id bigint, name text) WITH (
                    connector = 'file', path = '${FOLDER}/out/copied.csv', format = 'csv', header = false);
                INSERT INTO copied SELECT id, name FROM input;
                CREATE MATERIALIZED VIEW total WITH (
                    connector = 'file', path = '${FOLDER}/out/total.csv', format = 'csv', header = false) AS
                SELECT count(*) AS n, sum(id) AS total FROM input;
                """, environment: ["FOLDER": folder])
    }

    func put(_ name: String, _ bytes: [UInt8], append: Bool = false) throws {
        guard let file = fopen("\(folder)/in/\(name)", append ? "a" : "w") else { throw HarnessError(name) }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw HarnessError(name) }
    }

    func put(_ name: String, _ text: String, append: Bool = false) throws {
        try put(name, Array(text.utf8), append: append)
    }

    var copied: [String] {
        get throws { try Tree.read(folder + "/out/copied.csv").split(separator: "\n").map(String.init) }
    }

    var total: String {
        get throws { String(try Tree.read(folder + "/out/total.csv").split(separator: "\n").joined(separator: ";")) }
    }

    /// The exit code of a run that reads all there is, and what it said.
    func outcome(_ flags: [String] = []) throws -> (code: Int32, said: String) {
        let child = try run.start(["--until-caught-up", "-o", "json"] + flags)
        return (try child.wait(), child.errorText + child.outputText)
    }
}

/// A shell in a mount namespace of its own, where a folder can be a small disk.
enum SmallDisk {
    private static let flags = getuid() == 0 ? "-m" : "-rm"

    static let isPossible =
        (try? Child.output("unshare", [flags, "sh", "-c", "mount -t tmpfs tmpfs /mnt"])) != nil

    /// Runs a script; `$1` and so on are the arguments.
    static func shell(_ script: String, _ arguments: [String], _ environment: [String: String]) throws -> String {
        try Child.output("unshare", [flags, "sh", "-c", script, "sh"] + arguments, environment: environment)
    }
}
