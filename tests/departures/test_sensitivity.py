"""The packaged table of sensitivity: its file, and what is changed."""

import pytest

from yeonjwa.departures import sensitivity
from yeonjwa.departures.sensitivity import SensitivityTable, main, packaged, read, recompute, variants, written
from yeonjwa.errors import InputError

ROWS = [
    {"assumption": "base", "level": "base", "setting": "-", "measure": "reach", "lineality": "cognatic", "province": "all",
     "chon": 4, "synthetic": 7000, "value": 0.028, "low": 0.027, "high": 0.029, "ratio": 1.0},
    {"assumption": "famine", "level": "other", "setting": "wpp2019", "measure": "kin", "lineality": "cognatic",
     "province": "all", "chon": 6, "synthetic": 9000, "value": 151.5, "low": 150.0, "high": 153.0, "ratio": 1.01},
    {"assumption": "base", "level": "base", "setting": "-", "measure": "reach", "lineality": "cognatic",
     "province": "North Hamgyong", "chon": 6, "synthetic": 7000, "value": 0.3, "low": 0.2, "high": 0.4, "ratio": 1.0},
]  # fmt: skip
MADE = {"command": "python -m x", "version": "0", "scale": "0.1", "seed": "1", "placings": "3", "date": "2026-11-21"}
TABLE = SensitivityTable(ROWS, MADE)


def test_a_table_comes_back_from_its_file():
    again = read(written(TABLE))
    assert list(again.rows) == ROWS
    assert again.made == MADE


def test_one_assumption_changes_at_a_time_and_all_five_are_there():
    found = variants()
    assert found[0][0] == "base"
    assert {assumption for assumption, _, _ in found} == {
        "base", "pre1950", "fertility_spread", "kin_dispersion", "famine", "clustering"
    }  # fmt: skip
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_provenance_names_the_date(lang):
    assert "2026-11-21" in TABLE.provenance(lang)


def test_small_countries_are_refused():
    with pytest.raises(InputError, match=r"expected 0\.1 or more"):
        recompute(0.01)


def test_the_command_prints_or_writes(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(sensitivity, "recompute", lambda scale, seed, say: TABLE)
    main([])
    assert read(capsys.readouterr().out).made == MADE
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(sensitivity.resources, "files", lambda name: tmp_path)
    assert packaged() is None
    main(["--write"])
    assert list(packaged().rows) == ROWS
