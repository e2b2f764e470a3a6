"""Figures and sources: each figure can be judged by a reader, and each is really used."""

import re

import pytest
from pydantic import ValidationError

from tests import scan
from yeonjwa import catalogue
from yeonjwa.catalogue import readme
from yeonjwa.errors import InputError


def test_each_figure_has_a_unit_a_description_and_a_known_source():
    for figure in catalogue.figures().values():
        assert figure.unit.strip(), figure.key
        assert len(figure.description) > 10, figure.key
        assert figure.source in catalogue.sources(), figure.key


def test_figures_that_we_assumed_name_a_source_that_says_so():
    # "reported" needs a source somebody published; a source of our own may carry only estimates and assumptions.
    for figure in catalogue.figures().values():
        if figure.standing == "reported":
            assert catalogue.sources()[figure.source].seen != "assumed", figure.key


def test_each_source_says_what_it_is_and_how_it_was_seen():
    for source in catalogue.sources().values():
        assert source.title.strip(), source.key
        assert source.outlet.strip(), source.key
        assert source.url is None or source.url.startswith("https://"), source.key


def test_every_figure_that_the_code_reads_exists():
    asked = scan.first_words("figure")
    assert not {key: sorted(files) for key, files in asked.items() if key not in catalogue.figures()}


def test_every_figure_is_read_somewhere():
    words, patterns = scan.all_words(), scan.all_patterns()
    unused = [k for k in catalogue.figures() if k not in words and not any(re.fullmatch(p, k) for p in patterns)]
    assert not unused


def test_an_unknown_figure_is_refused():
    with pytest.raises(InputError, match="is not in the catalogue"):
        catalogue.figure("no_such_figure")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"low": 1.0}, "only one end"),
        ({"low": 3.0, "high": 4.0}, "lies outside"),
        ({"standing": "assumed"}, "needs a range"),
        ({"standing": "guessed"}, "standing"),
        ({"value": "many"}, "value"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_figure_that_cannot_be_judged_is_refused(change, reason):
    row = {"key": "k", "description": "d", "value": 2.0, "unit": "1", "standing": "reported", "source": "s"}
    with pytest.raises(ValidationError, match=reason):
        catalogue.Figure(**{**row, **change})


def test_the_readme_counts_the_figures_as_they_are():
    words = (scan.ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.with_figures(words) == words, "run `make readme`"


def test_a_readme_without_the_markers_is_refused():
    with pytest.raises(InputError, match="markers"):
        readme.with_figures("no block here")
