"""One way to open and run the small ONNX models, so that they stay small and leave cores to whisper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ..errors import EngineCrashed, ModelDamaged, ModelMissing

Array = np.ndarray[Any, Any]


class OnnxModel:
    """A model from a file. onnxruntime is imported here, not above: only workers need its memory."""

    def __init__(self, path: Path, threads: int) -> None:
        """Raises ModelMissing, ModelDamaged."""
        import onnxruntime

        if not path.is_file():
            raise ModelMissing()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4  # nothing of a model belongs on a therapist's terminal
        # An arena keeps the largest input's memory for ever; inputs of different lengths would make it grow.
        options.enable_cpu_mem_arena = False
        options.enable_mem_pattern = False
        # Waiting threads spin by default, which takes the cores from whisper.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            # From bytes: a path with letters beyond ASCII is one thing less to go wrong on Windows.
            self._session = onnxruntime.InferenceSession(
                path.read_bytes(), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            # onnxruntime's exceptions share no base but Exception.
            raise ModelDamaged() from error

    def run(self, **inputs: Array) -> list[Array]:
        """The model's outputs for its named inputs. Raises EngineCrashed when onnxruntime fails."""
        try:
            outputs: list[Array] = self._session.run(None, inputs)
        except Exception as error:
            raise EngineCrashed() from error
        return outputs
