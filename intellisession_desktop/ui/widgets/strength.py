"""How hard a passphrase is to guess, in words and as a coloured bar."""

from __future__ import annotations

from dataclasses import dataclass

import zxcvbn_rs_py
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ...vault.keys import SHORTEST_PASSPHRASE
from ..theme import colour
from ..tokens import SPACE_1
from ..words import counted
from .layouts import column
from .texts import RoomyLabel

_READ = 100  # letters that are looked at; what is longer is strong enough
_OUR_WORDS = ["intellisession", "therapy", "therapist", "psychotherapy", "session", "passphrase", "vault"]
_LEAST_SCORE = 2  # of 0 to 4; below it a thief's computer needs minutes

_VERDICTS = ("Too easy to guess", "Easy to guess", "Fair", "Good", "Very good")
_ROLES = ("danger", "danger", "caution", "good", "good")

# zxcvbn's warnings and suggestions, by their names, in our words.
_WARNINGS = {
    "StraightRowsOfKeysAreEasyToGuess": "Keys in a row are tried first.",
    "ShortKeyboardPatternsAreEasyToGuess": "Patterns on the keyboard are easy to guess.",
    "RepeatsLikeAaaAreEasyToGuess": "The same letter again and again is easy to guess.",
    "RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess": "Repeating a part hardly helps.",
    "ThisIsATop10Password": "This is among the ten most used passwords.",
    "ThisIsATop100Password": "This is among the hundred most used passwords.",
    "ThisIsACommonPassword": "Many people use this one.",
    "ThisIsSimilarToACommonlyUsedPassword": "This is close to one that many people use.",
    "SequencesLikeAbcAreEasyToGuess": "Letters or digits in order are easy to guess.",
    "RecentYearsAreEasyToGuess": "Recent years are easy to guess.",
    "AWordByItselfIsEasyToGuess": "A word by itself is easy to guess.",
    "DatesAreOftenEasyToGuess": "Dates are easy to guess.",
    "NamesAndSurnamesByThemselvesAreEasyToGuess": "Names by themselves are easy to guess.",
    "CommonNamesAndSurnamesAreEasyToGuess": "Common names are easy to guess.",
}
_SUGGESTIONS = {
    "UseAFewWordsAvoidCommonPhrases": "Use a few words that do not belong together.",
    "NoNeedForSymbolsDigitsOrUppercaseLetters": "Plain words will do.",
    "AddAnotherWordOrTwo": "Add another word or two, unusual ones.",
    "CapitalizationDoesntHelpVeryMuch": "Capital letters hardly help.",
    "AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase": "Capital letters hardly help.",
    "ReversedWordsArentMuchHarderToGuess": "Words written backwards hardly help.",
    "PredictableSubstitutionsDontHelpVeryMuch": "Signs in place of letters hardly help.",
    "UseALongerKeyboardPatternWithMoreTurns": "Add another word or two, unusual ones.",
    "AvoidRepeatedWordsAndCharacters": "Avoid repeated words and letters.",
    "AvoidSequences": "Leave out letters or digits in order.",
    "AvoidRecentYears": "Leave out years.",
    "AvoidYearsThatAreAssociatedWithYou": "Leave out years.",
    "AvoidDatesAndYearsThatAreAssociatedWithYou": "Leave out dates.",
}
_ADVICE = "Four or five unrelated words are good: a place, an animal, a colour, a tool."


@dataclass(frozen=True, slots=True)
class Strength:
    """`level` 0 (nothing yet) to 5; `enough`: it may protect a vault."""

    level: int
    verdict: str
    advice: str
    role: str
    enough: bool


def judge(passphrase: str) -> Strength:
    """The verdict on a passphrase; it stays on this computer, as everything."""
    length = len(passphrase.strip())
    if not length:
        return Strength(0, f"At least {SHORTEST_PASSPHRASE} characters", _ADVICE, "", False)
    if length < SHORTEST_PASSPHRASE:
        missing = counted(SHORTEST_PASSPHRASE - length, "character")
        return Strength(1, "Too short", f"{missing} more needed. {_ADVICE}", "danger", False)
    readable = passphrase[:_READ].encode("utf-8", "replace").decode()
    found = zxcvbn_rs_py.zxcvbn(readable, _OUR_WORDS)
    score = int(found.score)
    enough = score >= _LEAST_SCORE
    return Strength(
        score + 1, _VERDICTS[score], _advice_on(found) if score < 4 else "", _ROLES[score], enough
    )


def _advice_on(found: zxcvbn_rs_py.Entropy) -> str:
    sentences = []
    if found.feedback is not None:
        if found.feedback.warning is not None:
            sentences.append(_WARNINGS.get(_name_of(found.feedback.warning), ""))
        sentences += [_SUGGESTIONS.get(_name_of(each), "") for each in found.feedback.suggestions]
    kept = list(dict.fromkeys(sentence for sentence in sentences if sentence))[:2]
    return " ".join(kept) or ("Another word makes it stronger." if int(found.score) >= 2 else _ADVICE)


def _name_of(advice: object) -> str:
    return repr(advice).rpartition(".")[2]


class StrengthMeter(QWidget):
    """Five steps that fill up, and below them the verdict with what would make it better."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = _Steps()
        self._verdict = RoomyLabel(1, "strong")
        self._advice = RoomyLabel(2, "small")
        self.setLayout(column(self._bar, self._verdict, self._advice, spacing=SPACE_1))
        self.show_strength(judge(""))

    def show_strength(self, strength: Strength) -> None:
        self._bar.show_level(strength.level, strength.role)
        self._verdict.setText(strength.verdict)
        self._verdict.set_role(strength.role)
        self._advice.setText(strength.advice)
        spoken = strength.verdict if strength.level else "nothing typed yet"
        self._bar.setAccessibleName(f"Strength: {spoken}")


class _Steps(QWidget):
    """The bar itself."""

    _COUNT = 5

    def __init__(self) -> None:
        super().__init__()
        self._level, self._role = 0, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_level(self, level: int, role: str) -> None:
        self._level, self._role = level, role
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, SPACE_1 + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width = (self.width() - SPACE_1 * (self._COUNT - 1)) / self._COUNT
        for i in range(self._COUNT):
            painter.setBrush(colour(self._role if i < self._level and self._role else "line"))
            painter.drawRoundedRect(QRectF(i * (width + SPACE_1), 1, width, SPACE_1), 2, 2)
