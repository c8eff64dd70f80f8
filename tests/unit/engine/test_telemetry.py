"""Libraries that would report their use, or leave an identifier of the computer, are kept from it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from intellisession_desktop.settings import shipped_models_folder

ROOT = Path(__file__).parents[3]

OURS = """
from pathlib import Path
from intellisession_desktop.engine.onnx import OnnxModel
OnnxModel(Path({model!r}), 1)
"""


def left_by(code: str, folder: Path) -> list[str]:
    """The files that a fresh process leaves in its home and temporary folder."""
    model = str(shipped_models_folder() / "silero_vad.onnx")
    # onnxruntime says nothing on machines that build and test software.
    known = ("CI", "ORT_", "BUILD_", "GITHUB_", "TF_BUILD", "JENKINS_", "XDG_")
    subprocess.run(
        [sys.executable, "-c", code.format(model=model)],
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith(known)},
            **{"HOME": str(folder), "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)},
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        check=True,
        capture_output=True,
    )
    return [path.name for path in folder.rglob("*")]


def test_onnxruntime_is_told_to_say_nothing_before_it_is_loaded(tmp_path: Path) -> None:
    assert left_by(OURS, tmp_path) == []


def test_it_is_told_so_whatever_the_environment_says(tmp_path: Path) -> None:
    assert left_by("import os; os.environ['ORT_DISABLE_TELEMETRY'] = '0'" + OURS, tmp_path) == []
