"""The sponsor's window."""
