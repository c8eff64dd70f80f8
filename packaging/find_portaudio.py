"""Lets the packaged program find the PortAudio library that it carries, where the system has none (Linux)."""

import ctypes.util
import sys
from pathlib import Path

_of_the_system = ctypes.util.find_library


def _find(name: str) -> str | None:
    carried = Path(getattr(sys, "_MEIPASS", "")) / "libportaudio.so.2"
    if name == "portaudio" and carried.is_file():
        return str(carried)
    return _of_the_system(name)


ctypes.util.find_library = _find
