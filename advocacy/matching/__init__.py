"""Names, texts and addresses: what is probably the same."""
