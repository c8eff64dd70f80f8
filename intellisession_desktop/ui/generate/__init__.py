"""Generate Note: who was there, what is to be made into a note, and the recorder."""
