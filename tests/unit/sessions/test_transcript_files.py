"""Transcripts made elsewhere, as programs and people really write them: who said what, and when."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intellisession_desktop.errors import TranscriptUnreadable
from intellisession_desktop.sessions.transcripts.reading import read_transcript, transcript_of
from intellisession_desktop.sessions.transcripts.said import Said, Transcript, joined, with_times

Lines = list[tuple[str, str]]


def read(text: str | bytes) -> Transcript:
    return transcript_of(text.encode() if isinstance(text, str) else text)


def said(text: str | bytes) -> Lines:
    return [(each.name, each.text) for each in read(text).said]


def starts(text: str) -> list[float | None]:
    return [each.start for each in read(text).said]


class TestLines:
    def test_each_line_is_a_turn_and_lines_without_a_name_go_on(self) -> None:
        text = "Therapist: How was it?\n\nClient: Bad.\n  I slept\nthree hours.\nTherapist: Tell me.\n"
        assert said(text) == [
            ("Therapist", "How was it?"),
            ("Client", "Bad. I slept three hours."),
            ("Therapist", "Tell me."),
        ]

    @pytest.mark.parametrize("line", ["And then he said: no.", "Remember: breathe.", "I thought: why me?"])
    def test_a_sentence_with_a_colon_is_no_speaker(self, line: str) -> None:
        assert said(f"Therapist: Go on.\nClient: Well.\n{line}\n")[1] == ("Client", f"Well. {line}")

    def test_what_is_told_twice_with_a_colon_is_no_speaker_either(self) -> None:
        text = "anna: Go on.\nmaya: Well.\nMom said: no.\nanna: And?\nmaya: Then.\nMom said: yes.\n"
        assert read(text).names == ("anna", "maya")

    @pytest.mark.parametrize(
        "name", ["SPEAKER_00", "speaker 1", "Anna Berg, LCSW", "Dr. Berg", "María-José", "李"]
    )
    def test_names_as_programs_give_them(self, name: str) -> None:
        assert read(f"{name}: One.\nMaya: Two.\n{name}: Three.\n").names == (name, "Maya")

    def test_a_third_person_who_speaks_only_once_is_found(self) -> None:
        text = "Therapist: Hi.\nClient: Hi.\nTherapist: You?\nJo van der Berg: His sister.\nClient: Yes.\n"
        assert read(text).names == ("Therapist", "Client", "Jo van der Berg")

    @pytest.mark.parametrize(
        "line",
        [
            "[00:01:23] Anna Berg: Hello.",
            "(1:23) Anna Berg: Hello.",
            "00:01:23 Anna Berg: Hello.",
            "00:01:23.456 - Anna Berg: Hello.",
            "[00:01:23 - 00:01:29] Anna Berg: Hello.",
            "Anna Berg [00:01:23]: Hello.",
            "Anna Berg (00:01:23): Hello.",
            "Anna Berg  1:23\nHello.",
            "Anna Berg (1:23):\nHello.",
            "[Anna Berg] 00:01:23\nHello.",
            "00:01:23\nAnna Berg: Hello.",
            "00:01:23\tAnna Berg:\tHello.",
            "00:01:23 [Anna Berg]: Hello.",
            "- [00:01:23] **Anna Berg:** Hello.",
            "[00:01:23] **Anna Berg**: Hello.",
        ],
    )
    def test_times_stand_where_programs_put_them(self, line: str) -> None:
        text = f"{line}\n\nMaya: Hi.\n"
        assert said(text) == [("Anna Berg", "Hello."), ("Maya", "Hi.")]
        assert starts(text)[0] == 83.0

    def test_a_time_that_was_said_stays_in_the_text(self) -> None:
        text = "Maya: When?\nAnna: 10:30 works.\n10:30 is good.\nWe met at 9:15\n"
        assert said(text)[1] == ("Anna", "10:30 works. 10:30 is good. We met at 9:15")

    def test_times_of_day_begin_at_the_first(self) -> None:
        assert starts("10:03:21 Anna: Hello.\n10:03:25 Maya: Hi.\n") == [0.0, 4.0]

    def test_google_meet_has_a_head_an_end_and_a_time_every_five_minutes(self) -> None:
        text = (
            "Maya R. – 2026/11/12 10:00 CET – Transcript\nAttendees\nAnna Berg, Maya R.\nTranscript\n\n"
            "Anna Berg: How was it?\nMaya R.: Bad.\n\n00:05:00\n\nAnna Berg: Tell me more.\n"
            "Meeting ended after 00:50:10 👋\nThis editable transcript was computer generated and might "
            "contain errors. People can also change the text after it was created.\n"
        )
        assert said(text) == [
            *(("Anna Berg", "How was it?"), ("Maya R.", "Bad."), ("Anna Berg", "Tell me more.")),
        ]
        assert starts(text)[2] == 300.0

    def test_the_head_of_a_typed_transcript_is_nobody(self) -> None:
        text = "Date: 12 Nov 2026\nDuration: 50 min\n\nT: How was it?\nC: Bad.\n"
        assert said(text) == [("T", "How was it?"), ("C", "Bad.")]

    def test_what_one_person_goes_on_saying_is_one_turn(self) -> None:
        assert said("C: I was\nC: tired.\nC: Very.\nT: Yes.\n")[0] == ("C", "I was tired. Very.")

    def test_a_monologue_is_parted_at_sentences(self) -> None:
        text = "C: " + " ".join(f"This is sentence number {i} of what she told." for i in range(60))
        found = said(text + "\nT: Yes.\n")
        assert len(found) > 3
        assert all(name == "C" and len(words.split()) <= 150 for name, words in found[:-1])
        assert all(words.endswith(".") for _, words in found)
        assert " ".join(words for _, words in found[:-1]) == text.removeprefix("C: ")


class TestWebVtt:
    def test_of_zoom_has_numbers_and_names_before_colons(self) -> None:
        text = (
            "WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:03.000\r\nAnna Berg: Hello Maya,\r\n\r\n"
            "2\r\n00:00:03.100 --> 00:00:05.000\r\nAnna Berg: how was it?\r\n\r\n"
            "3\r\n00:00:05.500 --> 00:00:08.000\r\nMaya R.: Bad. I told him: go.\r\n"
        )
        assert [(each.name, each.text, each.start, each.end) for each in read(text).said] == [
            ("Anna Berg", "Hello Maya, how was it?", 1.0, 5.0),
            ("Maya R.", "Bad. I told him: go.", 5.5, 8.0),
        ]

    def test_of_teams_has_voice_tags_and_names_of_cues(self) -> None:
        text = (
            "WEBVTT\n\n5f0c-11/12-0\n"
            "00:00:03.000 --> 00:00:05.123\n<v Anna Berg (External)>Hello\nthere.</v>\n\n"
            "5f0c-11/13-0\n00:00:06.000 --> 00:00:07.000 align:start\n<v.loud Maya>Hi &amp; <i>bye</i>.</v>\n"
        )
        assert said(text) == [("Anna Berg (External)", "Hello there."), ("Maya", "Hi & bye.")]

    def test_of_webex_has_names_before_the_times(self) -> None:
        text = (
            'WEBVTT\n\n1 "Anna Berg" (2349)\n00:00:03.000 --> 00:00:05.123\nHello there: you.\n\n'
            '2 "Maya" (77)\n00:00:06.000 --> 00:00:07.000\nHi.\n'
        )
        assert said(text) == [("Anna Berg", "Hello there: you."), ("Maya", "Hi.")]

    def test_cues_that_overlap_come_in_the_order_of_their_starts(self) -> None:
        text = "WEBVTT\n\n00:05.000 --> 00:09.000\n<v B>Second.\n\n00:01.000 --> 00:07.000\n<v A>First.\n"
        assert said(text) == [("A", "First."), ("B", "Second.")]

    def test_notes_and_styles_were_not_said(self) -> None:
        text = (
            "WEBVTT - made by a program\nKind: captions\n\nSTYLE\n::cue { color: red }\n\n"
            "NOTE\nConfidence: 0.9\n\n"
            "00:01.000 --> 00:02.000\n<v A>Hi.\n\nNOTE a remark\nover two lines\n\n"
            "00:03.000 --> 00:04.000\n<v B>Yes.\n"
        )
        assert said(text) == [("A", "Hi."), ("B", "Yes.")]

    def test_two_people_in_one_cue_share_its_time(self) -> None:
        text = "WEBVTT\n\n00:01.000 --> 00:05.000\n<v A>Are you here?</v> <v B>Yes.</v>\n"
        assert [(each.name, each.start, each.end) for each in read(text).said] == [
            ("A", 1.0, 4.0),
            ("B", 4.0, 5.0),
        ]

    def test_less_than_is_no_tag(self) -> None:
        assert said("WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>Below 3 &lt; 4, I <3 it\n")[0][1] == (
            "Below 3 < 4, I <3 it"
        )


class TestSrt:
    def test_a_cue_without_a_name_belongs_to_the_one_before(self) -> None:
        text = (
            "1\n00:00:01,000 --> 00:00:03,000\nANNA: Hello <b>Maya</b>\n\n2\n00:00:03,100 --> 00:00:05,000\n"
            "{\\an8}how was it?\n\n3\n00:00:05,500 --> 00:00:08,000\nMAYA: Bad.\n"
        )
        assert said(text) == [("ANNA", "Hello Maya how was it?"), ("MAYA", "Bad.")]

    def test_missing_blank_lines_and_blank_lines_inside_are_no_trouble(self) -> None:
        text = (
            "1\n00:00:01,0 --> 00:00:03,0\nANNA: Hello,\n\nMaya.\n"
            "2\n00:00:05,0 --> 00:00:08,0\nMAYA: I slept\n7\n"
        )
        assert said(text) == [("ANNA", "Hello, Maya."), ("MAYA", "I slept 7")]

    def test_without_any_name_it_is_refused(self) -> None:
        with pytest.raises(TranscriptUnreadable, match="does not say who speaks"):
            read("1\n00:00:01,000 --> 00:00:03,000\nHello.\n")


class TestJson:
    TURNS = (
        {"start": 1.5, "end": 4.67, "speaker": "therapist", "text": "Hi Maya."},
        {"start": 5.0, "end": 5.5, "speaker": "client", "text": "Hi."},
        {"start": 6.0, "end": 7.0, "speaker": "client", "text": "Hi again."},
    )

    @pytest.mark.parametrize("whole", [True, False])
    def test_its_turns_stay_as_they_are(self, whole: bool) -> None:
        content = {"note": {}, "transcript": self.TURNS} if whole else self.TURNS
        found = read(json.dumps(content)).said
        assert [
            {"start": each.start, "end": each.end, "speaker": each.name, "text": each.text} for each in found
        ] == list(self.TURNS)

    def test_times_may_be_missing(self) -> None:
        assert starts('[{"speaker": "client", "text": "Hi."}, {"speaker": "therapist", "text": "Yes."}]') == [
            0.0,
            0.8,
        ]

    @pytest.mark.parametrize(
        "text",
        [
            "[[]]",
            "{}",
            '{"transcript": "no"}',
            '{"transcript": [1]}',
            '[{"speaker": "client"}]',
            '[{"speaker": 3, "text": "Hi."}]',
            '[{"speaker": "client", "text": ["Hi."]}]',
            '[{"speaker": "client", "text": "Hi.", "start": "1"}]',
            '[{"speaker": "client", "text": "Hi.", "start": true}]',
            '[{"speaker": "client", "text": "Hi."}',
            "[" * 100_000,
            '[{"a":' * 50_000,
            '[{"speaker": "client", "text": "Hi.", "start": ' + "9" * 5000 + "}]",
        ],
    )
    def test_other_things_are_refused(self, text: str) -> None:
        with pytest.raises(TranscriptUnreadable):
            read(text)

    @pytest.mark.parametrize("time", ["NaN", "1e999", "-3", "9" * 400])
    def test_impossible_times_are_none(self, time: str) -> None:
        assert starts('[{"speaker": "c", "text": "Hi.", "start": ' + time + "}]") == [0.0]

    def test_half_a_character_does_no_harm(self) -> None:
        assert said('[{"speaker": "c", "text": "Hi \\ud83d."}]') == [("c", "Hi ?.")]


class TestFiles:
    TEXT = "T: Ça va, “Zoë”?\nC: Äh.\n"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
    def test_any_usual_encoding_is_read(self, tmp_path: Path, encoding: str) -> None:
        path = tmp_path / "session.txt"
        path.write_bytes(self.TEXT.encode(encoding))
        assert [each.text for each in read_transcript(path).said] == ["Ça va, “Zoë”?", "Äh."]

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "no words"),
            (b"\xef\xbb\xbf \n", "no words"),
            (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "no words"),
            (b"[]", "does not say who speaks"),
            (b"Only a text.\nhttps://example.org: nothing\n", "does not say who speaks"),
            (b"PK\x03\x04 and so on", "plain text"),
            (b"{\\rtf1 Therapist: Hi}", "plain text"),
            (bytes(range(256)) * 20, "not a transcript"),
            (b"T: x\n" * 2_000_000, "too big"),
            (b"".join(b"A%d: Hi.\nA%d: Ha.\n" % (i, i) for i in range(50)), "more people"),
        ],
    )
    def test_what_is_no_transcript_is_refused_with_a_sentence(
        self, tmp_path: Path, content: bytes, words: str
    ) -> None:
        path = tmp_path / "session.txt"
        path.write_bytes(content)
        with pytest.raises(TranscriptUnreadable, match=words):
            read_transcript(path)
        assert path.read_bytes() == content

    def test_a_missing_file_and_a_folder_are_refused(self, tmp_path: Path) -> None:
        for path in (tmp_path / "missing.vtt", tmp_path):
            with pytest.raises(TranscriptUnreadable):
                read_transcript(path)

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.txt")
        with pytest.raises(TranscriptUnreadable):
            read_transcript(tmp_path / "pipe.txt")

    def test_a_long_line_of_tags_is_read_in_time(self) -> None:
        cue = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>Hi. "
        assert said(cue + "<v." * 30_000)[0][0] == "A"
        assert read(cue + "<v " * 50_000 + "." * 50_000)
        assert read("T: Hi.\n" + "so\n" * 100_000).names == ("T",)


class TestTimes:
    def test_are_estimated_from_words_where_there_are_none(self) -> None:
        found = with_times((Said("a", "one two three four five"), Said("b", "one")))
        assert [(each.start, each.end) for each in found] == [(0.0, 2.0), (2.4, 2.8)]

    @given(
        st.lists(
            st.tuples(
                st.text("ab. ", max_size=30),
                st.none() | st.floats(0, 1e5),
                st.none() | st.floats(0, 1e5),
            ),
            max_size=12,
        )
    )
    def test_always_go_on_and_no_turn_is_without_length(
        self, lines: list[tuple[str, float | None, float | None]]
    ) -> None:
        turns = with_times(joined(Said("x", *line) for line in lines))
        before = 0.0
        for each in turns:
            assert each.start is not None
            assert each.end is not None
            assert each.start >= before
            assert each.end > each.start
            before = each.start


@given(
    st.text(st.sampled_from('WEBVT\n\r: []()<v>/&-0123456789.,ab AB{}"\\→é\x00'), max_size=200)
    | st.text(max_size=100)
    | st.binary(max_size=100).map(lambda each: each.decode("latin-1"))
)
def test_whatever_is_in_a_file_is_read_or_refused(text: str) -> None:
    for content in (text, f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}\n", f"A: {text}\nB: b\n", f"[{text}]"):
        try:
            found = read(content.encode("utf-8", "replace"))
        except TranscriptUnreadable:
            continue
        assert found.said
        assert found.names
        assert all(each.text for each in found.said)
