import Synchronization

/// A run that is written and not finished yet, on its way to the thread that syncs it; dropping it removes the file.
package final class OpenRun: Sendable {
    private let builder: Mutex<RunBuilder?>

    package init(_ builder: consuming RunBuilder) {
        self.builder = Mutex(Optional(builder))
    }

    /// Completes the file; nil when nothing was written, or the second time.
    package func finish() throws(StoreError) -> Run? {
        try builder.withLock { (builder) throws(StoreError) in
            guard let taken = builder.take() else { return nil }
            return try taken.finish()
        }
    }
}
