"""Sound: the microphone, audio files, the encrypted spool, and its destruction."""
