extension FunctionTables {
    /// `+ - * /` over dates, timestamps and intervals.
    static var timeOperators: [Overload] { dates + moves + intervals }

    private static func checkedDate(_ days: Int64, _ overflow: Bool) throws(RowFailure) -> Int64 {
        guard !overflow, TimeLimits.isDate(days) else { throw .dateOutOfRange }
        return days
    }

    private static var dates: [Overload] {
        let add: @Sendable (CallSite) -> Kernel = { _ in
            rows(.date) { (a: Int64, b: Int64, _) throws(RowFailure) -> Int64? in
                if TimeCasts.isInfinite(a) { return a }
                let (days, overflow) = a.addingReportingOverflow(b)
                return try checkedDate(days, overflow)
            }
        }
        let swapped: @Sendable (CallSite) -> Kernel = { _ in
            rows(.date) { (a: Int64, b: Int64, _) throws(RowFailure) -> Int64? in
                if TimeCasts.isInfinite(b) { return b }
                let (days, overflow) = a.addingReportingOverflow(b)
                return try checkedDate(days, overflow)
            }
        }
        return [
            symbol("+", [.date, .integer], .date, add),
            symbol("+", [.integer, .date], .date, swapped),
            symbol("-", [.date, .integer], .date) { _ in
                rows(.date) { (a: Int64, b: Int64, _) throws(RowFailure) -> Int64? in
                    if TimeCasts.isInfinite(a) { return a }
                    let (days, overflow) = a.subtractingReportingOverflow(b)
                    return try checkedDate(days, overflow)
                }
            },
            symbol("-", [.date, .date], .integer) { _ in
                rows(.integer) { (a: Int64, b: Int64, _) throws(RowFailure) -> Int64? in
                    guard !TimeCasts.isInfinite(a), !TimeCasts.isInfinite(b) else {
                        throw RowFailure(code: "22008", message: "cannot subtract infinite dates")
                    }
                    return a - b
                }
            },
        ]
    }

    /// A time moved by an interval, with either order of `+`.
    private static var moves: [Overload] {
        let types: [(DataType, DataType)] = [
            (.date, .timestamp), (.timestamp, .timestamp), (.timestamptz, .timestamptz),
        ]
        return types.flatMap { type, result -> [Overload] in
            let move: @Sendable (Int64, Interval, TimeZoneRules) throws(RowFailure) -> Int64 = {
                (time, interval, zone) throws(RowFailure) in try moved(time, by: interval, type, zone)
            }
            return [
                symbol("+", [type, .interval], result) { site in
                    let zone = site.settings.timezone
                    return rows(result) { (a: Int64, b: Interval, _) throws(RowFailure) -> Int64? in
                        try move(a, b, zone)
                    }
                },
                symbol("+", [.interval, type], result) { site in
                    let zone = site.settings.timezone
                    return rows(result) { (a: Interval, b: Int64, _) throws(RowFailure) -> Int64? in
                        try move(b, a, zone)
                    }
                },
                symbol("-", [type, .interval], result) { site in
                    let zone = site.settings.timezone
                    return rows(result) { (a: Int64, b: Interval, _) throws(RowFailure) -> Int64? in
                        try move(a, try TimeArithmetic.negate(b), zone)
                    }
                },
            ]
        }
            + [DataType.timestamp, .timestamptz].map { type in
                symbol("-", [type, type], .interval) { _ in
                    rows(.interval) { (a: Int64, b: Int64, _) throws(RowFailure) -> Interval? in
                        try TimeArithmetic.difference(a, b)
                    }
                }
            }
    }

    private static func moved(
        _ time: Int64, by interval: Interval, _ type: DataType, _ zone: TimeZoneRules
    ) throws(RowFailure) -> Int64 {
        let result: Int64?
        switch type {
        case .date: result = adding(interval, toLocal: try TimeCasts.midnight(time))
        case .timestamptz: result = adding(interval, toInstant: time, in: zone)
        default: result = adding(interval, toLocal: time)
        }
        guard let result else { throw .timestampOutOfRange }
        return result
    }

    private static var intervals: [Overload] {
        let two: [DataType] = [.interval, .interval]
        return [
            symbol("+", two, .interval) { _ in
                rows(.interval) { (a: Interval, b: Interval, _) throws(RowFailure) -> Interval? in
                    try TimeArithmetic.add(a, b)
                }
            },
            symbol("-", two, .interval) { _ in
                rows(.interval) { (a: Interval, b: Interval, _) throws(RowFailure) -> Interval? in
                    try TimeArithmetic.subtract(a, b)
                }
            },
            symbol("-", [.interval], .interval) { _ in
                rows(.interval) { (a: Interval, _) throws(RowFailure) -> Interval? in try TimeArithmetic.negate(a) }
            },
            symbol("*", [.interval, .double], .interval) { _ in
                rows(.interval) { (a: Interval, b: Double, _) throws(RowFailure) -> Interval? in
                    try TimeArithmetic.multiply(a, b)
                }
            },
            symbol("*", [.double, .interval], .interval) { _ in
                rows(.interval) { (a: Double, b: Interval, _) throws(RowFailure) -> Interval? in
                    try TimeArithmetic.multiply(b, a)
                }
            },
            symbol("/", [.interval, .double], .interval) { _ in
                rows(.interval) { (a: Interval, b: Double, _) throws(RowFailure) -> Interval? in
                    try TimeArithmetic.divide(a, b)
                }
            },
        ]
    }
}
