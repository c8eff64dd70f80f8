"""IntelliSession Desktop: from a therapy session's recording to a signed progress note, on one computer."""

import os

__version__ = "0.1.0"

# Nothing leaves: onnxruntime reports its use to its maker, and leaves an identifier of the computer in the
# user's folders, unless it is told not to before it is first loaded. No process gets to it without this line.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
