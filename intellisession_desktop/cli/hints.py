"""What to type after an error: its sentence says what to do, this says with which command."""

from __future__ import annotations

from ..errors import KnownError

_HINTS = {
    "audio_truncated": "--accept-partial uses what is there",
    "spool_damaged": "job resume ID --accept-partial uses what is there",
    "audio_protected": "--keep-audio keeps it",
    "consent_missing": "intellisession consent record NAME, or --summary-file",
    "vault_damaged": "intellisession vault restore FILE, or vault rescue FOLDER",
    "vault_missing": "intellisession vault create",
    "model_missing": "intellisession models list, models fetch, models import FILE",
    "model_damaged": "intellisession models fetch, or models import FILE",
    "model_fetch_failed": "intellisession models import FILE",
    "speakers_unknown": "--therapist NAME says which name is the therapist's",
    "other_client_named": "--names-meant stores it as it is",
    "shred_failed": "intellisession job resume ID",
    "transcript_incomplete": "intellisession models list",
}


def with_hint(error: KnownError) -> str:
    """The error's sentence, followed by the command that helps where there is one."""
    hint = _HINTS.get(error.code)
    return f"{error.sentence} ({hint})" if hint else error.sentence
