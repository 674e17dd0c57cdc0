"""What proves that a sponsor sees its own and nothing else."""
