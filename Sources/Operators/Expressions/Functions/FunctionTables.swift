/// The parts of the catalogue, by family.
enum FunctionTables {
    static var all: [Overload] {
        [
            integerOperators, doubleOperators, numericOperators, numericFunctions, comparisons, textFunctions,
            patternFunctions,
            mathFunctions,
            jsonFunctions, byteFunctions, timeOperators, timeFunctions, timeExtraction, numberTemplates,
            arrayFunctions, similarity,
        ].flatMap(\.self)
    }

}

/// A function's entry.
func function(
    _ name: String, _ arguments: [DataType], _ result: DataType, canFail: Bool = true,
    _ prepare: @escaping @Sendable (CallSite) -> Kernel
) -> Overload {
    let reference = FunctionReference(name: name, isOperator: false, arguments: arguments, result: result)
    return Overload(reference: reference, canFail: canFail, prepare: prepare)
}

/// An operator's entry.
func symbol(
    _ name: String, _ arguments: [DataType], _ result: DataType, canFail: Bool = true,
    _ prepare: @escaping @Sendable (CallSite) -> Kernel
) -> Overload {
    let reference = FunctionReference(name: name, isOperator: true, arguments: arguments, result: result)
    return Overload(reference: reference, canFail: canFail, prepare: prepare)
}
