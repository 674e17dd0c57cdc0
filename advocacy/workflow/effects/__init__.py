"""What each action writes, one file an area; called by perform and by nobody else."""
