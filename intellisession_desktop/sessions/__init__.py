"""The work: from sound to a stored draft, as jobs that survive a crash."""
