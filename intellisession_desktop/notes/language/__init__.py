"""Words of English: their forms, numbers, clauses and what of a text tells."""
