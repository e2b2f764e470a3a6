"""Histories: dated levels of every practice, each traceable, and no two readings of the reports mixed up."""

import csv
import io
import json
import re
import subprocess
import sys
from importlib import resources

import numpy as np
import pytest

from tests.catalogue.test_histories_files import file_of, row_of
from yeonjwa import messages
from yeonjwa.catalogue import histories as module
from yeonjwa.catalogue.claims import claims
from yeonjwa.catalogue.histories import (
    FIRST_MONTH,
    LAST_MONTH,
    MONTHS,
    SERIES,
    WHERE,
    WHO,
    contradictions,
    histories,
    levels,
    read_levels,
    schedule,
)
from yeonjwa.catalogue.practices import practices
from yeonjwa.catalogue.reports import reports
from yeonjwa.cli import main
from yeonjwa.errors import InputError
from yeonjwa.months import month_of

ALONE = [f"report-{key}" for key in reports()]
KIN = [name for name, file in levels().items() if file.touches == "relatives"]
OTHERS = [name for name, file in levels().items() if file.touches == "others"]
WINDOWS = [window for file in levels().values() for window in file.windows]


def at(practice: str, date: str, where: str, who: str, series: str = "actual", key: str = "reported") -> float:
    return schedule(key).level(practice, series, month_of(int(date[:4]), int(date[5:])), where, who)


def table(practice: str, series: str = "actual", key: str = "reported") -> np.ndarray:
    return schedule(key).table(practice, series)


def test_every_practice_has_levels_and_nothing_else_has():
    assert sorted(levels()) == sorted(practices())


def test_the_histories_are_those_that_the_reports_call_for():
    assert list(histories()) == ["reported", "by-perception-lag", "by-selection", *ALONE, "no-kin-consequence"]
    for entry in histories().values():
        for words in (entry.title_ko, entry.says_ko, entry.answers_ko):
            assert any("\uac00" <= letter <= "\ud7a3" for letter in words), entry.key


def test_every_level_rests_on_a_claim_or_a_source_and_has_a_range():
    for window in WINDOWS:
        assert window.claims or window.sources, (window.practice, window.key)
        assert window.low < window.high, (window.practice, window.key)


def test_an_undated_window_does_not_pretend_to_know_its_dates():
    for window in WINDOWS:
        if window.since is not None or window.until is not None:
            continue
        assert window.uncertainty_months is None or window.uncertainty_months >= 12, (window.practice, window.key)


def test_no_window_is_lost_because_its_name_stands_twice_in_a_file():
    # The reader of such files keeps the last of two entries with one name, and says nothing.
    for name, file in levels().items():
        words = (resources.files("yeonjwa.catalogue") / "levels" / f"{name}.yaml").read_text(encoding="utf-8")
        assert len(re.findall(r"^  \w+: ?\{", words, re.MULTILINE)) == len(file.windows), name


def test_what_the_catalogue_calls_not_aimed_at_relatives_is_not_switched_off_with_them():
    # Points reward what is done through families only; without families there is nothing to reward.
    not_aimed = {p.key for p in practices().values() if p.kin.words.startswith("Not aimed at relatives")}
    assert not_aimed - set(OTHERS) == {"points"}
    assert set(OTHERS) <= not_aimed


# --- How a level is found ---


@pytest.mark.parametrize("key", histories())
def test_the_table_is_what_level_says_month_by_month(key):
    chosen = schedule(key)
    for practice in ("three_generations", "exile", "watching", "loss_of_post", "border_control", "consolation"):
        for series in SERIES:
            found = chosen.table(practice, series)
            assert found.shape == (MONTHS, len(WHERE), len(WHO)) == (384, 5, 2)
            for m in range(practice.count("e"), MONTHS, 37):
                for i, where in enumerate(WHERE):
                    for j, who in enumerate(WHO):
                        assert found[m, i, j] == chosen.level(practice, series, FIRST_MONTH + m, where, who)


@pytest.fixture
def example(monkeypatch):
    def use(**windows):
        found = read_levels("exile", file_of(**windows))
        monkeypatch.setattr(module, "levels", lambda: {"exile": found})
        return found

    return use


def test_the_narrower_window_wins_and_of_two_equally_narrow_ones_the_later(example):
    example(
        always=row_of(),
        border=row_of(where="border", since="2000-01", level=0.8),
        cadres_of_the_border=row_of(where="border", who="cadre", until="2010-12", level=0.3),
        capital_or_border=row_of(where=["capital", "border"], who="ordinary", since="2005-01", level=0.6),
    )
    assert at("exile", "2001-01", "hub", "cadre") == 0.5
    assert at("exile", "1999-12", "border", "ordinary") == 0.5
    assert at("exile", "2001-01", "border", "ordinary") == 0.8
    assert at("exile", "2006-01", "border", "ordinary") == 0.6  # as narrow as "border", and later
    assert at("exile", "2010-12", "border", "cadre") == 0.3
    assert at("exile", "2011-01", "border", "cadre") == 0.8


def test_the_own_window_of_a_history_wins_over_a_narrower_one_taken_over(example):
    found = example(
        narrow=row_of(where="border", who="cadre", level=0.9),
        own=row_of(**{"in": ["by-selection"], "level": 0.2}),
    )
    assert at("exile", "2001-01", "border", "cadre") == 0.9
    assert at("exile", "2001-01", "border", "cadre", key="by-selection") == 0.2
    assert schedule("by-selection").windows("exile", "actual") == (found.windows[1],)  # the other one wins nowhere


def test_a_series_follows_another_where_nothing_is_told_of_it(example):
    example(
        order=row_of(series="instructed", since="2010-01"), belief=row_of(series="believed", since="2015-01", level=0.9)
    )
    assert at("exile", "2012-01", "hub", "cadre", "actual") == 0.5  # taken at its word, the order is carried out
    assert at("exile", "2012-01", "hub", "cadre", "believed") == 0.5
    assert at("exile", "2015-01", "hub", "cadre", "believed") == 0.9
    assert at("exile", "2012-01", "hub", "cadre", "formal") == 0  # paper follows nothing


def test_until_is_the_last_month_and_null_reaches_to_the_ends(example):
    example(first=row_of(until="2000-05", level=0.4), then=row_of(since="2000-06", level=0.6))
    found = table("exile")
    boundary = month_of(2000, 6) - FIRST_MONTH
    assert (found[:boundary] == 0.4).all()
    assert (found[boundary:] == 0.6).all()


def test_a_table_cannot_be_changed_by_who_reads_it():
    with pytest.raises(ValueError, match="read-only"):
        table("exile")[0, 0, 0] = 1


# --- What the reports say, at its dates ---


@pytest.mark.parametrize(
    ("practice", "cell", "high", "low"),
    [
        # R1: camps for three generations until the change of leader, then rare.
        (
            "three_generations",
            ("capital", "cadre"),
            ["1995-01", "2004-12", "2011-12"],
            ["2012-01", "2015-08", "2020-01"],
        ),
        ("three_generations", ("other", "ordinary"), ["1995-01", "2004-12"], ["2012-01", "2024-12"]),
        # R2: demotion, and exile in waves with pauses between them.
        ("demotion", ("other", "ordinary"), ["1995-01", "2010-01"], ["2018-01"]),
        (
            "exile",
            ("border", "ordinary"),
            ["2005-05", "2011-08", "2011-10", "2013-11", "2014-04", "2022-07"],
            ["2004-01", "2007-01", "2011-07", "2011-11", "2013-10", "2014-05", "2022-06", "2022-08"],
        ),
        # R3: watching, visits and calls; strong in 2017-18.
        ("watching", ("border", "ordinary"), ["2014-05", "2017-10"], ["2005-01"]),
        ("lure_visits", ("border", "ordinary"), ["2014-09", "2017-06", "2018-06"], ["2012-11", "2013-06", "2021-01"]),
        ("forced_calls", ("hub", "ordinary"), ["2014-09", "2018-06"], ["2014-01"]),
        # R4: officials answer for relatives, rising from 2012.
        ("recall_abroad", ("abroad", "cadre"), ["2012-06", "2015-03", "2020-01"], ["2011-06"]),
        ("loss_of_post", ("abroad", "cadre"), ["2015-03"], []),
        # R5: leniency by stratum.
        ("private_persuasion", ("capital", "cadre"), ["2015-07"], ["2011-06"]),
        ("private_persuasion", ("hub", "cadre"), ["2015-07"], []),
        ("raids", ("other", "ordinary"), ["2015-07"], []),
        ("raids", ("capital", "cadre"), [], ["2015-07"]),
        ("loss_of_post", ("capital", "cadre"), ["2015-06"], ["2015-07"]),
        # R6: the border first.
        ("informer_bounty", ("border", "ordinary"), ["2016-11"], ["2016-10", "2020-01"]),
        ("china_rewards", ("abroad", "ordinary"), ["2016-11"], ["2015-01"]),
        # R7: consolation; an order, hardly a deed.
        ("consolation", ("border", "ordinary"), [], ["2020-05", "2022-01"]),
        # R8: sealing.
        ("border_control", ("border", "ordinary"), ["2020-01", "2020-08", "2024-12"], ["1995-01", "2005-01"]),
        ("shooting_on_sight", ("border", "ordinary"), ["2020-08"], ["2010-01", "2016-10"]),
        # R9: money from the South as a state crime.
        ("phone_interception", ("border", "ordinary"), ["2024-01"], ["2010-01"]),
    ],
)
def test_the_reported_regimes_stand_at_their_dates(practice, cell, high, low):
    assert [at(practice, date, *cell) >= 0.5 for date in high] == [True] * len(high)
    assert [at(practice, date, *cell) <= 0.35 for date in low] == [True] * len(low)


def test_camps_thin_from_about_2005():
    course = [
        at("three_generations", date, "other", "ordinary") for date in ("2004-12", "2005-01", "2009-01", "2012-01")
    ]
    assert course == sorted(course, reverse=True)
    assert len(set(course)) == 4


def test_orders_stand_where_the_deed_is_not_told():
    assert at("shooting_on_sight", "2016-12", "border", "ordinary", "instructed") >= 0.5
    assert at("informer_bounty", "2016-11", "border", "ordinary", "instructed") == 1
    assert at("consolation", "2020-06", "border", "ordinary", "instructed") == 1
    assert at("consolation", "2020-06", "border", "ordinary") < at(
        "consolation", "2020-06", "border", "ordinary", "instructed"
    )
    assert at("phone_interception", "2024-01", "other", "ordinary", "formal") > at(
        "phone_interception", "2023-12", "other", "ordinary", "formal"
    )


def test_leniency_depends_on_place_and_standing():
    # Capital or hub, and cadre: watched and pressed in private. Ordinary people of the provinces: raided.
    for practice in ("three_generations", "exile", "demotion", "loss_of_party_membership", "raids"):
        assert at(practice, "2015-08", "capital", "cadre") <= 0.02, practice
        assert at(practice, "2015-08", "hub", "cadre") <= 0.02, practice
    assert at("watching", "2015-08", "capital", "cadre") > at("watching", "2015-08", "other", "ordinary")
    assert (
        at("raids", "2015-08", "other", "ordinary")
        > at("raids", "2015-08", "other", "cadre")
        > at("raids", "2015-08", "capital", "cadre")
    )


def test_the_four_series_are_kept_apart():
    apart = [practice for practice in levels() if len({table(practice, series).tobytes() for series in SERIES}) == 4]
    assert {"three_generations", "vetting", "formal_rule"} <= set(apart)
    for practice in ("phone_interception", "consolation"):  # the order says what the paper says
        assert len({table(practice, series).tobytes() for series in SERIES}) == 3, practice
    softened = slice(month_of(2016) - FIRST_MONTH, None)
    for practice in (
        "three_generations",
        "exile",
        "demotion",
        "loss_of_post",
        "loss_of_party_membership",
        "formal_rule",
    ):
        assert (table(practice, "believed")[softened] >= table(practice)[softened]).mean() > 0.95, practice
        assert table(practice, "believed")[softened].mean() > table(practice)[softened].mean() + 0.1, practice


# --- The rival histories ---


@pytest.mark.parametrize("key", ALONE)
def test_a_report_alone_rests_on_its_own_claims(key):
    report = key.removeprefix("report-")
    chosen = schedule(key)
    told = 0
    for practice in KIN:
        for series in SERIES:
            for found in chosen.windows(practice, series):
                told += 1
                assert not found.sources, (practice, found.key)
                assert found.claims, (practice, found.key)
                assert all(report in claims()[claim].report for claim in found.claims), (practice, found.key)
    assert told >= 5


@pytest.mark.parametrize("key", ALONE)
def test_a_report_alone_takes_the_border_and_china_from_all_reports(key):
    for practice in OTHERS:
        own = [w for w in levels()[practice].windows if key in w.histories and "reported" not in w.histories]
        for series in SERIES:
            same = np.array_equal(table(practice, series, key), table(practice, series))
            assert same or own, (practice, series)


@pytest.mark.parametrize(
    ("key", "on", "off"),
    [
        ("report-dailynk-2014-09", {"exile", "watching", "lure_visits", "forced_calls", "points"}, {"three_generations", "raids", "consolation", "vetting"}),
        ("report-rfa-2015-03-23", {"three_generations", "loss_of_post", "recall_abroad", "vetting"}, {"raids", "lure_visits", "watching", "exile"}),
        ("report-dailynk-2015-07-03", {"watching", "raids", "private_persuasion", "unit_leader_liability"}, {"forced_calls", "vetting", "consolation", "points"}),
        ("report-dailynk-2016-12-13", {"watching", "lure_visits", "lighter_penalties_bargain"}, {"raids", "exile", "recall_abroad", "points"}),
        ("report-dailynk-2020-06", {"consolation", "screening_lists"}, {"three_generations", "watching", "exile", "raids"}),
    ],
)  # fmt: skip
def test_of_what_a_report_does_not_speak_is_off_in_it(key, on, off):
    last = slice(month_of(2013) - FIRST_MONTH, None)
    for practice in on:
        assert table(practice, "actual", key)[last].max() >= 0.5, practice
    for practice in off:
        assert not any(table(practice, series, key).any() for series in SERIES), practice


@pytest.mark.parametrize("key", ALONE)
def test_a_practice_does_not_end_in_a_report_alone_merely_because_the_report_does(key):
    # Lists are drawn up for a month; everything else that a report tells goes on, or it says when it ended.
    for practice in set(KIN) - {"screening_lists"}:
        for series in SERIES:
            on = table(practice, series, key) > 0
            assert (on[1:] >= on[:-1]).all(), (practice, series)


def test_without_consequences_for_relatives_all_four_series_are_zero_and_the_rest_stands():
    for practice in KIN:
        for series in SERIES:
            assert not table(practice, series, "no-kin-consequence").any(), (practice, series)
    for practice in OTHERS:
        for series in SERIES:
            assert np.array_equal(table(practice, series, "no-kin-consequence"), table(practice, series)), (
                practice,
                series,
            )
    assert {"border_control", "shooting_on_sight", "china_rewards", "guard_bribes"} <= set(OTHERS)
    assert {"consolation", "vetting", "formal_rule", "watching"} <= set(KIN)


def test_when_beliefs_follow_late_practice_is_milder_and_fear_greater():
    key = "by-perception-lag"
    since = slice(month_of(2012) - FIRST_MONTH, None)
    for practice in ("three_generations", "demotion", "loss_of_post", "loss_of_party_membership", "raids"):
        milder, feared = table(practice, "actual", key)[since], table(practice, "believed", key)[since]
        assert (milder <= table(practice)[since]).all(), practice
        assert milder.mean() < table(practice)[since].mean(), practice
        assert (feared >= table(practice, "believed")[since]).all(), practice
        assert feared.mean() > table(practice, "believed")[since].mean(), practice
    # Half of full strength is lost in practice years before it is lost in belief.
    for cell in ((0, 1), (3, 0)):
        softened = np.flatnonzero(table("three_generations", "actual", key)[:, *cell] < 0.75)[0]
        noticed = np.flatnonzero(table("three_generations", "believed", key)[:, *cell] < 0.75)[0]
        assert noticed - softened >= 36


def test_by_selection_measures_are_told_only_from_where_a_source_was():
    key = "by-selection"
    for practice, where, who in (
        ("lure_visits", "other", "ordinary"),
        ("exile", "other", "ordinary"),
        ("watching", "hub", "cadre"),
    ):
        assert at(practice, "2015-08", where, who, key=key) < at(practice, "2015-08", where, who), practice
    for practice, where, who in (
        ("watching", "border", "ordinary"),
        ("watching", "capital", "cadre"),
        ("recall_abroad", "abroad", "cadre"),
    ):
        assert at(practice, "2015-08", where, who, key=key) == at(practice, "2015-08", where, who), practice
    assert at("loss_of_post", "2015-08", "abroad", "cadre", key=key) > at(
        "loss_of_post", "2015-08", "border", "cadre", key=key
    )


def test_no_two_histories_say_the_same():
    whole = {
        key: b"".join(table(practice, series, key).tobytes() for practice in levels() for series in SERIES)
        for key in histories()
    }
    assert len(set(whole.values())) == len(whole)


def test_each_contradiction_between_the_reports_is_expressed():
    # 7 and 8 ask for causes, which no history holds; 13 is entry 115 of the ledger.
    assert [c.number for c in contradictions()] == [1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13]
    for item in contradictions():
        tables = {
            b"".join(table(practice, series, key).tobytes() for practice in levels() for series in SERIES)
            for key in item.histories
        }
        assert len(tables) == len(item.histories)
        assert len({re.sub(r"_[A-Z]+\d\d$", "", key) for key in item.claims}) == len(item.claims)
    assert "SmallNumberOfLeavers_DNK20" in contradictions()[-1].claims
    assert claims()["SmallNumberOfLeavers_DNK20"].ledger == 115


# --- Switching off ---


def test_a_practice_switched_off_is_off_as_instructed_as_it_is_and_as_believed():
    off = schedule(without=("exile", "phone_interception"))
    for series in ("instructed", "actual", "believed"):
        assert not off.table("exile", series).any()
        assert off.windows("exile", series) == ()
    assert np.array_equal(off.table("phone_interception", "formal"), table("phone_interception", "formal"))
    assert off.table("phone_interception", "formal").any()
    assert np.array_equal(off.table("watching", "actual"), table("watching"))
    assert schedule(without="exile") == schedule(without=["exile"])


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: schedule("reportd"), "Did you mean 'reported'"),
        (lambda: schedule(without=["exle"]), "practice 'exle' is not known. Did you mean 'exile'"),
        (lambda: schedule().table("exle", "actual"), "Did you mean 'exile'"),
        (lambda: schedule().table("exile", "actul"), "Did you mean 'actual'"),
        (lambda: schedule().level("exile", "actual", FIRST_MONTH, "boarder", "cadre"), "Did you mean 'border'"),
        (lambda: schedule().level("exile", "actual", FIRST_MONTH, "border", "cadres"), "Did you mean 'cadre'"),
        (lambda: schedule().level("exile", "actual", LAST_MONTH + 1, "border", "cadre"), "outside the run"),
    ],
)
def test_what_is_not_known_is_refused_with_the_near_miss(call, sentence):
    with pytest.raises(InputError, match=sentence):
        call()


# --- The command ---


@pytest.fixture
def yeonjwa(capsys):
    def run(*words: str) -> tuple[int, str, str]:
        try:
            code = main.run_command(["catalogue", "histories", *words])
        finally:
            messages.use(language="en", terms="defector")
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_histories_are_listed_and_shown_in_both_languages(yeonjwa, language):
    code, out, _ = yeonjwa("--lang", language)
    assert code == 0
    assert all(key in out for key in histories())
    assert (histories()["by-selection"].title_ko in out) == (language == "ko")
    for key in histories():
        code, out, _ = yeonjwa(key, "--lang", language)
        assert code == 0
        assert key in out
    assert ("exile/wave_of_2022" in yeonjwa("reported", "--lang", language)[1]) is True


def test_all_histories_as_objects_and_one_of_them_with_its_windows(yeonjwa):
    assert [row["key"] for row in json.loads(yeonjwa("--format", "json")[1])] == list(histories())
    assert [row["key"] for row in csv.DictReader(io.StringIO(yeonjwa("--format", "csv")[1]))] == list(histories())
    (found,) = json.loads(yeonjwa("by-selection", "--format", "json")[1])
    assert found["title"] == histories()["by-selection"].title
    own = [row for row in found["windows"] if row["own"]]
    assert 10 < len(own) < len(found["windows"])
    rows = list(csv.DictReader(io.StringIO(yeonjwa("by-selection", "--format", "csv")[1])))
    assert [row["key"] for row in rows] == [row["key"] for row in found["windows"]]
    assert {"practice", "series", "since", "until", "level", "low", "high", "claims", "why"} <= set(rows[0])


def test_a_search_and_a_slip_are_answered(yeonjwa):
    assert [row["key"] for row in json.loads(yeonjwa("--search", "소문", "--format", "json")[1])] == ["by-selection"]
    code, out, err = yeonjwa("by-selecton")
    assert (code, out) == (2, "")
    assert "history 'by-selecton' is not in the catalogue. Did you mean 'by-selection'" in err


def test_reading_a_level_needs_no_heavy_import():
    code = (
        "import sys; from yeonjwa.catalogue.histories import schedule;"
        "print(schedule().level('exile', 'actual', 2535, 'border', 'cadre'));"
        "print({'numpy', 'numba', 'pyarrow', 'scipy'} & set(sys.modules))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines() == [str(at("exile", "2011-04", "border", "cadre")), "set()"]
