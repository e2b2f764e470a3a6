"""Figures in Korean: every figure is described, and the report and the command show the Korean words."""

import json
import re
from collections import Counter

import pytest

from yeonjwa import messages
from yeonjwa.catalogue.figures import Figure, figures
from yeonjwa.cli import main
from yeonjwa.messages import catalogue
from yeonjwa.report.blocks import Grid
from yeonjwa.report.method_sections import sources_section

HANGUL = re.compile("[가-힣]")


@pytest.fixture
def korean():
    messages.use(language="ko")
    yield
    messages.use(language="en", terms="defector")


def rows_of_report() -> list[list[str]]:
    """The rows of the table of figures in the report."""
    (grid,) = [block for block in sources_section().blocks if isinstance(block, Grid)]
    return [[str(cell) for cell in row] for row in grid.rows]


def test_each_figure_is_described_in_korean_and_so_is_each_note():
    for figure in figures().values():
        assert HANGUL.search(figure.description_ko), figure.key
        assert bool(figure.note) == bool(figure.note_ko), figure.key
        # Symbols stand in both languages; a clause in English would be a translation forgotten.
        assert not re.search(r"[A-Za-z]{3,} [A-Za-z]{3,} [a-z]{3,}", figure.description_ko + figure.note_ko), figure.key


def test_figures_told_apart_in_english_are_told_apart_in_korean():
    alike = [key for key, times in Counter(f.description_ko for f in figures().values()).items() if times > 1]
    for words in alike:
        assert len({f.description for f in figures().values() if f.description_ko == words}) == 1, words


def test_years_and_ages_are_the_same_in_both_languages():
    for figure in figures().values():
        years = set(re.findall(r"\b(?:18|19|20)\d\d\b", figure.description))
        assert years <= set(re.findall(r"(?:18|19|20)\d\d", figure.description_ko)), figure.key


def test_each_unit_has_a_name_in_both_languages_and_no_other_has():
    units = {f"figure_unit.{f.unit}" for f in figures().values()}
    for language in messages.LANGUAGES:
        assert {key for key in catalogue(language) if key.startswith("figure_unit.")} == units


def test_the_korean_report_shows_no_english_description_unit_or_note(korean):
    rows = rows_of_report()
    assert [row[-1] for row in rows] == list(figures())
    for row, figure in zip(rows, figures().values(), strict=True):
        shown = " ".join(row[:-2])  # the keys of source and figure are names
        assert HANGUL.search(row[0]), figure.key
        assert figure.description not in shown, figure.key
        assert not figure.note or figure.note not in shown, figure.key
        assert row[3] == catalogue("ko")[f"figure_unit.{figure.unit}"], figure.key


def test_the_english_report_shows_no_korean():
    assert not [row for row in rows_of_report() if HANGUL.search(" ".join(row))]


def test_json_has_the_same_fields_and_values_in_both_languages(capsys):
    found = {}
    for language in messages.LANGUAGES:
        for command in ("figures", "trace"):
            try:
                assert (
                    main.run_command(["catalogue", command, "exile_chance", "--format", "json", "--lang", language])
                    == 0
                )
            finally:
                messages.use(language="en", terms="defector")
            (row,) = json.loads(capsys.readouterr().out)
            found[command, language] = row["figure"] if command == "trace" else row
    assert found["figures", "ko"] == found["trace", "ko"]
    english, korean = found["figures", "en"], found["figures", "ko"]
    assert list(english) == list(korean)
    assert {key for key in english if english[key] != korean[key]} == {"description", "note"}
    assert HANGUL.search(korean["description"])


def test_a_figure_without_korean_words_falls_back_on_english():
    row = {"key": "k", "value": 2.0, "unit": "share", "standing": "reported", "source": "s"}
    figure = Figure(description="Share of something", note="A note.", **row)
    assert figure.described("ko") == "Share of something"
    assert figure.noted("ko") == "A note."
    assert Figure(description="Share", description_ko="비율", **row).described("en") == "Share"
