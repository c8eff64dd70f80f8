"""Where a recording's sound comes from: an attached file, or the encrypted spool of a recording."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..audio.decoder import HeldFile
from ..audio.spool import SpoolReader, sealed_seconds
from ..hardening import wipe
from ..records import Moment, Recording, RecordingState
from ..vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording ready to be heard. `blocks`: float32, 16 kHz, shape (n,), or (n, 2) with one person per
    channel. `partial`: its end, or more than 1 % of it, is missing. `moments`: what happened while it was
    made, known once all blocks were read.
    """

    blocks: Callable[[], Iterator[NDArray[np.float32]]]
    seconds: float
    partial: bool
    moments: Callable[[], tuple[Moment, ...]] = tuple


def open_sound(file: HeldFile, accept_partial: bool, cancelled: Callable[[], bool] = lambda: False) -> Sound:
    """Looks whether the whole file can be read, which costs seconds, before transcribing it, which costs
    minutes.

    Raises AudioTruncated unless `accept_partial`, AudioUnreadable, AudioChanged, Cancelled.
    """
    soundness = file.check(cancelled)
    if not accept_partial:
        soundness.require_whole()
    channels = soundness.one_person_each
    return Sound(
        lambda: file.decode(channels=channels, cancelled=cancelled), soundness.seconds, not soundness.whole
    )


@contextmanager
def open_spool(vault: Vault, recording: Recording) -> Iterator[Sound]:
    """The sound of our own recording, as far as it was sealed; a crash may have cut its last second.

    Raises SpoolDamaged, NotFound (its key is gone).
    """
    key = vault.recordings.key(recording.id)
    try:
        path = vault.spool_folder / (recording.spool or "")
        reader = SpoolReader(path, recording.id, key)
        seconds = recorded_seconds(vault, recording)
        yield Sound(lambda: iter(reader), seconds, partial=False, moments=lambda: tuple(reader.moments))
    finally:
        wipe(key)


def recorded_seconds(vault: Vault, recording: Recording) -> float:
    """How long a recording is; for one whose end could not be stored (a crash, a full disk) as it lies on the
    disk, to the second.
    """
    if recording.state != RecordingState.OPEN or recording.spool is None:
        return recording.seconds
    return float(sealed_seconds(vault.spool_folder / recording.spool))
