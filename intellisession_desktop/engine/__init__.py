"""Models: worker processes, whisper, speech activity, speakers, the writing model, and their catalogue."""
