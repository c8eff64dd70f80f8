"""Reads the structure of audio files: where each of their parts lies, and what is missing or behind them."""
