"""Claims, practices and windows in Korean: every English text that a command shows has Korean words beside it."""

import json
import re

import pytest

from yeonjwa import messages
from yeonjwa.catalogue.claims import claims
from yeonjwa.catalogue.histories import levels
from yeonjwa.catalogue.practices import SERIES, practices
from yeonjwa.catalogue.reports import reports
from yeonjwa.catalogue.windows import Window
from yeonjwa.cli import main
from yeonjwa.cli.catalogue_text import place

HANGUL = re.compile("[가-힣]")
CLAUSE = re.compile(r"\b[a-z]{3,} [a-z]{3,} [a-z]{3,}")
"""Three words of English in a row: a clause that nobody translated. Names of entries have no spaces."""


def texts() -> list[tuple[str, str, str]]:
    """Where a text stands, its English and its Korean."""
    found = []
    for c in claims().values():
        found += [(c.key, c.period.words, c.period.words_ko), (c.key, c.hedge, c.hedge_ko), (c.key, c.note, c.note_ko)]
        for q in c.figures:
            found += [(c.key, q.what, q.what_ko), (c.key, q.unit, q.unit_ko)]
        found += [(c.key, link.not_modelled or "", link.not_modelled_ko or "") for link in c.links]
    for p in practices().values():
        found += [
            (p.key, p.kin.words, p.kin.words_ko),
            (p.key, p.trigger, p.trigger_ko),
            (p.key, p.capacity, p.capacity_ko),
        ]
        found += [(p.key, p.note, p.note_ko), *((p.key, r.why, r.why_ko) for r in p.rights)]
        found += [(p.key, e.level, e.level_ko) for name in SERIES for e in getattr(p.series, name)]
    for file in levels().values():
        found.append((file.practice, file.full, file.full_ko))
        for w in file.windows:
            found += [(f"{w.practice}/{w.key}", w.why, w.why_ko), (f"{w.practice}/{w.key}", w.note, w.note_ko)]
    found += [(r.key, r.how_dated, r.how_dated_ko) for r in reports().values()]
    return found


def test_every_text_that_is_shown_has_its_korean():
    missing = [(where, english) for where, english, korean in texts() if bool(english) != bool(korean)]
    assert not missing, missing[:5]


def test_korean_texts_are_korean():
    for where, _, korean in texts():
        assert not korean or HANGUL.search(korean), (where, korean)
        assert not CLAUSE.search(korean), (where, korean)


def test_years_and_numbers_of_claims_are_the_same_in_both_languages():
    for where, english, korean in texts():
        for number in re.findall(r"\b(?:19|20)\d\d\b", english):
            # "2013-14" is written out as 2013~2014 and the like; a year of a claim's name is no year told.
            assert number in korean, (where, english, korean)


def test_claims_named_in_a_note_are_named_in_both_languages():
    for c in claims().values():
        for number in re.findall(r"\((\d{1,3})\)", c.note):
            assert re.search(rf"(?<!\d){number}(?!\d)", c.note_ko), (c.key, number)


@pytest.mark.parametrize("series", ["formal", "instructed", "actual", "believed"])
def test_the_same_words_stand_for_the_same_words(series):
    said: dict[str, set[str]] = {}
    for p in practices().values():
        for e in getattr(p.series, series):
            said.setdefault(e.level, set()).add(e.level_ko)
    assert not {english: korean for english, korean in said.items() if len(korean) > 1}


def shown(capsys, *command: str) -> str:
    try:
        assert main.run_command(["catalogue", *command]) == 0
    finally:
        messages.use(language="en", terms="defector")
    return capsys.readouterr().out


@pytest.mark.parametrize("part", ["claims", "practices"])
def test_the_korean_command_shows_no_english_clause(capsys, part):
    keys = {"claims": claims(), "practices": practices()}[part]
    for key in list(keys)[::9]:
        printed = shown(capsys, part, key, "--lang", "ko")
        # A wrapped line begins anywhere, so the columns are joined before looking.
        assert not CLAUSE.search(" ".join(printed.split())), (key, CLAUSE.search(" ".join(printed.split())))


def test_the_english_command_shows_no_korean(capsys):
    for part, key in (("claims", "12"), ("practices", "three_generations"), ("trace", "three_generations/in_the_past")):
        assert not HANGUL.search(shown(capsys, part, key, "--lang", "en"))


def test_a_traced_window_and_a_report_say_their_reasons_in_korean(capsys):
    assert "1997년" in shown(capsys, "trace", "three_generations/in_the_past", "--lang", "ko")
    assert "9월 12일" in shown(capsys, "reports", "dailynk-2014-09", "--lang", "ko")


def test_json_holds_both_languages(capsys):
    (row,) = json.loads(shown(capsys, "claims", "12", "--format", "json", "--lang", "ko"))
    assert row["period"]["words"] == "by September 2014"
    assert HANGUL.search(row["period"]["words_ko"])
    assert HANGUL.search(row["note_ko"])


def test_places_of_rights_are_named_in_both_languages():
    messages.use(language="ko")
    try:
        said = [
            place(w)
            for w in ("Article 9", "Article 2(2)", "paragraph 46", "paragraphs 42-45", "paragraphs 693 and following")
        ]
    finally:
        messages.use(language="en", terms="defector")
    assert said == ["제9조", "제2조 2항", "46단락", "42-45단락", "693단락 이하"]
    for where in ("Article 9", "Article 2(2)", "paragraph 46", "paragraphs 42-45", "paragraphs 693 and following"):
        assert place(where) == where


def test_a_note_of_a_window_begins_as_the_form_asks():
    row = next(w for f in levels().values() for w in f.windows if w.note_ko).model_dump(by_alias=True)
    with pytest.raises(ValueError, match="note_ko"):
        Window(**{**row, "note_ko": "그냥 적은 말"})
