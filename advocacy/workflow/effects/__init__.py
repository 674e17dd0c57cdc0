"""What each action writes."""
