/// A function or operator of the catalogue, chosen for certain argument types.
package struct FunctionReference: Hashable, Sendable {
    /// `lower`, or an operator's symbol.
    package let name: String
    package let isOperator: Bool
    /// What each argument must be cast to before the call; one for a prefix operator.
    package let arguments: [DataType]
    package let result: DataType

    /// One that the catalogue knows by name alone, for the planner's own calls.
    package init(name: String, isOperator: Bool, arguments: [DataType], result: DataType) {
        self.name = name
        self.isOperator = isOperator
        self.arguments = arguments
        self.result = result
    }
}

extension FunctionReference: CustomStringConvertible {
    /// `lower(text)`, `integer + integer`, `- integer`.
    package var description: String {
        let types = arguments.map(\.description)
        if !isOperator { return "\(name)(\(types.joined(separator: ", ")))" }
        return types.count == 1 ? "\(name) \(types[0])" : "\(types[0]) \(name) \(types[1])"
    }
}
