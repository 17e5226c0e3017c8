/// PostgreSQL's choice among overloads (manual, chapter 10.2 and 10.3).
enum OverloadChoice {
    enum Outcome {
        case none
        case one(Overload)
        case several([Overload])
    }

    /// An exact match, where a lone `unknown` operand is taken to be of the other's type.
    static func exactOperator(_ candidates: [Overload], _ types: [DataType]) -> Overload? {
        var types = types
        if types[0] == .unknown { types[0] = types[1] } else if types[1] == .unknown { types[1] = types[0] }
        return candidates.first { $0.arguments == types }
    }

    static func choose(_ all: [Overload], for types: [DataType]) -> Outcome {
        var candidates = all.filter { $0.arguments.count == types.count }
        if let exact = candidates.first(where: { $0.arguments == types }) { return .one(exact) }
        candidates = candidates.filter { overload in
            zip(types, overload.arguments).allSatisfy { TypeRules.canCast(from: $0, to: $1, in: .implicit) }
        }
        if candidates.count > 1 { candidates = keepBest(candidates) { exactMatches($0, types) } }
        if candidates.count > 1 { candidates = keepBest(candidates) { preferredMatches($0, types) } }
        if candidates.count > 1, types.contains(.unknown) { candidates = byCategory(candidates, types) }
        if candidates.count > 1 { candidates = byLikeness(candidates, types) }
        switch candidates.count {
        case 0: return .none
        case 1: return .one(candidates[0])
        default: return .several(candidates)
        }
    }

    private static func exactMatches(_ overload: Overload, _ types: [DataType]) -> Int {
        zip(types, overload.arguments).count { $0 != .unknown && $0 == $1 }
    }

    private static func preferredMatches(_ overload: Overload, _ types: [DataType]) -> Int {
        zip(types, overload.arguments).count { type, wanted in
            guard type != .unknown else { return false }
            return type == wanted || (wanted.isPreferred && wanted.category == type.category)
        }
    }

    /// The candidates with the highest score; all of them when that is zero.
    private static func keepBest(_ candidates: [Overload], score: (Overload) -> Int) -> [Overload] {
        let scores = candidates.map(score)
        let best = scores.max() ?? 0
        return zip(candidates, scores).filter { $1 == best }.map(\.0)
    }

    /// Decides literals: strings where a candidate takes one, else the one category that all candidates share.
    private static func byCategory(_ candidates: [Overload], _ types: [DataType]) -> [Overload] {
        var kept = candidates
        for position in types.indices where types[position] == .unknown {
            let offered = candidates.map { $0.arguments[position] }
            let category: TypeCategory
            if offered.contains(where: { $0.category == .string }) {
                category = .string
            } else if let first = offered.first?.category, offered.allSatisfy({ $0.category == first }) {
                category = first
            } else {
                return candidates
            }
            let hasPreferred = offered.contains { $0.category == category && $0.isPreferred }
            kept = kept.filter { overload in
                let wanted = overload.arguments[position]
                return wanted.category == category && (!hasPreferred || wanted.isPreferred)
            }
        }
        return kept.isEmpty ? candidates : kept
    }

    /// Last resort: when all known arguments are of one type, literals are taken to be of it too.
    private static func byLikeness(_ candidates: [Overload], _ types: [DataType]) -> [Overload] {
        let known = Set(types.filter { $0 != .unknown })
        guard known.count == 1, let type = known.first, types.contains(.unknown) else { return candidates }
        let kept = candidates.filter { overload in
            overload.arguments.allSatisfy { TypeRules.canCast(from: type, to: $0, in: .implicit) }
        }
        return kept.count == 1 ? kept : candidates
    }
}
