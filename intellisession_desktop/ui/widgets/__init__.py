"""The pieces the screens are made of, all styled by the one style sheet."""
