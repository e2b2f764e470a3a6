"""Files of rates: what they mean, and how a bad one is refused."""

from pathlib import Path

import numpy as np
import pytest

from yeonjwa.errors import InputError
from yeonjwa.kinship.rates import read_rate_series, read_rates

DATA = Path(__file__).parents[1] / "data"


def table(head: str, row, ages=range(101)) -> str:
    return head + "\n" + "\n".join(row(a) for a in ages) + "\n"


def simple(age: int) -> str:
    return f"{age},0.99,{0.1 if 20 <= age < 40 else 0}"


HEAD = "age,px_female,fx_per_woman"
GOOD = table(HEAD, simple)


def test_the_files_say_what_is_missing_and_it_is_taken_from_the_women():
    sweden = read_rates(DATA / "rates_SWE2015.csv")
    assert [n.rsplit(".", 1)[1] for n in sweden.notes] == ["male_survival_missing", "male_fertility_missing"]
    assert (sweden.px[1] == sweden.px[0]).all()
    assert (sweden.fx[1][3:] == sweden.fx[0][:-3]).all()
    assert sweden.female_fraction == 0.4902
    assert read_rates(DATA / "rates_SWE2015.csv", female_fraction=0.48).female_fraction == 0.48


def test_births_of_women_and_men_are_those_of_both_sexes():
    france = read_rates(DATA / "rates_FRA2012.csv")
    assert france.notes == ()
    assert france.fx.sum(axis=1) == pytest.approx([1.99, 1.98], abs=0.005)


def test_a_file_of_years_needs_a_choice_and_its_share_of_girls_holds():
    series = read_rate_series(DATA / "rates_PRK_annual.csv", female_fraction=0.3)
    assert [r.year for r in series] == list(range(1950, 2025))
    assert series[0].female_fraction == 0.485437
    with pytest.raises(InputError, match=r"1950 to 2024.*--year"):
        read_rates(DATA / "rates_PRK_annual.csv")
    with pytest.raises(InputError, match="--year is 1949"):
        read_rates(DATA / "rates_PRK_annual.csv", 1949)
    with pytest.raises(InputError, match="without a year"):
        read_rates(DATA / "rates_SWE2015.csv", 2015)


def test_a_byte_order_mark_and_rows_in_another_order_are_read(tmp_path):
    lines = GOOD.splitlines()
    path = tmp_path / "rates.csv"
    path.write_text("\ufeff" + "\n".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    assert np.flatnonzero(read_rates(path).fx[0])[[0, -1]].tolist() == [20, 39]


BAD = {
    "a missing age": (table(HEAD, simple, [a for a in range(101) if a != 50]), "no row for age 50"),
    "no closing age": (table(HEAD, simple, range(100)), "no row for age 100"),
    "an age too far": (table(HEAD, simple, range(102)), "line 103, column 'age': 101"),
    "an age twice": (GOOD + simple(7) + "\n", "same age"),
    "an age and a half": (GOOD.replace("\n7,", "\n7.5,"), "line 9, column 'age'"),
    "survival above 1": (GOOD.replace("\n7,0.99", "\n7,1.01"), "line 9, column 'px_female': 1.01"),
    "births below 0": (GOOD.replace("\n25,0.99,0.1", "\n25,0.99,-0.1"), "line 27, column 'fx_per_woman': -0.1"),
    "not a number": (GOOD.replace("\n7,0.99", "\n7,nan"), "line 9, column 'px_female'"),
    "an empty cell": (GOOD.replace("\n7,0.99", "\n7,"), "line 9, column 'px_female'"),
    "no births": (GOOD.replace("0.1", "0"), "all ages are 0"),
    "births at 100": (GOOD.replace("\n100,0.99,0", "\n100,0.99,0.1"), "closing age group"),
    "a column too many": (table("age,px_female,fx_per_woman,county", lambda a: simple(a) + ",3"), "column 4"),
    "names": (table("name,age,px_female,fx_per_woman", lambda a: f"Kim {a},{simple(a)}"), "names of persons"),
    "two kinds of births": (table("age,px_female,fx_per_woman,fx_female", lambda a: simple(a) + ",0"), "exactly one"),
    "no births column": (table("age,px_female", lambda a: f"{a},0.9"), "exactly one"),
    "no survival": (table("age,fx_per_woman", lambda a: f"{a},0.1"), "'px_female' is missing"),
    "a short row": (GOOD.replace("\n7,0.99,0\n", "\n7,0.99\n"), "2 cells"),
    "an empty file": ("", "empty"),
    "only a header": (HEAD + "\n", "no rows"),
    "two shares": (
        table(HEAD + ",birth_fraction_female", lambda a: f"{simple(a)},{0.49 if a else 0.48}"),
        "birth_fraction_female",
    ),
}


@pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_with_the_place(tmp_path, content, words):
    path = tmp_path / "rates.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=words) as refused:
        read_rates(path)
    assert "Kim" not in str(refused.value)


def test_a_binary_file_a_folder_and_nothing_are_refused(tmp_path):
    binary = tmp_path / "rates.csv"
    binary.write_bytes(bytes(range(256)))
    for path in (binary, tmp_path, tmp_path / "no.csv"):
        with pytest.raises(InputError):
            read_rates(path)


@pytest.mark.parametrize("share", [0.0, 1.0, -1.0, 2.0, float("nan")])
def test_an_impossible_share_of_girls_is_refused(share):
    with pytest.raises(InputError, match="--female-fraction"):
        read_rates(DATA / "rates_SWE2015.csv", female_fraction=share)
