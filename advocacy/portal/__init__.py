"""What sponsors open: their own pages, fed from the window and nothing else."""
