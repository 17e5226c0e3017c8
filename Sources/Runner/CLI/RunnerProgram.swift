import Glibc

/// The version that `--version` and the first line of a run tell.
package let millraceVersion = "0.1.0"

/// One command of a program: how it is called, and what it does.
package struct Command: Sendable {
    package let spec: CommandSpec
    package let run: @Sendable (Arguments, [String: String]) throws -> ExitCode

    package init(_ spec: CommandSpec, _ run: @escaping @Sendable (Arguments, [String: String]) throws -> ExitCode) {
        self.spec = spec
        self.run = run
    }
}

/// A program of several commands: finds the one that is meant, prints help, turns errors into exit codes.
package struct Program: Sendable {
    package let name: String
    package let summary: String
    package let commands: [Command]

    package init(_ name: String, _ summary: String, _ commands: [Command]) {
        self.name = name
        self.summary = summary
        self.commands = commands
    }

    /// Runs a command line (without the program's name) and returns the process's exit code.
    package func main(_ words: [String], _ environment: [String: String]) -> Int32 {
        // A reader that goes away (`| head`) ends a write with an error, not the process.
        signal(SIGPIPE, SIG_IGN)
        guard let first = words.first, first != "--help", first != "-h", first != "help" else {
            return help(words)
        }
        if first == "--version" || first == "version" {
            Terminal.put("\(name) \(millraceVersion)\n")
            return 0
        }
        guard let command = commands.first(where: { $0.spec.name == first }) else {
            let near = suggest(first, among: commands.map(\.spec.name))
            Terminal.say("\(name): unknown command \"\(first)\"\(near.map { "; did you mean \"\($0)\"?" } ?? "")")
            Terminal.say("try \(name) --help")
            return ExitCode.usage.rawValue
        }
        let rest = Array(words.dropFirst())
        if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
            Terminal.put(command.spec.help(program: name))
            return 0
        }
        return run(command, rest, environment)
    }

    private func run(_ command: Command, _ words: [String], _ environment: [String: String]) -> Int32 {
        do {
            let arguments = try Arguments(
                words, for: command.spec, environment: environment, settings: try settings(environment))
            return try command.run(arguments, environment).rawValue
        } catch let error as UsageError {
            Terminal.say("\(name) \(command.spec.name): \(error.message)")
            Terminal.say("try \(name) \(command.spec.name) --help")
            return ExitCode.usage.rawValue
        } catch let error as JobError where error.code == .readerGone {
            // Whoever wanted no more need not be told.
            return error.code.rawValue
        } catch let error as JobError {
            Terminal.say("error: \(error.message)")
            return error.code.rawValue
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            Terminal.say("error: \(error)")
            return ExitCode.failed.rawValue
        }
    }

    /// The flags that runner.toml gives.
    private func settings(_ environment: [String: String]) throws -> [String: String] {
        guard name == "runner" else { return [:] }
        let found = try connectionLookup(environment).configuration.settings
        let known = Set(commands.flatMap { $0.spec.flags.map(\.setting) })
        for key in found.keys.sorted() where !known.contains(key) {
            let near = suggest(key, among: known.sorted()).map { "; did you mean \($0)?" } ?? ""
            throw UsageError("runner.toml has an unknown setting \(key)\(near)")
        }
        return found.mapValues(\.text)
    }

    private func help(_ words: [String]) -> Int32 {
        if words.first == "help", words.count > 1, let command = commands.first(where: { $0.spec.name == words[1] }) {
            Terminal.put(command.spec.help(program: name))
            return 0
        }
        var text = "\(summary)\n\nusage: \(name) COMMAND [flags]\n\n"
        let width = commands.map(\.spec.name.count).max() ?? 0
        for command in commands {
            let padding = String(repeating: " ", count: width - command.spec.name.count + 2)
            text += "  \(command.spec.name)\(padding)\(command.spec.summary)\n"
        }
        text += "\n\(name) COMMAND --help shows examples and flags.\n"
        if words.isEmpty {
            Terminal.write(text, to: STDERR_FILENO)
            return ExitCode.usage.rawValue
        }
        Terminal.put(text)
        return 0
    }
}

/// The program `runner`.
package let runnerProgram = Program(
    "runner", "Millrace \(millraceVersion): one SQL file becomes a running stream job, exactly once.",
    [
        startCommand, validateCommand, explainCommand, statusCommand, whyCommand, listCommand, checkpointCommand,
        stopCommand, generateCommand, replayCommand, tapCommand, topicsCommand, optionsCommand,
    ])

/// Runs `runner` with the process's own arguments and ends the process.
package func runRunner() -> Never {
    Shortage.raiseFileLimit()
    let words = Array(CommandLine.arguments.dropFirst())
    // These hear the signals themselves; the others end at once, as programs do.
    if let command = words.first, ["start", "generate", "replay", "tap"].contains(command) { StopSignals.block() }
    exit(runnerProgram.main(words, processEnvironment()))
}
