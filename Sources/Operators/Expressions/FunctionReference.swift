/// A function or operator of the catalogue, chosen for certain argument types.
package struct FunctionReference: Sendable {
    package let name: String
    package init(name: String) { self.name = name }
}
