/// Whether a faster way that does not fit every record is worth trying.
struct JSONAttempts {
    var tries = 0
    var hits = 0
    /// Batches for which nothing is tried, because too little came of it.
    private var restBatches = 0

    var isResting: Bool { restBatches > 0 }

    /// Called before each batch: stops trying for a while when less than a quarter of the tries were hits.
    mutating func beginBatch() {
        if restBatches > 0 {
            restBatches -= 1
        } else if tries >= 256 {
            if hits * 4 < tries { restBatches = 16 }
            tries = 0
            hits = 0
        }
    }
}

/// The shapes of late, the more useful first, and when it is worth trying them.
struct JSONShapes {
    private static let shapesMax = 4

    private var shapes: [JSONShape] = []
    /// The same shapes, for the hot path.
    private var views: InlineArray<4, JSONShape.View?> = InlineArray(repeating: nil)
    private var count = 0
    /// Strict records until the next one is learned.
    private var untilLearning = 0
    /// Whether it pays to try two records at once: most pairs fit or nearly none.
    private var pairCredit = 8
    /// Records that were tried, and those that had a known shape.
    var attempts = JSONAttempts()

    /// Reads the record by one of the shapes.
    @inline(__always)
    mutating func read(_ cursor: inout JSONCursor, _ row: inout JSONRow) -> Bool {
        attempts.tries &+= 1
        pairCredit &+= 1
        for index in 0..<count {
            guard let view = views[index] else { return false }
            cursor.at = cursor.start
            if cursor.speculate(view, &row) {
                attempts.hits &+= 1
                if index > 0 { promote(index) }
                return true
            }
        }
        return false
    }

    /// Reads two records side by side by the most useful shape; says nothing about them when it is false.
    @inline(__always)
    mutating func read(_ pair: inout JSONPair, _ row: inout JSONRow) -> Bool {
        guard pairCredit > 0, let view = views[0], pair.speculate(view, &row) else {
            pairCredit = max(-64, pairCredit &- 4)
            return false
        }
        attempts.tries &+= 2
        attempts.hits &+= 2
        pairCredit = min(64, pairCredit &+ 1)
        return true
    }

    /// Moves a shape one place to the front.
    @inline(never)
    private mutating func promote(_ index: Int) {
        shapes.swapAt(index, index - 1)
        views[index] = shapes[index].view
        views[index - 1] = shapes[index - 1].view
    }

    /// Called with each record that was good, but of no known shape: learns from the first, then less and less often.
    @inline(never)
    mutating func learn(_ bytes: UnsafePointer<UInt8>, count: Int, depthMax: Int, _ plan: JSONPlan) {
        guard untilLearning == 0 else {
            untilLearning -= 1
            return
        }
        untilLearning = shapes.count < JSONShapes.shapesMax ? 1 << (2 * shapes.count) : 256
        guard let shape = JSONShapeLearner.learn(bytes, count: count, depthMax: depthMax, plan) else { return }
        if shapes.count == JSONShapes.shapesMax { shapes.removeLast() }
        shapes.append(shape)
        self.count = shapes.count
        views[shapes.count - 1] = shape.view
    }
}
