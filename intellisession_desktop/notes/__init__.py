"""What a note is: formats, exchanges, drafting, evidence, risk, continuity and export."""
