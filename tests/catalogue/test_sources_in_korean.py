"""Sources in Korean: every title, note and reason has its Korean words, and report and command show them."""

import re

import pytest

from yeonjwa import messages
from yeonjwa.catalogue import sources
from yeonjwa.catalogue.figures import Source
from yeonjwa.cli import main
from yeonjwa.report.blocks import Facts
from yeonjwa.report.method_sections import sources_section

HANGUL = re.compile("[가-힣]")


@pytest.fixture
def korean():
    messages.use(language="ko")
    yield
    messages.use(language="en", terms="defector")


@pytest.mark.parametrize("key", sorted(sources()))
def test_every_source_has_a_title_a_note_and_a_reason_in_korean(key):
    source = sources()[key]
    for english, translated in (
        (source.title, source.title_ko), (source.note, source.note_ko), (source.not_modelled, source.not_modelled_ko),
    ):  # fmt: skip
        assert bool(english) == bool(translated)
        assert not translated or HANGUL.search(translated)
        # Names stand as they are printed; a clause in English would be a translation forgotten.
        assert not re.search(r"\b[a-z]{3,} [a-z]{3,} [a-z]{3,}", translated)


@pytest.mark.parametrize("key", sorted(sources()))
def test_years_are_the_same_in_both_languages(key):
    source = sources()[key]
    years = set(re.findall(r"\b(?:19|20)\d\d\b", source.title))
    assert years <= set(re.findall(r"(?:19|20)\d\d", source.title_ko + source.note_ko))


def test_the_korean_report_lists_sources_in_korean(korean):
    (listed,) = [block for block in sources_section().blocks if isinstance(block, Facts)]
    for key, words in listed.rows:
        assert HANGUL.search(words), key
        assert not sources()[key].note or sources()[key].note not in words, key


def test_the_command_shows_a_source_in_the_language_asked_for(capsys):
    for language, words in (("en", "Meetings claim"), ("ko", "회의에서는")):
        try:
            assert main.run_command(["catalogue", "reports", "dailynk-12234", "--lang", language]) == 0
        finally:
            messages.use(language="en", terms="defector")
        assert words in capsys.readouterr().out


def test_a_source_without_korean_words_falls_back_on_english():
    source = Source(key="k", title="A title", outlet="o", seen="read", note="A note.", not_modelled="A reason.")
    assert (source.titled("ko"), source.noted("ko"), source.why_not("ko")) == ("A title", "A note.", "A reason.")
