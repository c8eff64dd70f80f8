"""The review of a note: its statements beside what was said, until it is signed."""
