import Glibc
import Operators
import Runner

/// simdjson On-Demand on the same events: a C++ program made for the profiles, built once a run by `simdjson.sh`.
struct SimdjsonPeer {
    let program: String
    let folder: String
    let environment: [String: String]

    /// Builds the program in `folder`.
    init(_ profiles: [JSONProfile], folder: String, environment: [String: String]) throws {
        self.folder = folder
        self.environment = environment
        program = "\(folder)/peer"
        let text = SimdjsonPeer.readers(profiles)
        guard let file = fopen("\(folder)/readers.inc", "w") else { throw BenchError("cannot write to \(folder)") }
        fputs(text, file)
        fclose(file)
        let run = try MeasuredProcess(
            path: "/bin/bash", arguments: ["Benchmarks/JSON/simdjson.sh", "\(folder)/readers.inc", program],
            environment: environment
        ).run()
        guard run.exitCode == 0 else {
            throw BenchError("simdjson.sh failed (libsimdjson-dev and g++? the repository's folder?): \(run.output)")
        }
    }

    /// Nanoseconds an event: the fastest of the rounds.
    func measure(
        _ profile: JSONProfile, _ file: String, ordered: Bool, keepsText: Bool, rounds: Int, expected: DecodedSum
    ) throws -> Double {
        let run = try MeasuredProcess(
            path: program,
            arguments: [
                SimdjsonPeer.identifier(profile), ordered ? "ordered" : "any", keepsText ? "keep" : "view", "\(rounds)",
                file,
            ], environment: environment
        ).run()
        let lines = run.output.split(separator: "\n")
        guard run.exitCode == 0, lines.count == rounds + 1,
            let best = lines.prefix(rounds).compactMap(Double.init).min()
        else { throw BenchError("the simdjson program failed on \(profile.name): \(run.output)") }
        let sum = lines[rounds].split(separator: " ").prefix(2).joined(separator: " ")
        guard sum == "\(expected.rows) \(expected.hash)" else {
            throw BenchError("\(profile.name): simdjson says \(sum), not \(expected.rows) \(expected.hash)")
        }
        return best
    }

    private static func identifier(_ profile: JSONProfile) -> String {
        String("read_" + profile.name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    }

    /// A function for each profile, and one that picks it by name.
    private static func readers(_ profiles: [JSONProfile]) -> String {
        let choices = profiles.map { profile in
            let name = identifier(profile)
            return """
                if (!strcmp(name, "\(name)")) {
                    auto run = [&](auto reader) { rows = pass(events, parser, columns, reader, hash); };
                    if (ordered && keep) check ? run(\(name)<true, true, true>) : run(\(name)<true, true, false>);
                    else if (ordered) check ? run(\(name)<true, false, true>) : run(\(name)<true, false, false>);
                    else if (keep) check ? run(\(name)<false, true, true>) : run(\(name)<false, true, false>);
                    else check ? run(\(name)<false, false, true>) : run(\(name)<false, false, false>);
                    return true;
                }
                """
        }
        return profiles.map(reader).joined(separator: "\n") + """

            struct Events;
            template <class Reader> static size_t pass(const Events &, ondemand::parser &, Columns &, Reader, uint64_t &);
            static bool dispatch(const char *name, bool ordered, bool keep, bool check, const Events &events,
                                 ondemand::parser &parser, Columns &columns, uint64_t &hash, size_t &rows) {
            \(choices.joined(separator: "\n"))
                return false;
            }

            """
    }

    private static func reader(_ profile: JSONProfile) -> String {
        var lines: [String] = []
        var open: [String] = []
        for (index, field) in profile.fields.enumerated() {
            let parents = Array(field.path.dropLast())
            if parents != open {
                if !open.isEmpty { lines.append("}") }
                open = parents
                if let parent = parents.first {
                    lines.append("{ ondemand::object inner; TRY(find(object, \"\(parent)\").get_object().get(inner));")
                }
            }
            lines.append(value(field, index, profile.timeIsText, object: parents.isEmpty ? "object" : "inner"))
        }
        if !open.isEmpty { lines.append("}") }
        return """
            template <bool ordered, bool keep, bool check>
            static bool \(identifier(profile))(ondemand::document &document, Columns &columns, int slot, uint64_t row,
                                               uint64_t &hash) {
                auto find = [](ondemand::object &object, const char *key) {
                    return ordered ? object.find_field(key) : object.find_field_unordered(key);
                };
                uint64_t sum = 0;
                ondemand::object object;
                TRY(document.get_object().get(object));
            \(lines.joined(separator: "\n"))
                hash += sum;
                return true;
            }

            """
    }

    /// The statements that take one field; a bad row has no part in the sum.
    private static func value(_ field: FieldSpec, _ index: Int, _ timeIsText: Bool, object: String) -> String {
        let found = "find(\(object), \"\(field.path.last ?? "")\")"
        let put = "columns.number(\(index), slot, value); if (check) sum += mixed(value, row, \(index)); }"
        switch field.type {
        case .text:
            return "{ std::string_view value; TRY(\(found).get_string().get(value)); "
                + "columns.text<keep>(\(index), slot, value); "
                + "if (check) sum += mixed(bytes_of(value), row, \(index)); }"
        case .numeric:
            return "{ double exact; TRY(\(found).get_double().get(exact)); int64_t value = llround(exact * 100); \(put)"
        case .timestamptz where timeIsText, .timestamp where timeIsText:
            return "{ std::string_view text; int64_t value; TRY(\(found).get_string().get(text)); "
                + "TRY(!text_time(text, value)); \(put)"
        case .timestamptz:
            return "{ int64_t value; TRY(\(found).get_int64().get(value)); value = unix_time(value); \(put)"
        default: return "{ int64_t value; TRY(\(found).get_int64().get(value)); \(put)"
        }
    }
}
