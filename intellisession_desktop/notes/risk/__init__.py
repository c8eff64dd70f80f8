"""What was said of risk: found, and told as a note tells it."""
