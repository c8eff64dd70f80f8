"""Where a recording's sound comes from: an attached file, or the encrypted spool of a recording."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..audio.decoder import HeldFile
from ..audio.spool import SpoolReader, sealed_seconds
from ..errors import SpoolDamaged
from ..hardening import wipe
from ..records import Moment, Recording, RecordingState
from ..vault.vault import Vault

_LOST_S = 1.0
"""What the vault counted and the disk does not hold; less is the last second, which a crash cuts."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording ready to be heard. `blocks`: float32, 16 kHz, shape (n,), or (n, 2) with one person per
    channel. `partial`: its end, or more than 1 % of it, is missing, or anything of a recording of our own;
    `missing_s` is how much, as far as that is known. `moments`: what happened while it was
    made, known once all blocks were read.
    """

    blocks: Callable[[], Iterator[NDArray[np.float32]]]
    seconds: float
    partial: bool
    moments: Callable[[], tuple[Moment, ...]] = tuple
    missing_s: float = 0.0


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
def open_spool(vault: Vault, recording: Recording, accept_partial: bool = False) -> Iterator[Sound]:
    """The sound of our own recording, as far as it was sealed. A crash may have cut its last second, which is
    an end as well, where all is there that the vault and the parts of the recording know of. What is lost
    of that, on the disk or with a part, makes it partial; silence stands for it.

    Raises SpoolDamaged when something is lost, unless `accept_partial`, and when nothing can be read;
    NotFound (its key is gone).
    """
    key = vault.recordings.key(recording.id)
    try:
        path = vault.spool_folder / (recording.spool or "")
        reader = SpoolReader(path, recording.id, key)
        reader.check()
        cut_off_s = max(reader.missing_at_end_s, recorded_seconds(vault, recording) - reader.seconds)
        missing_s = reader.missing_s - reader.missing_at_end_s + max(0.0, cut_off_s)
        lost = reader.damaged or missing_s >= _LOST_S
        if lost and not accept_partial:
            raise SpoolDamaged(missing_s=missing_s)
        yield Sound(
            lambda: iter(reader),
            reader.seconds,
            partial=lost,
            moments=lambda: tuple(reader.moments),
            missing_s=missing_s,
        )
    finally:
        wipe(key)


def recorded_seconds(vault: Vault, recording: Recording) -> float:
    """How long a recording is; for one whose end could not be stored (a crash, a full disk) as it lies on the
    disk, to the second.
    """
    if recording.state != RecordingState.OPEN or recording.spool is None:
        return recording.seconds
    return float(sealed_seconds(vault.spool_folder / recording.spool))
