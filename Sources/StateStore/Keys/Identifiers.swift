/// Which table of the job's state a key belongs to.
package struct TableID: Hashable, Comparable, Sendable {
    /// The number that stands first in every key.
    package let rawValue: UInt16

    /// The table with this number.
    @inlinable package init(_ rawValue: UInt16) { self.rawValue = rawValue }

    package static func < (left: TableID, right: TableID) -> Bool { left.rawValue < right.rawValue }
}

/// The unit of commit, counted from 1; 0 stands for "before the first".
package struct Epoch: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The count.
    package let rawValue: Int64

    /// The epoch with this count.
    @inlinable package init(_ rawValue: Int64) { self.rawValue = rawValue }

    /// Before the first epoch.
    package static let none = Epoch(0)

    /// The epoch after this one.
    package var next: Epoch { Epoch(rawValue &+ 1) }

    package static func < (left: Epoch, right: Epoch) -> Bool { left.rawValue < right.rawValue }

    package var description: String { String(rawValue) }
}

/// One of a fixed number of parts of the key space; a lane owns some, so the lane count can change without rewriting
/// state.
package struct KeyGroup: Hashable, Comparable, Sendable {
    /// How many groups there are. Written into every state: never change it.
    package static let count = 128

    /// 0 to `count - 1`.
    package let rawValue: UInt8

    /// The group with this number. Precondition: `rawValue < count`.
    @inlinable package init(_ rawValue: UInt8) {
        precondition(Int(rawValue) < KeyGroup.count)
        self.rawValue = rawValue
    }

    /// The group of a key whose `hashBytes` is `hash`; uses the top bits, tables of one lane use the low ones.
    @inlinable @inline(__always) package static func of(hash: UInt64) -> KeyGroup {
        KeyGroup(UInt8(truncatingIfNeeded: hash &>> 57))
    }

    /// The lane that owns this group among `laneCount` lanes: contiguous shares, sizes differ by at most one.
    package func lane(of laneCount: Int) -> Int { Int(rawValue) * laneCount / KeyGroup.count }

    /// The groups that lane `lane` of `laneCount` owns.
    package static func owned(by lane: Int, of laneCount: Int) -> Range<Int> {
        let lower = (lane * count + laneCount - 1) / laneCount
        let upper = ((lane + 1) * count + laneCount - 1) / laneCount
        return lower..<upper
    }

    package static func < (left: KeyGroup, right: KeyGroup) -> Bool { left.rawValue < right.rawValue }
}
