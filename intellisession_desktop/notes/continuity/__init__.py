"""What a session has to do with the ones before: plans, goals, themes."""
