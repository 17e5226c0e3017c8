extension FunctionTables {
    /// LIKE, regular expressions and what is built on them. A pattern that is a literal is compiled once.
    static var patternFunctions: [Overload] {
        var all: [Overload] = []
        for (name, ignoresCase, negated) in [
            ("~~", false, false), ("!~~", false, true), ("~~*", true, false), ("!~~*", true, true),
        ] {
            all.append(symbol(name, [.text, .text], .boolean) { site in like(site, ignoresCase, negated) })
        }
        for (name, flags, negated) in [
            ("~", "", false), ("!~", "", true), ("~*", "i", false), ("!~*", "i", true),
        ] {
            all.append(symbol(name, [.text, .text], .boolean) { site in regularMatch(site, flags, negated) })
        }
        return all + functions
    }

    private static func like(_ site: CallSite, _ ignoresCase: Bool, _ negated: Bool) -> Kernel {
        let cache = PatternCache<LikePattern> { (pattern, _) throws(RowFailure) in
            pattern.withUTF8Bytes { LikePattern($0, ignoresCase: ignoresCase) }
        }
        return rows(.boolean) { (text: StringView, pattern: StringView, _) throws(RowFailure) -> Bool? in
            try cache.compiled(pattern).matches(text) != negated
        }
    }

    private static func regularMatch(_ site: CallSite, _ flags: String, _ negated: Bool) -> Kernel {
        let cache = PatternCache<RegularExpression> { (pattern, _) throws(RowFailure) in
            try RegularExpression(pattern.string, flags: flags, wantsGroups: false)
        }
        return rows(.boolean) { (text: StringView, pattern: StringView, _) throws(RowFailure) -> Bool? in
            let expression = try cache.compiled(pattern)
            return text.withUTF8Bytes { expression.matches($0) } != negated
        }
    }

    private static func expressions() -> PatternCache<RegularExpression> {
        PatternCache { (pattern, flags) throws(RowFailure) in try RegularExpression(pattern.string, flags: flags.string)
        }
    }

    private static var functions: [Overload] {
        let three: [DataType] = [.text, .text, .text]
        return [
            function("regexp_like", [.text, .text], .boolean) { site in regularMatch(site, "", false) },
            function("regexp_like", three, .boolean) { _ in
                let cache = expressions()
                return rows(.boolean) { (a: StringView, p: StringView, f: StringView, _) throws(RowFailure) -> Bool? in
                    let expression = try cache.compiled(p, f)
                    return a.withUTF8Bytes { expression.matches($0) }
                }
            },
            function("regexp_replace", three, .text) { _ in
                let cache = expressions()
                return rows(.text) { (a: StringView, p: StringView, n: StringView, arena) throws(RowFailure) in
                    RegularKernels.replaced(a, try cache.compiled(p), n, all: false, arena)
                }
            },
            function("regexp_replace", [.text, .text, .text, .text], .text) { _ in
                let cache = expressions()
                return rows(.text) {
                    (a: StringView, p: StringView, n: StringView, f: StringView, arena) throws(RowFailure) in
                    let all = f.string.contains("g")
                    return RegularKernels.replaced(a, try cache.compiled(p, f), n, all: all, arena)
                }
            },
            function("regexp_count", [.text, .text], .integer) { _ in
                let cache = expressions()
                return rows(.integer) { (a: StringView, p: StringView, _) throws(RowFailure) -> Int64? in
                    RegularKernels.count(a, try cache.compiled(p))
                }
            },
            function("regexp_substr", [.text, .text], .text) { _ in
                let cache = expressions()
                return rows(.text) { (a: StringView, p: StringView, _) throws(RowFailure) -> StringView? in
                    RegularKernels.first(a, try cache.compiled(p), group: 0)
                }
            },
            function("substring", [.text, .text], .text) { _ in
                let cache = expressions()
                return rows(.text) { (a: StringView, p: StringView, _) throws(RowFailure) -> StringView? in
                    let expression = try cache.compiled(p)
                    return RegularKernels.first(a, expression, group: min(1, expression.groupCount))
                }
            },
            function("regexp_match", three, .array(.text)) { _ in
                let cache = expressions()
                return rows(.array(.text)) {
                    (a: StringView, p: StringView, f: StringView, arena) throws(RowFailure) -> StringView? in
                    if f.string.contains("g") {
                        throw .invalidParameter("regexp_match() does not support the \"global\" option")
                    }
                    return RegularKernels.groups(a, try cache.compiled(p, f), arena)
                }
            },
            function("regexp_split_to_array", [.text, .text], .array(.text)) { _ in
                let cache = expressions()
                return rows(.array(.text)) { (a: StringView, p: StringView, arena) throws(RowFailure) -> StringView? in
                    RegularKernels.split(a, try cache.compiled(p), arena)
                }
            },
            function("regexp_split_to_array", three, .array(.text)) { _ in
                let cache = expressions()
                return rows(.array(.text)) {
                    (a: StringView, p: StringView, f: StringView, arena) throws(RowFailure) -> StringView? in
                    if f.string.contains("g") {
                        throw .invalidParameter("regexp_split_to_array() does not support the \"global\" option")
                    }
                    return RegularKernels.split(a, try cache.compiled(p, f), arena)
                }
            },
            function("regexp_instr", [.text, .text], .integer) { _ in
                let cache = expressions()
                return rows(.integer) { (a: StringView, p: StringView, _) throws(RowFailure) -> Int64? in
                    RegularKernels.position(a, try cache.compiled(p))
                }
            },
            function("regexp_match", [.text, .text], .array(.text)) { _ in
                let cache = expressions()
                return rows(.array(.text)) { (a: StringView, p: StringView, arena) throws(RowFailure) -> StringView? in
                    RegularKernels.groups(a, try cache.compiled(p), arena)
                }
            },
            function("like_escape", [.text, .text], .text) { _ in
                rows(.text) { (a: StringView, e: StringView, arena) throws(RowFailure) -> StringView? in
                    try RegularKernels.likeEscaped(a, e, arena)
                }
            },
        ]
    }
}

/// Compiled patterns by their text: one compilation for a literal, few for a column of few patterns. One lane owns it.
final class PatternCache<Compiled> {
    private let compile: (StringView, StringView) throws(RowFailure) -> Compiled
    private var last: Compiled?
    private var lastPattern = StringView()
    private var lastFlags = StringView()
    /// Holds the bytes that the two views point at.
    private var lastBytes = Arena(blockBytes: 64)
    private var others: [[UInt8]: Compiled] = [:]

    init(_ compile: @escaping (StringView, StringView) throws(RowFailure) -> Compiled) {
        self.compile = compile
    }

    func compiled(_ pattern: StringView, _ flags: StringView = StringView()) throws(RowFailure) -> Compiled {
        if let last, StringView.equal(lastPattern, pattern), StringView.equal(lastFlags, flags) { return last }
        let text = pattern.withUTF8Bytes { Array($0) }
        let letters = flags.withUTF8Bytes { Array($0) }
        let key = text + [0] + letters
        let found: Compiled
        if let known = others[key] {
            found = known
        } else {
            found = try compile(pattern, flags)
            if others.count >= 64 { others.removeAll() }
            others[key] = found
        }
        lastBytes = Arena(blockBytes: 64)
        lastPattern = text.withUnsafeBytes { lastBytes.view(of: $0) }
        lastFlags = letters.withUnsafeBytes { lastBytes.view(of: $0) }
        last = found
        return found
    }
}
