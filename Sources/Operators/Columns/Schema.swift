/// Names and types of the columns of a batch, in order.
package struct Schema: Hashable, Sendable {
    package struct Field: Hashable, Sendable {
        package let name: String
        package let type: DataType
        /// Whether NULL can occur.
        package let nullable: Bool

        package init(name: String, type: DataType, nullable: Bool = true) {
            self.name = name
            self.type = type
            self.nullable = nullable
        }
    }

    package var fields: [Field]

    package init(_ fields: [Field]) {
        self.fields = fields
    }

    package var count: Int { fields.count }
}
