"""Real public data and made-up work, loaded through the same write path as everything else."""
