"""Any sound to 16 kHz mono."""

from __future__ import annotations

import av

from .mixing import Ceiling, Mixer, Sound, joined
from .resampling import Planes, Planes16k


class Mono16k:
    """Turns decoded frames of any rate and layout, which may change on the way, into 16 kHz mono."""

    def __init__(self) -> None:
        self._planes = Planes16k()
        self._mixer = Mixer()
        self._ceiling = Ceiling()

    def push(self, frame: av.AudioFrame) -> Sound:
        """Takes one frame, gives what is ready: float32, shape (n,), 16 kHz, [-1, 1]; n may be 0.

        Raises AudioUnreadable.
        """
        return self._mixed(self._planes.push(frame))

    def flush(self) -> Sound:
        """The rest of the sound. Raises AudioUnreadable."""
        return joined([self._mixed(self._planes.flush()), self._ceiling.hold(self._mixer.flush())])

    def _mixed(self, parts: list[Planes]) -> Sound:
        return self._ceiling.hold(joined([self._mixer.push(part) for part in parts]))
