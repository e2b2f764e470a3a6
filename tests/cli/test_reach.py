"""`yeonjwa reach` as a user meets it, on a toy country."""

from __future__ import annotations

import csv
import io
import json

import pytest

REACH = ["reach", "--scale", "0.004", "--placement-seeds", "2", "--quiet"]


@pytest.fixture
def persons() -> int:
    """So many that more cells of the reach pass the floor."""
    return 8_000


def test_it_names_its_set_its_interval_and_that_it_is_not_identified(yeonjwa):
    said = yeonjwa(*REACH)
    assert said.code == 0, said.err
    words = " ".join(said.out.split())  # sentences are wrapped to the terminal
    assert "Set: those who had arrived in the South." in words
    assert "of 2 placings" in words
    assert "Identified: no" in words
    assert "small number of people" in words
    assert "more than 10 %" in words


def test_in_korean(yeonjwa):
    said = yeonjwa(*REACH, "--lang", "ko", "--chon", "4")
    assert said.code == 0, said.err
    assert "집합: 그때까지 남한에 입국한 사람." in said.out
    assert "{" not in said.out


def test_rows_as_csv(yeonjwa):
    said = yeonjwa(*REACH, "--format", "csv", "--chon", "4", "--lineality", "agnatic", "--year", "2012")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert [row["chon"] for row in rows] == ["0", "1", "2", "3", "4"]
    assert {row["year"] for row in rows} == {"2012"}
    assert {row["identified"] for row in rows} == {"False"}
    assert all(row["warning"] for row in rows)


def test_rows_by_province_as_json_hide_what_is_small(yeonjwa):
    said = yeonjwa(*REACH, "--format", "json", "--by", "province", "--set", "known")
    found = json.loads(said.out)
    assert len(found["rows"]) == 2 * 9 * 11
    for row in found["rows"]:
        assert row["identified"] is False
        if row["suppressed"]:
            assert {row[name] for name in ("reached", "share", "people", "low", "high")} == {None}
        else:
            assert row["reached"] >= 20
    assert any(row["suppressed"] for row in found["rows"])
    assert any("assumed" in note for note in found["notes"])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--set", "arived"], "Did you mean 'arrived'"),
        (["--chon", "9"], "expected 1 to 8"),
        (["--chon", "0"], "expected 1 to 8"),
        (["--year", "1990"], "expected 1998 to 2024"),
        (["--by", "county"], "option --by is 'county'"),
        (["--lineality", "agnat"], "Did you mean 'agnatic'"),
        (["--clustering", "hi"], "option --clustering"),
        (["--format", "xml"], "option --format"),
        (["--placement-seeds", "0"], "expected 1 to 50"),
        (["--scale", "50"], "scale"),
        (["--famine", "wpp2023"], "wpp2024"),
    ],
)
def test_bad_options_are_refused_before_any_work(yeonjwa, words, expected):
    said = yeonjwa("reach", *words)
    assert said.code == 2
    assert expected in said.err
    assert said.err.count("\n") == 1
    assert not said.folder.exists()
