/// An evaluated argument: a column, or one value that stands for all rows.
struct Operand {
    let column: Column
    /// The column has one row.
    let isConstant: Bool

    init(_ column: Column, isConstant: Bool = false) {
        self.column = column
        self.isConstant = isConstant
    }

    var step: Int { isConstant ? 0 : 1 }

    /// Whether it is NULL for all rows.
    var isNullConstant: Bool { isConstant && !column.validity.isValid(0) }

    /// A column of `count` rows.
    func dense(_ count: Int) -> Column {
        isConstant ? column.repeated(count) : column
    }
}

/// One call over the rows of a batch: evaluated arguments in, a column of `count` rows out.
typealias Kernel = (CallFrame) -> Column

/// What a kernel gets. When all operands are constant, `count` is 1.
struct CallFrame {
    let operands: [Operand]
    let count: Int
    let log: FailureLog

    /// The flags of rows where no operand is NULL, `nil` when that is every row; for functions that give NULL for NULL.
    var strictFlags: Buffer<UInt8>? {
        var flags: Buffer<UInt8>?
        for operand in operands {
            if operand.isConstant {
                if operand.isNullConstant { return Buffer(repeating: 0, count: count) }
            } else {
                flags = bothValid(flags, operand.column.validity.flags, count)
            }
        }
        return flags
    }

    /// What keeps the operands' strings alive.
    var owners: [AnyObject] {
        var owners: [AnyObject] = []
        for operand in operands {
            if case .bytes(let vector) = operand.column.values { owners = mergedOwners(owners, vector.owners) }
        }
        return owners
    }

    /// Whether a kernel can skip its work because an argument is NULL for all rows.
    var isAllNull: Bool { operands.contains(where: \.isNullConstant) }

    /// A column of NULLs.
    func nulls(_ type: DataType) -> Column { ColumnBuilder(type: type, count: count).finish() }
}
