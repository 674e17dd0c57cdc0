"""Forms: one for each action that a page offers."""
