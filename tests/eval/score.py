"""Scores one finished session: the JSON that `intellisession note create --json` writes, against a reference.

A session's folder holds reference.json (a list of {start, end, speaker, text}) and, optionally, facts.json. A
statement's status is supported (also when absent), flagged, carried or therapist.

transcript
    wer           word error rate, fillers and case ignored
    speaker_acc   of the rightly recognized words, the share credited to one and the same person (best match)
    role_acc      the same with the labels as they are: therapist, client
note
    fact_recall   share of the 'must' facts found in one supported statement each
    risk_recall   share of the facts marked as risk found in a supported or flagged statement
    wrong         'must_not' patterns found in a statement that is not flagged; wrong_flagged: in one
    cited         share of supported statements that cite a turn; evidence_max: most turns of one
    grounded      share of supported statements whose numbers and names occur in the cited turns, the turns
                  beside them or the earlier note (necessary, not sufficient)
    duplicates    supported statements nearly equal to an earlier one
    verbatim      share of supported statements that repeat 8 words of the transcript outside quotation marks
    first_person  share of supported statements with I, me or my outside quotation marks
    length        words of the note over words of the transcript
    false_risk    statements under a section named Risk where the session has no fact marked as risk
    continuity    share of the 'continuity' facts found in a supported or carried statement that cites a turn
and how it reads: style_score.py
"""

from __future__ import annotations

import difflib
import itertools
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jiwer

if __package__:
    from .style_score import style_figures
else:
    from style_score import style_figures

FILLERS = re.compile(r"\b(um+|uh+|hmm+|mm+|mhm|ah|oh|er)\b")
_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_METHODS = """
socratic questioning subjective units distress cognitive restructuring behavioral behavioural
activation exposure interoceptive motivational interviewing psychoeducation mindfulness validation
grounding gestalt empty chair thought record acceptance commitment dialectical emdr cbt dbt act suds
phq gad session progress plan monday tuesday wednesday thursday friday saturday sunday january
february march april may june july august september october november december client therapist
clinician
"""
ONES = _ONES.split()
TENS = dict(zip(_TENS.split(), map(str, range(20, 100, 10)), strict=True))
METHODS = set(_METHODS.split())
SAME = {"okay": "ok", "doctor": "dr", "alright": "all right", "neighbor": "neighbour", "%": "percent"}
NAME = re.compile(r"(?:(?<=[a-z,;:)] )|(?<=[Dd]r\. )|(?<=[Dd]r ))([A-Z][a-z]{2,})")
FIRST_PERSON = re.compile(r"\b(I|I'm|I've|me|my)\b")

Json = dict[str, Any]


def words(text: str) -> list[str]:
    """The words of a text as they are compared: small letters, numbers as digits, no fillers."""
    text = re.sub(r"(\d)(mg|am|pm|%)\b", r"\1 \2", text.lower().replace("’", "'")).replace(":00", "")
    text = FILLERS.sub(" ", re.sub(r"[^a-z0-9'% ]", " ", text))
    out: list[str] = []
    for each in text.split():
        word = SAME.get(each, each)
        if word in TENS:
            word = TENS[word]
        elif word in ONES:
            word = str(ONES.index(word))
        if out and out[-1].isdigit() and word.isdigit() and out[-1] in TENS.values() and 0 < int(word) < 10:
            out[-1] = str(int(out[-1]) + int(word))
        else:
            out += word.split()
    return out


def unquoted(text: str) -> str:
    return re.sub(r"[\"“][^\"”]*[\"”]", " ", text)


def transcript_figures(reference: list[Json], turns: list[Json]) -> Json:
    expected = [(word, turn["speaker"]) for turn in reference for word in words(turn["text"])]
    heard = [(word, turn.get("speaker") or "?") for turn in turns for word in words(turn["text"])]
    if not heard:
        return {"wer": 1.0, "speaker_acc": 0.0, "role_acc": 0.0}
    compared = jiwer.process_words(" ".join(w for w, _ in expected), " ".join(w for w, _ in heard))
    pairs = [
        (expected[piece.ref_start_idx + i][1], heard[piece.hyp_start_idx + i][1])
        for piece in compared.alignments[0]
        if piece.type == "equal"
        for i in range(piece.ref_end_idx - piece.ref_start_idx)
    ]
    people, labels = sorted({person for person, _ in pairs}), sorted({label for _, label in pairs})
    labels += ["-"] * max(0, len(people) - len(labels))
    best = max(
        sum(dict(zip(mapping, people, strict=True)).get(label) == person for person, label in pairs)
        for mapping in itertools.permutations(labels, len(people))
    )
    count = max(1, len(pairs))
    return {
        "wer": round(compared.wer, 4),
        "speaker_acc": round(best / count, 4),
        "role_acc": round(sum(person == label.lower() for person, label in pairs) / count, 4),
    }


def found(fact: Json, group: Iterable[Json]) -> bool:
    """Whether one statement of the group holds the fact."""
    return any(re.search(pattern, each["text"], re.IGNORECASE) for pattern in fact["any"] for each in group)


def grounded(statement: Json, turns: list[Json], earlier: str) -> bool:
    near = {j for i in statement.get("evidence") or [] for j in (i - 1, i, i + 1) if 0 <= j < len(turns)}
    pool = set(words(" ".join(turns[j]["text"] for j in near) + " " + earlier))
    claims = {word for word in words(statement["text"]) if word.isdigit()}
    claims |= {name.lower() for name in NAME.findall(statement["text"])} - METHODS
    return all(SAME.get(word, word) in pool or word + "'s" in pool for word in claims)


def nearly_equal(one: Json, other: Json) -> bool:
    return difflib.SequenceMatcher(None, words(one["text"]), words(other["text"])).ratio() >= 0.85


def note_figures(facts: Json, result: Json) -> Json:
    turns = result["transcript"]
    statements = [each for section in result["note"]["sections"] for each in section["statements"]]

    def by(*kinds: str) -> list[Json]:
        return [each for each in statements if each.get("status", "supported") in kinds]

    plain, flagged = by("supported"), by("flagged")
    missed = [fact["id"] for fact in facts["must"] if not found(fact, plain)]
    risk = [fact for fact in facts["must"] if fact.get("risk")]
    spoken = words(" ".join(turn["text"] for turn in turns))
    runs = {tuple(spoken[i : i + 8]) for i in range(len(spoken) - 7)}
    earlier = " ".join(
        [json.dumps(facts.get("previous_note", {})), facts.get("client", ""), facts.get("date", "")]
    )

    def verbatim(statement: Json) -> bool:
        said = words(unquoted(statement["text"]))
        return any(tuple(said[i : i + 8]) in runs for i in range(len(said) - 7))

    def share(true: Iterable[object]) -> float:
        return round(sum(map(bool, true)) / max(1, len(plain)), 4)

    figures: Json = {
        "fact_recall": round(1 - len(missed) / len(facts["must"]), 4),
        "missed": missed,
        "risk_recall": round(sum(found(f, plain + flagged) for f in risk) / len(risk), 4) if risk else None,
        "wrong": [f["id"] for f in facts["must_not"] if found(f, by("supported", "carried", "therapist"))],
        "wrong_flagged": [fact["id"] for fact in facts["must_not"] if found(fact, flagged)],
        "cited": share(each.get("evidence") for each in plain),
        "evidence_max": max((len(each.get("evidence") or []) for each in plain), default=0),
        "grounded": share(grounded(each, turns, earlier) for each in plain),
        "duplicates": sum(any(nearly_equal(a, b) for b in plain[:i]) for i, a in enumerate(plain)),
        "verbatim": share(map(verbatim, plain)),
        "first_person": share(FIRST_PERSON.search(unquoted(each["text"])) for each in plain),
        "length": round(sum(len(words(each["text"])) for each in plain) / max(1, len(spoken)), 4),
        "supported": len(plain),
        "flagged": len(flagged),
        "carried": len(by("carried")),
        "therapist": len(by("therapist")),
    }
    if not risk:
        under_risk = [each for each in result["note"]["sections"] if each["name"].lower() == "risk"]
        figures["false_risk"] = sum(len(each["statements"]) for each in under_risk)
    figures |= style_figures(facts, statements, plain, words)
    if facts.get("continuity"):
        citing = [each for each in by("supported", "carried") if each.get("evidence")]
        hits = sum(found(fact, citing) for fact in facts["continuity"])
        figures["continuity"] = round(hits / len(facts["continuity"]), 4)
    return figures


def score(folder: Path, result: Json) -> Json:
    """All figures of one result; those of the note where `folder` has facts and the result a note."""

    def load(name: str) -> Any:
        return json.loads((folder / name).read_text(encoding="utf-8"))

    figures = transcript_figures(load("reference.json"), result["transcript"])
    if (folder / "facts.json").exists() and result.get("note"):
        figures |= note_figures(load("facts.json"), result)
    if "audio" in result:
        figures["shredded"] = result["audio"].get("shredded")
    return figures


if __name__ == "__main__":
    scored = score(Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
    for name, value in scored.items():
        print(f"{name:14} {value}")
    print(json.dumps(scored))
