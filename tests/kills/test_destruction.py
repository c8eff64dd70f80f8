"""A walk through the table of `docs/destruction.md`: whatever fails between two steps, the sound is whole, or
it is destroyed with a true receipt; never a receipt for a sound that is there, never a sound gone without its
transcript.

30 walks by default; `dev.py test --slow` has 300.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from intellisession_desktop.audio.source import AttachedFile
from intellisession_desktop.records import DestructionReason, DestructionStep, RecordingState, Turn
from intellisession_desktop.sessions.destruction import finish_pending
from intellisession_desktop.vault.keys import CHEAPEST
from intellisession_desktop.vault.values import new_id
from intellisession_desktop.vault.vault import Vault

from .window import PASSPHRASE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the children are forked")

ROOT = Path(__file__).parents[2]
SEED = int(os.environ.get("WALK_SEED", "14"))
TURNS = (Turn(0.0, 2.0, "client", "I slept badly."), Turn(2.0, 3.0, "therapist", "Since when?"))
MOST_STEPS = {"kill": 15, "fsync": 8, "full": 9}
"""How many steps, syncs and commits a destruction has, and a few more: then nothing fails."""
OWNER = ("nothing",) * 7 + ("moves it", "replaces it", "adds to it")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "walk" in metafunc.fixturenames:
        metafunc.parametrize("walk", range(300 if metafunc.config.getoption("--slow") else 30))


class Children:
    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.kills.destroying"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def attempt(self, **order: object) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def close(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()
        self.process.wait(30)


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    made = Children()
    yield made
    made.close()


class Case:
    """A vault with one recording whose transcript is committed: a file of the owner's, or our own."""

    def __init__(self, folder: Path, attached: bool, chance: random.Random) -> None:
        self.folder, self.attached = folder, attached
        self.sound = chance.randbytes(chance.choice([300, 5000, 70_000]))
        self.owner = folder / "owner"
        self.owner.mkdir()
        self.path = self.owner / "session.wav"
        self.vault = folder / "vault"
        made, _ = Vault.create(self.vault, PASSPHRASE, CHEAPEST)
        with made as vault:
            client = vault.clients.add("Maya R.")
            self.session = vault.sessions.add(client.id, dt.date(2026, 11, 12), "SOAP", 2, "en").id
            if attached:
                self.path.write_bytes(self.sound)
                with AttachedFile.open(self.path) as file:
                    recording = vault.recordings.add(self.session, "[]", identity=file.identity())
            else:
                name = new_id()
                self.path = vault.spool_folder / f"{name}.spool"
                self.path.write_bytes(self.sound)
                recording = vault.recordings.add(
                    self.session, "[]", spool=self.path.name, key=b"k" * 32, recording_id=name
                )
            self.recording = recording.id
            with vault.transaction():
                vault.transcripts.save(self.session, TURNS)
                vault.destructions.want(recording.id, DestructionReason.TRANSCRIBED)

    def owner_does(self, what: str, chance: random.Random) -> None:
        if not self.attached or not self.path.exists():
            return
        if what == "moves it":
            self.path.rename(self.owner / "moved.wav")
        elif what == "replaces it":
            self.path.rename(self.owner / "moved.wav")
            self.path.write_bytes(chance.randbytes(900))
        elif what == "adds to it":
            with self.path.open("ab") as file:
                file.write(b"never heard")

    def whole_somewhere(self) -> bool:
        files = [
            path for path in self.folder.rglob("*") if path.is_file() and path.suffix in (".wav", ".spool")
        ]
        return any(path.read_bytes().startswith(self.sound) for path in files)


def test_whatever_fails_between_two_steps_nothing_dies_unheard_and_no_receipt_lies(
    walk: int, tmp_path: Path, children: Children
) -> None:
    chance = random.Random(SEED * 1000 + walk)
    case = Case(tmp_path, attached=walk % 2 == 0, chance=chance)
    story: list[str] = [f"seed {SEED}, walk {walk}, {len(case.sound)} bytes"]
    owner = "nothing"
    for _ in range(chance.randint(1, 3)):
        fault, how = chance.choice(list(MOST_STEPS)), chance.choice(["resume", "opening"])
        at = chance.randint(1, MOST_STEPS[fault])
        ended = children.attempt(vault=str(case.vault), fault=fault, at=at, how=how)
        story.append(f"{how}: {fault} at {at}: {ended}")
        assert not ended.endswith("5"), story
        holds_true(case, owner, story)
        if owner == "nothing":
            owner = chance.choice(OWNER)
            case.owner_does(owner, chance)
            story.append(f"the owner {owner}")
    with Vault.open(case.vault, PASSPHRASE) as vault:
        finish_pending(vault)
    print(*story, sep="\n")
    holds_true(case, owner, story)
    with Vault.open(case.vault, PASSPHRASE) as vault:
        state = vault.recordings.get(case.recording).state
        receipt = vault.receipts.for_recording(case.recording)
        if owner == "nothing" or not case.attached:
            assert state == RecordingState.SHREDDED, story
            assert receipt is not None, story
            assert receipt.destruction.by_us, story
            assert not case.path.exists(), story
        assert state in (RecordingState.SHREDDED, RecordingState.KEPT), story


def holds_true(case: Case, owner: str, story: list[str]) -> None:
    """What must be so after every single try."""
    whole = case.whole_somewhere()
    with Vault.open(case.vault, PASSPHRASE) as vault:
        receipt = vault.receipts.for_recording(case.recording)
        entry = vault.destructions.get(case.recording)
        assert vault.transcripts.reads_as_written(case.session), story
        assert vault.transcripts.load(case.session) == TURNS, story
        assert vault.audit.verify(), story
        begun = any(each.event == "destruction_begun" for each in vault.audit.list())
        state = vault.recordings.get(case.recording).state
    if whole and case.attached:
        assert receipt is None or not receipt.destruction.by_us, story
    if receipt is not None and not receipt.destruction.by_us:
        assert owner in ("moves it", "replaces it"), story
    if not whole:
        assert begun, story  # and nothing was touched before that was written down
        if entry is None:  # another file lay there when it was taken up again: that one is not touched
            assert (owner, state) == ("replaces it", RecordingState.KEPT), story
        else:
            assert not entry.step < DestructionStep.BEGUN, story
