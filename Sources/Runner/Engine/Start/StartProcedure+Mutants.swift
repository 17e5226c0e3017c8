#if MUTANTS
    import Operators
    import StateStore

    /// Restarts that are wrong on purpose.
    extension StartProcedure {
        struct Broken {
            var epoch: Epoch
            var positions: [SourcePartition: Int64]
            var replay: [EpochOrder]
            var metadata: [[[UInt8]]]
        }

        /// What a wrong restart makes of a checkpoint; nil when this process has none of these bugs.
        func resumeWrongly(
            _ restored: RestoredCheckpoint, _ replay: [EpochOrder], _ tracker: inout WatermarkTracker,
            _ oldest: Epoch
        ) throws(StoreError) -> Broken? {
            let boundary = restored.manifest.boundary
            var broken = Broken(
                epoch: boundary.epoch, positions: parts.positions(of: boundary), replay: replay,
                metadata: try OperatorMetadata.decode(restored.manifest.operatorMetadata))
            if Mutant.replaySkipped.isOn {
                broken.epoch = replay.last?.epoch ?? broken.epoch
                broken.replay = []
            } else if Mutant.offsetPlusOne.isOn {
                for key in broken.positions.keys { broken.positions[key, default: 0] += 1 }
            } else if Mutant.watermarkForgotten.isOn {
                tracker = WatermarkTracker(rules: parts.rules)
            } else if Mutant.totalsForgotten.isOn {
                broken.metadata = broken.metadata.map { _ in [] }
            } else {
                return nil
            }
            return broken
        }
    }
#endif
