"""What was said, put in order: exchanges, windows, topics, and what to find again."""
