"""The headless commands, on the same services as the window."""
