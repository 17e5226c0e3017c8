extension ServerError {
    /// An error of the server's or of the client library's.
    ///
    /// - Parameter number: MySQL's error number; 2000 to 2999 and 5000 to 5999 are the client library's.
    init(mysql number: Int, sqlState: String, message: String) {
        let isOfClient = (2000..<3000).contains(number) || (5000..<6000).contains(number)
        let isLost = isOfClient || MySQLErrorNumber.endsConnection.contains(number)
        self.init(
            code: number == 0 ? "" : "\(number)", message: message, connectionIsLost: isLost,
            codeKind: MySQLErrorNumber.kind(number, sqlState), codeName: "MySQL error")
    }

    /// A row that must not be written although the server would take it, or that it can't be asked about.
    init(refusing message: String, number: Int = 0) {
        self.init(
            code: number == 0 ? "" : "\(number)", message: message, codeKind: .data, codeName: "MySQL error")
    }

    /// MySQL's error number; 0 for none.
    var number: Int { Int(code) ?? 0 }
}

/// What MySQL's and MariaDB's error numbers mean to a transaction.
enum MySQLErrorNumber {
    static let duplicateKey = 1062
    static let lockWaitTimeout = 1205
    static let deadlock = 1213
    static let packetTooLarge = 1153
    static let tableExists = 1050

    /// Server shutdown, session killed (MariaDB, MySQL), idle session ended.
    static let endsConnection: Set<Int> = [1053, 1927, 3169, 4031]

    /// What passes by itself: locks, limits, a full disk, a server that starts, stops or turns read-only.
    private static let transient: Set<Int> = [
        1015, 1020, 1021, 1028, 1030, 1037, 1038, 1040, 1041, 1047, 1053, 1114, 1129, 1135, 1158, 1159, 1160, 1161,
        1180, 1184, 1189, 1190, 1203, 1205, 1206, 1213, 1226, 1290, 1317, 1412, 1613, 1614, 1615, 1637, 1792, 1836,
        1927, 1969, 3024, 3058, 3100, 3101, 3169, 3572, 4031,
    ]

    /// What a row's values cause, outside the classes 22 and 23 of SQLSTATE: value out of range, cut, wrong for a
    /// partition, a CHECK, a trigger's SIGNAL.
    private static let data: Set<Int> = [
        139, 1048, 1062, 1118, 1153, 1169, 1216, 1217, 1261, 1262, 1263, 1264, 1265, 1292, 1300, 1301, 1364, 1365,
        1366, 1367, 1406, 1411, 1416, 1441, 1451, 1452, 1526, 1586, 1591, 1644, 1690, 1748, 3140, 3141, 3156, 3157,
        3819, 4025,
    ]

    static func kind(_ number: Int, _ sqlState: String) -> ServerError.Kind {
        if transient.contains(number) || number == 0 { return .transient }
        if data.contains(number) { return .data }
        switch sqlState.prefix(2) {
        // A state that only triggers and procedures of the user's give stands with the data that they refuse.
        case "22", "23", "45": return .data
        case "08", "40": return .transient
        default: return .schema
        }
    }
}
