/// A join of the final rows of windows: rows of both sides whose keys, the window among them, are equal.
package struct JoinSpec: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case inner
        /// Rows of the left side without a partner come with NULLs for the right one.
        case left
        /// The same the other way round.
        case right
        case full

        /// Left rows without a partner come, with NULLs for the right side.
        package var keepsLeft: Bool { self == .left || self == .full }
        /// Right rows without a partner come, with NULLs for the left side.
        package var keepsRight: Bool { self == .right || self == .full }
    }

    package let kind: Kind
    /// Columns of the left input, and for each the column of the right one that is equal to it.
    package let leftKeys: [Int]
    package let rightKeys: [Int]

    package init(kind: Kind, leftKeys: [Int], rightKeys: [Int]) {
        self.kind = kind
        self.leftKeys = leftKeys
        self.rightKeys = rightKeys
    }
}
