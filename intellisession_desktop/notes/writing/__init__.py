"""Writes what a note says: window by window, in words that were said."""
