"""Receipts of destruction as plain text, to be kept or handed on."""

from __future__ import annotations

from collections.abc import Sequence

from ..records import Practice
from .overview import Receipted


def receipts_as_text(practice: Practice, client_name: str, receipts: Sequence[Receipted]) -> str:
    """All of them below each other; nothing is claimed beyond what each receipt says."""
    head = [f"Receipts for destroyed audio: {client_name}"]
    by = ", ".join(part for part in (practice.therapist, practice.name) if part)
    if by:
        head.append(by)
    return "\n\n".join(["\n".join(head), *(receipt_as_text(each) for each in receipts)]) + "\n"


def receipt_as_text(receipted: Receipted) -> str:
    """One receipt, line by line."""
    receipt, destruction = receipted.receipt, receipted.receipt.destruction
    at = receipt.at.astimezone()
    minutes, seconds = divmod(round(receipted.seconds), 60)
    outcome = "Destroyed" if destruction.complete else "Destruction not finished"
    if not destruction.by_us:
        outcome = "Not destroyed by this program"
    lines = [
        f"Recording of the session of {receipted.date.isoformat()}, {minutes} min {seconds} s",
        f"{outcome}: {at:%Y-%m-%d %H:%M:%S %Z}",
        f"How: {destruction.method}",
        f"Size: {destruction.size:,} bytes",
        f"Receipt: {receipt.id}",
    ]
    lines += [f"Note: {note}" for note in destruction.notes]
    return "\n".join(lines)
