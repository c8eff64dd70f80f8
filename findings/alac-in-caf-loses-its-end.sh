#!/usr/bin/env bash
# A lossless codec gives back fewer samples than it was given: ALAC in CAF, written and read by PyAV alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check "av==18.1.0" "numpy==2.2.6"
cat > "$folder/show.py" <<'PY'
import io
import sys

import av
import numpy as np

print("PyAV", av.__version__, "libavformat", ".".join(map(str, av.library_versions["libavformat"])))
SAMPLES, RATE = 18_500, 8_000


def read(name: str, options: dict[str, str]) -> int:
    memory = io.BytesIO()
    tone = (8000 * np.sin(np.arange(SAMPLES) / 5)).astype(np.int16)[None]
    with av.open(memory, "w", format=name) as output:
        stream = output.add_stream("alac", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone, format="s16p", layout="mono")
        frame.sample_rate = RATE
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    memory.seek(0)
    with av.open(memory) as source:
        if options:
            source.streams.audio[0].codec_context.options = options
        return sum(frame.samples for frame in source.decode(audio=0))


m4a, caf, manual = read("ipod", {}), read("caf", {}), read("caf", {"flags2": "+skip_manual"})
print(f"put in {SAMPLES} samples; expected: {SAMPLES} from every container")
print(f"M4A gives {m4a}, CAF gives {caf} ({(SAMPLES - caf) / RATE:.3f} s of the end are gone)")
print(f"CAF with flags2=+skip_manual gives {manual}: the last packet is short already, and its padding is cut off it")
sys.exit(0 if (m4a, manual) == (SAMPLES, SAMPLES) and caf < SAMPLES else 1)
PY
"$folder/venv/bin/python" "$folder/show.py"
