"""Every error a person can meet, with a stable code and a sentence that says what to do next.

Two kinds of failure: the world's (`KnownError`: a wrong file, a full disk, a missing model) and ours
(anything else). A known error's message may be shown; it never carries clinical text, so it may be logged by
its code as well.
"""

from __future__ import annotations


class KnownError(Exception):
    """A failure of the world. `code` is stable and part of the contract; `sentence` is for the therapist."""

    code = "known_error"
    default = "Something outside the program went wrong."

    def __init__(self, sentence: str | None = None) -> None:
        self.sentence = sentence or self.default
        super().__init__(self.sentence)

    def __reduce__(self) -> tuple[type[KnownError], tuple[str]]:
        """What it is made of: known errors cross process borders (workers/answers.py) with their sentence."""
        return type(self), (self.sentence,)


class AudioNotFound(KnownError):
    code = "audio_not_found"
    default = "There is no file with this name. Check the name, or whether the drive it is on is connected."


class AudioUnreadable(KnownError):
    code = "audio_unreadable"
    default = "This file is not a recording we can read. It has not been changed."


class AudioTruncated(KnownError):
    """The file ends before its own header says it should. `readable_s` seconds of sound can be read."""

    code = "audio_truncated"

    def __init__(self, sentence: str | None = None, readable_s: float = 0.0) -> None:
        self.readable_s = readable_s
        part = f"only the first {readable_s:.1f} seconds can be read" if readable_s else "its end is missing"
        super().__init__(
            sentence
            or f"This recording is cut off: {part}. It has not been changed. Look for a complete copy, or "
            "make the note from the part that can be read."
        )

    def __reduce__(self) -> tuple[type[KnownError], tuple[str, float]]:  # type: ignore[override]
        return type(self), (self.sentence, self.readable_s)


class AudioLink(KnownError):
    code = "audio_is_link"
    default = (
        "This is a link to a file, not the file itself. Choose the recording where it really is, so that "
        "the right "
        "file is destroyed. Nothing has been changed."
    )


class AudioChanged(KnownError):
    code = "audio_changed"
    default = (
        "The recording was changed while it was being read, so it has not been destroyed. Check the file; "
        "if it is "
        "complete now, start again."
    )


class AudioReplaced(KnownError):
    code = "audio_replaced"
    default = (
        "The file with this name is no longer the recording this note was started from. It has not been "
        "changed. Make a separate note from it. To finish this note, attach the first recording again."
    )


class AudioProtected(KnownError):
    code = "audio_protected"
    default = (
        "This recording is in one of the program's own folders, where nothing is destroyed. Copy it "
        "somewhere else "
        "and use the copy, or keep the audio."
    )


class PageUnreadable(KnownError):
    code = "page_unreadable"
    default = "This file is not a picture or PDF we can read. It has not been changed."


class TranscriptUnreadable(KnownError):
    code = "transcript_unreadable"
    default = (
        "This file is not a transcript we can read. It has not been changed. Save it as plain text in which "
        'every turn begins with who speaks, as in "Therapist: How was your week?", and try again.'
    )


class SpeakersUnknown(KnownError):
    code = "speakers_unknown"
    default = (
        "It is not clear which of the people in this transcript is the therapist. Say who is who, and try "
        "again. Nothing has been stored."
    )


class SpoolDamaged(KnownError):
    """`missing_s` seconds of sound cannot be read, as far as that is known."""

    code = "spool_damaged"

    def __init__(self, sentence: str | None = None, missing_s: float = 0.0) -> None:
        self.missing_s = missing_s
        part = f"{missing_s:.0f} seconds of it" if missing_s >= 1 else "a part of it"
        super().__init__(
            sentence
            or f"This recording was damaged on the disk: {part} cannot be read. What is there has been kept. "
            "Make the note from the part that can be read, or discard the recording."
        )

    def __reduce__(self) -> tuple[type[KnownError], tuple[str, float]]:  # type: ignore[override]
        return type(self), (self.sentence, self.missing_s)


class NoSpeech(KnownError):
    code = "no_speech"
    default = (
        "No speech was found in this recording. It has not been changed. Check that it is the right one."
    )


class TranscriptIncomplete(KnownError):
    code = "transcript_incomplete"
    default = (
        "A part of the speech in this recording could not be transcribed, so the audio was kept and no "
        "note was "
        "written. Try again; if it happens again, choose another speech model."
    )


class TranscriptLost(KnownError):
    code = "transcript_lost"
    default = (
        "The transcript could not be read back as it was written, so the recording was kept. Continue "
        "the note to transcribe it again."
    )


class SpeedImplausible(KnownError):
    code = "speed_implausible"
    default = (
        "The voices in this recording are too slow or too fast to be understood, as when a file plays at "
        "the wrong speed. The audio was kept and no note was written. Listen to it. If it does play at "
        "the wrong speed, correct it with a sound editor and start again with that file."
    )


class ShredFailed(KnownError):
    code = "shred_failed"
    default = (
        "The transcript is safe, but the audio could not be destroyed. Close other programs that may use "
        "the file, "
        "check that you may change it, and try again."
    )


class ConsentMissing(KnownError):
    code = "consent_missing"
    default = (
        "There is no consent for this session yet. Add the client's consent first, or write a summary "
        "instead."
    )


class OtherClientNamed(KnownError):
    code = "other_client_named"
    default = (
        "The text names another client of yours. Look whether it belongs to this client, and say so if it "
        "does. Nothing has been stored yet."
    )


class WrongPassphrase(KnownError):
    code = "wrong_passphrase"
    default = (
        "This passphrase does not open the vault. Check Caps Lock and try again, or use the recovery key."
    )


class VaultInUse(KnownError):
    code = "vault_in_use"
    default = "The vault is open in another window or program. Close it there first."


class VaultNewer(KnownError):
    code = "vault_newer"
    default = (
        "This vault was made by a newer version of IntelliSession. Update the program to open it. It has "
        "not been changed."
    )


class VaultMissing(KnownError):
    code = "vault_missing"
    default = "There is no vault in this folder. Create one first, or choose another folder."


class VaultExists(KnownError):
    code = "vault_exists"
    default = "There is already a vault in this folder. Open it, or choose another folder."


class VaultDamaged(KnownError):
    code = "vault_damaged"
    default = (
        "The vault's files are damaged or not complete. Nothing has been changed. Restore the folder from "
        "a backup; while the vault still opens, what can be read of it can be saved as text."
    )


class WeakPassphrase(KnownError):
    code = "weak_passphrase"
    default = (
        "This passphrase is too short. Use at least 10 characters; four or five unrelated words are good."
    )


class VaultLocked(KnownError):
    code = "vault_locked"
    default = "The vault is locked. Unlock it and try again."


class BackupUnreadable(KnownError):
    code = "backup_unreadable"
    default = "This file is not a complete backup of a vault. Choose another one. Nothing has been changed."


class NoteUndecided(KnownError):
    code = "note_undecided"
    default = "Some statements still need your decision. Keep or remove each of them, then sign."


class NoteSigned(KnownError):
    code = "note_signed"
    default = "This note is signed and can no longer be changed. Add an addendum instead."


class SignerUnknown(KnownError):
    code = "signer_unknown"
    default = "Your name is needed for the signature. Enter it under Practice, then sign."


class ClientBusy(KnownError):
    code = "client_busy"
    default = "A note for this client is being made. Wait until it is done, or cancel it first."


class StillRecording(KnownError):
    code = "still_recording"
    default = "This session is still being recorded. Stop the recording first."


class NotFound(KnownError):
    code = "not_found"
    default = "There is nothing with this name in the vault. Check the spelling, or list what is there."


class AmbiguousName(KnownError):
    code = "ambiguous_name"
    default = "There is more than one with this name. Use the id that the list shows."


class AlreadyExists(KnownError):
    code = "already_exists"
    default = "There is already one with this name. Choose another name."


class InvalidInput(KnownError):
    code = "invalid_input"
    default = "This cannot be read. Check it and try again."


class DiskFull(KnownError):
    code = "disk_full"
    default = "The disk is full. Free some space and try again. What was saved so far is safe."


class FolderUnwritable(KnownError):
    code = "folder_unwritable"
    default = (
        "The program may not write in this folder. Choose another one, or ask for permission to write there."
    )


class ModelMissing(KnownError):
    code = "model_missing"
    default = "A model is not installed yet. Fetch it, or import the file from disk."


class ModelDamaged(KnownError):
    code = "model_damaged"
    default = "A model file is damaged. Fetch it again, or import a complete copy."


class ModelFetchFailed(KnownError):
    code = "model_fetch_failed"
    default = "The model could not be fetched. Check the network and try again, or import the file from disk."


class EngineCrashed(KnownError):
    code = "engine_crashed"
    default = (
        "A part of the program stopped unexpectedly. What was saved so far is safe. Try again to "
        "continue from there."
    )


class ModelDoesNotFollow(KnownError):
    code = "model_does_not_follow"
    default = (
        "The writing model does not follow its instructions, so no note was written with it. The transcript "
        "is safe. Choose another writing model in the settings, then finish the note."
    )


class MicrophoneUnavailable(KnownError):
    code = "microphone_unavailable"
    default = "No microphone can be used. Check that it is connected and that this program may use it."


class PlaybackUnavailable(KnownError):
    code = "playback_unavailable"
    default = "The sound cannot be played. Check that a loudspeaker or headphones are connected."


class VoiceTooShort(KnownError):
    """Only `seconds` of speech were heard."""

    code = "voice_too_short"

    def __init__(self, sentence: str | None = None, seconds: float = 0.0) -> None:
        heard = f"Only {seconds:.0f} seconds of speech were heard" if seconds >= 1 else "No speech was heard"
        super().__init__(
            sentence or f"{heard}, and 15 are needed. Check the microphone, then read the whole text again."
        )


class VoicesMixed(KnownError):
    code = "voices_mixed"
    default = (
        "More than one voice was heard, so it is not clear which is yours. Read the text again where nobody "
        "else speaks. Nothing has been stored."
    )


class NetworkRefused(KnownError):
    code = "network_refused"
    default = "The program does not use the network for this."


class SelfTestFailed(KnownError):
    code = "self_test_failed"
    default = "The program does not work as it should on this computer. Install it again."


class Cancelled(KnownError):
    code = "cancelled"
    default = "Stopped. What was saved so far is safe."


def sentence_of(code: str) -> str:
    """The usual sentence of the error with this code, as jobs keep it; a general one for an unknown code."""
    return error_of(code).sentence


def error_of(code: str, sentence: str | None = None) -> KnownError:
    """The error with this code, with the usual sentence unless one is given; a general one for an unknown
    code.
    """
    kinds: tuple[type[KnownError], ...] = (KnownError, *KnownError.__subclasses__())
    kind = next((kind for kind in kinds if kind.code == code), KnownError)
    return kind(sentence)
