"""Rules that compare a statement with its evidence, by subject; each gives findings."""
