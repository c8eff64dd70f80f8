"""Transcripts made elsewhere: from a file of the therapist's to turns. Nothing here changes the file."""
