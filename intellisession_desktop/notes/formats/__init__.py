"""What a note looks like: sections, kinds of statements, wishes, names."""
