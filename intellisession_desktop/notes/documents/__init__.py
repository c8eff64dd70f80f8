"""Documents to hand out: a note or a form as PDF, Word file or plain text. Knows no vault."""
