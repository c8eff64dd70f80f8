"""Processes of their own for what must not meet the vault's key: how they answer, and what they may not."""
