extension FunctionTables {
    /// Reading parts of jsonb and testing what is in it.
    static var jsonFunctions: [Overload] { access + paths + tests + facts + changesOfJSON + equalForms }

    private static var access: [Overload] {
        let texts: [(DataType, Bool)] = [(.jsonb, false), (.text, true)]
        return texts.flatMap { result, asText -> [Overload] in
            let name = asText ? "->>" : "->"
            let member: @Sendable (CallSite) -> Kernel = { _ in
                rows(result) { (json: StringView, key: StringView, arena) -> StringView? in
                    JSONBKernels.member(json, key).flatMap { asText ? JSONBText.text(of: $0, arena) : $0 }
                }
            }
            return [
                symbol(name, [.jsonb, .text], result, canFail: false, member),
                symbol(name, [.jsonb, .integer], result, canFail: false) { _ in
                    rows(result) { (json: StringView, index: Int64, arena) -> StringView? in
                        JSONBKernels.element(json, index).flatMap { asText ? JSONBText.text(of: $0, arena) : $0 }
                    }
                },
                function(asText ? "jsonb_object_field_text" : "jsonb_object_field", [.jsonb, .text], result, member),
            ]
        }
    }

    private static var paths: [Overload] {
        [("#>", DataType.jsonb, false), ("#>>", .text, true)].map { name, result, asText in
            symbol(name, [.jsonb, .array(.text)], result) { _ in
                let cache = PatternCache<[String?]> { (path, _) throws(RowFailure) in JSONBKernels.elements(of: path) }
                return rows(result) { (json: StringView, path: StringView, arena) throws(RowFailure) -> StringView? in
                    JSONBKernels.walk(json, try cache.compiled(path))
                        .flatMap { asText ? JSONBText.text(of: $0, arena) : $0 }
                }
            }
        }
    }

    private static var tests: [Overload] {
        [
            symbol("?", [.jsonb, .text], .boolean, canFail: false) { _ in
                rows(.boolean) { (json: StringView, key: StringView, _) -> Bool? in JSONBKernels.has(json, key) }
            },
            symbol("?|", [.jsonb, .array(.text)], .boolean, canFail: false) { _ in anyKey(wantAll: false) },
            symbol("?&", [.jsonb, .array(.text)], .boolean, canFail: false) { _ in anyKey(wantAll: true) },
            symbol("@>", [.jsonb, .jsonb], .boolean, canFail: false) { _ in
                rows(.boolean) { (a: StringView, b: StringView, _) -> Bool? in JSONBKernels.contains(a, b) }
            },
            symbol("<@", [.jsonb, .jsonb], .boolean, canFail: false) { _ in
                rows(.boolean) { (a: StringView, b: StringView, _) -> Bool? in JSONBKernels.contains(b, a) }
            },
            symbol("=", [.jsonb, .jsonb], .boolean, canFail: false) { _ in jsonEquality },
            symbol("<>", [.jsonb, .jsonb], .boolean, canFail: false) { _ in
                rows(.boolean) { (a: StringView, b: StringView, _) -> Bool? in
                    JSONBKernels.key(a) != JSONBKernels.key(b)
                }
            },
        ]
    }

    /// Equality of values: the order of keys and the zeros of numbers do not count.
    static var jsonEquality: Kernel {
        rows(.boolean) { (a: StringView, b: StringView, _) -> Bool? in
            StringView.equal(a, b) || JSONBKernels.key(a) == JSONBKernels.key(b)
        }
    }

    /// The one of all equal values that stands for them as the key of a group. Its name has a blank: no job calls it.
    private static var equalForms: [Overload] {
        [(DataType.jsonb, "jsonb form"), (.text, "jsonb form text")].map { type, name in
            function(name, [.jsonb], type, canFail: false) { _ in
                rows(type) { (json: StringView, arena) -> StringView? in
                    JSONBKernels.key(json).map { key in key.withUnsafeBytes { arena.view(of: $0) } }
                }
            }
        }
    }

    private static func anyKey(wantAll: Bool) -> Kernel {
        rows(.boolean) { (json: StringView, keys: StringView, arena) -> Bool? in
            for key in JSONBKernels.elements(of: keys).compactMap(\.self) {
                if JSONBKernels.has(json, arena.view(of: key)) != wantAll { return !wantAll }
            }
            return wantAll
        }
    }

    private static var facts: [Overload] {
        [
            function("jsonb_typeof", [.jsonb], .text, canFail: false) { _ in
                rows(.text) { (json: StringView, arena) -> StringView? in
                    JSONBKernels.kind(json).map { arena.view(of: $0.rawValue) }
                }
            },
            function("jsonb_array_length", [.jsonb], .integer) { _ in
                rows(.integer) { (json: StringView, _) throws(RowFailure) -> Int64? in
                    try JSONBKernels.arrayLength(json)
                }
            },
        ]
    }

    private static var changesOfJSON: [Overload] {
        [
            symbol("||", [.jsonb, .jsonb], .jsonb) { _ in
                rows(.jsonb) { (a: StringView, b: StringView, arena) -> StringView? in
                    JSONBKernels.joined(a, b).map { JSONBText.view($0, arena) }
                }
            },
            symbol("-", [.jsonb, .text], .jsonb) { _ in
                rows(.jsonb) { (json: StringView, key: StringView, arena) throws(RowFailure) -> StringView? in
                    try JSONBKernels.removing(json, key).map { JSONBText.view($0, arena) }
                }
            },
            function("jsonb_strip_nulls", [.jsonb], .jsonb, canFail: false) { _ in
                rows(.jsonb) { (json: StringView, arena) -> StringView? in
                    json.withUTF8Bytes { JSONBValue($0) }.map { JSONBText.view($0.withoutNullMembers, arena) }
                }
            },
        ]
    }

    /// `jsonb_extract_path(json, key, ...)` and its text form.
    static var jsonPathFunctions: [PolymorphicFunction] {
        [("jsonb_extract_path", DataType.jsonb, false), ("jsonb_extract_path_text", .text, true)].map {
            name, result, asText in
            PolymorphicFunction(
                name: name, canFail: false,
                resolve: { types in
                    guard let first = types.first, types.count > 1, first == .jsonb || first == .unknown,
                        types.dropFirst().allSatisfy({ $0 == .text || $0 == .unknown })
                    else { return .failure(.noSuchFunction(name: name, arguments: types)) }
                    let arguments: [DataType] = [.jsonb] + types.dropFirst().map { _ in .text }
                    return .success(
                        FunctionReference(name: name, isOperator: false, arguments: arguments, result: result))
                },
                prepare: { _ in
                    rowsOfAll(result, of: StringView.self) { row, arguments, arena -> StringView? in
                        JSONBKernels.walk(arguments[0][row], arguments.dropFirst().map { $0[row].string })
                            .flatMap { asText ? JSONBText.text(of: $0, arena) : $0 }
                    }
                })
        }
    }
}
