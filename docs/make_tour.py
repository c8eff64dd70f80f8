"""Makes the small pictures of the README's tour out of build/screenshots, after `dev.py test tests/ui`."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 560  # px
PICTURES = {
    "create": "03-create-strong-light",
    "recovery-key": "04-recovery-key-light",
    "models": "13-models-missing-light",
    "clients": "21-clients-light",
    "consent": "29b-consent-light",
    "recording": "35-generate-recording-light",
    "attached": "33-generate-attached-light",
    "destroyed": "28d-desk-note-ready-light",
    "review": "40-review-draft-light",
    "evidence": "41-review-evidence-dark",
    "sign": "47-review-sign-first-light",
    "signed": "48-review-signed-light",
}


def main() -> None:
    for name, screenshot in PICTURES.items():
        picture = Image.open(ROOT / "build" / "screenshots" / f"{screenshot}.png").convert("RGB")
        if picture.width > WIDTH:
            picture = picture.resize(
                (WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.LANCZOS
            )
        picture.quantize(128).save(ROOT / "docs" / "tour" / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
