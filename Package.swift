// swift-tools-version: 6.2
import Foundation
import PackageDescription

// Every target is compiled for x86-64-v3 (AVX2, BMI2): see Sources/CSIMD/README.md.
#if arch(x86_64)
    let machine = ["-Xcc", "-march=x86-64-v3"]
#else
    let machine: [String] = []
#endif

let swift: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableExperimentalFeature("Lifetimes"),
    // The tests run against the optimised build that users get, so it keeps what tests may look at.
    .unsafeFlags(machine + ["-enable-testing"]),
    // Every access to a class's property would be noted and looked up at run time, a twentieth of what a job with many
    // groups takes. The compiler's own check stays, and debug builds make both.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// What lies beside the code: a README in every folder, and logs, scripts, data and pictures in some. SwiftPM wants
/// each named, so they are looked up.
func papers(in path: String) -> [String] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(path).path
    let found = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return found.filter {
        let parts = ($0 as NSString).lastPathComponent.split(separator: ".")
        return parts.count > 1 && parts.last != "swift"
    }.sorted()
}

/// What ships has no warnings: CI sets MILLRACE_STRICT, and then one stops the build. Test code expands macros of the
/// toolchain that warn by themselves.
let shipped = swift + (Context.environment["MILLRACE_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(
        name: name, dependencies: dependencies, exclude: papers(in: "Sources/\(name)"), swiftSettings: shipped)
}

/// Every message of Kafka is allocated on librdkafka's thread and freed on a lane's; jemalloc does that for a third of
/// what glibc's allocator takes.
func program(_ name: String, _ dependencies: [Target.Dependency], path: String, exclude: [String] = []) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: path, exclude: exclude + papers(in: path),
        swiftSettings: shipped, linkerSettings: [.linkedLibrary("jemalloc")])
}

func systemLibrary(_ name: String, _ package: String) -> Target {
    .systemLibrary(name: name, path: "Sources/\(name)", providers: [.apt([package])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency], data: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)",
        exclude: data + papers(in: "Tests/\(name)"), swiftSettings: swift)
}

let package = Package(
    name: "millrace",
    products: [
        .executable(name: "runner", targets: ["RunnerMain"]),
        .executable(name: "state", targets: ["StateMain"]),
        .executable(name: "bench", targets: ["Bench"]),
    ],
    targets: [
        systemLibrary("CRocksDB", "librocksdb-dev"),
        systemLibrary("CRdKafka", "librdkafka-dev"),
        systemLibrary("CLibPQ", "libpq-dev"),
        systemLibrary("CMariaDB", "libmariadb-dev"),
        systemLibrary("CPGQuery", "libpg-query-dev"),
        systemLibrary("CLZ4", "liblz4-dev"),
        systemLibrary("CSnappy", "libsnappy-dev"),
        systemLibrary("CZstd", "libzstd-dev"),
        systemLibrary("CZlib", "zlib1g-dev"),
        .systemLibrary(name: "CSIMD", path: "Sources/CSIMD"),
        library("StateStore", ["CRocksDB", "CLZ4"]),
        library("Operators", ["StateStore", "CSIMD", "CLZ4", "CSnappy", "CZlib", "CZstd"]),
        library("Runner", ["StateStore", "Operators", "CPGQuery", "CRdKafka", "CLibPQ", "CMariaDB"]),
        program("RunnerMain", ["Runner"], path: "Sources/RunnerMain"),
        program("StateMain", ["Runner"], path: "Sources/StateMain"),
        program("Bench", ["Runner", "Operators", "StateStore"], path: "Benchmarks", exclude: []),
        tests("StateStore", ["StateStore"]),
        tests("Operators", ["Operators"]),
        tests("Runner", ["Runner"]),
        .target(
            name: "TestSupport", dependencies: ["Runner"], path: "Tests/Support", exclude: papers(in: "Tests/Support"),
            swiftSettings: swift),
        tests("Queries", ["TestSupport"]),
        tests("Integration", ["Runner", "TestSupport"]),
        tests("Faults", ["Runner"]),
    ]
)
