"""Which of several wishes counts."""

from __future__ import annotations

import pytest

from intellisession_desktop.errors import InvalidInput
from intellisession_desktop.notes.formats.format import as_toml, load_format, parse_format
from intellisession_desktop.notes.formats.wishes import EVERY_SCHOOL, STANDARD, Length, Quotes, Style
from intellisession_desktop.records import NO_WISHES, DraftWishes


def test_the_narrowest_level_that_says_something_counts() -> None:
    general, format = DraftWishes("full", "few", "CBT"), DraftWishes(quotes="many")
    assert Style.of() == Style.of(NO_WISHES) == STANDARD
    assert Style.of(general, format) == Style(Length.FULL, Quotes.MANY, "CBT")
    assert Style.of(general, format, DraftWishes("brief", "", "MI")) == Style(Length.BRIEF, Quotes.MANY, "MI")
    assert Style.of(general, format, DraftWishes(school=EVERY_SCHOOL)).schools == frozenset()


def test_what_is_not_known_says_nothing() -> None:
    assert Style.of(DraftWishes("epic", "none")) == STANDARD


def test_a_format_may_say_how_its_drafts_shall_be() -> None:
    text = as_toml(load_format("SOAP")).replace("[[section]]", 'length = "brief"\n\n[[section]]', 1)
    found = parse_format(text, "Mine")
    assert found.wishes == DraftWishes("brief")
    assert parse_format(as_toml(found), "Mine") == found
    with pytest.raises(InvalidInput, match=r'has the length "epic"\. Choose from: brief, standard, full'):
        parse_format(text.replace('"brief"', '"epic"'), "Mine")
