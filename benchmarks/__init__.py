"""What `dev.py bench` runs: seconds, memory and quality figures, as a table and as JSON."""
