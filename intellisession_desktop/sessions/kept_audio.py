"""Sound that was kept although its note is made: to be listened to, and destroyed once that is decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..audio.decoder import HeldFile
from ..errors import InvalidInput
from ..records import (
    SAMPLE_RATE,
    DestructionReason,
    Moment,
    MomentKind,
    Receipt,
    Recording,
    RecordingState,
)
from ..vault.vault import Vault
from .destruction import destroy
from .sound import open_sound, open_spool

_NOT_KEPT = "The audio of this session was not kept, so there is nothing to listen to or to destroy."


def unheard_of(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    """Where somebody speaks and no words were found."""
    return tuple(each for each in moments if each.kind == MomentKind.UNHEARD)


def kept_recording(vault: Vault, session_id: str) -> Recording | None:
    """The session's recording that was kept, if one was."""
    recordings = vault.recordings.of_session(session_id)
    return next((each for each in recordings if each.state == RecordingState.KEPT), None)


def destroy_kept(vault: Vault, recording_id: str) -> Receipt | None:
    """Destroys a recording that was kept. Raises what `destroy` raises, InvalidInput.

    The transcript is read back as for any other; None while another recording needs the same file.
    """
    with vault.destroying:
        if vault.recordings.get(recording_id).state != RecordingState.KEPT:
            raise InvalidInput(_NOT_KEPT)
        vault.destructions.want(recording_id, DestructionReason.TRANSCRIBED)
        return destroy(vault, recording_id)


def part_of(vault: Vault, recording_id: str, start: float, end: float) -> NDArray[np.float32]:
    """Its sound from `start` to `end` seconds: float32, shape (n,), 16 kHz, [-1, 1].

    Raises InvalidInput, and what opening the recording raises.
    """
    recording = vault.recordings.get(recording_id)
    if recording.state != RecordingState.KEPT:
        raise InvalidInput(_NOT_KEPT)
    first, last, at = round(start * SAMPLE_RATE), round(end * SAMPLE_RATE), 0
    parts: list[NDArray[np.float32]] = []
    with _blocks(vault, recording) as blocks:
        for block in blocks:
            mono = block if block.ndim == 1 else block.mean(axis=1)
            parts.append(mono[max(0, first - at) : max(0, last - at)])
            at += len(mono)
            if at >= last:
                break
    return np.concatenate([np.zeros(0, np.float32), *parts])


@contextmanager
def _blocks(vault: Vault, recording: Recording) -> Iterator[Iterator[NDArray[np.float32]]]:
    if recording.identity is None:
        with open_spool(vault, recording) as sound:
            yield sound.blocks()
        return
    with HeldFile.open(Path(recording.identity.path)) as file:
        yield open_sound(file, accept_partial=True).blocks()
