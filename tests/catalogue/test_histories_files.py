"""Files of levels and histories: what breaks the form is refused, with file, key and dates."""

import pytest

from yeonjwa.catalogue import histories as module
from yeonjwa.catalogue import sources
from yeonjwa.catalogue.claims import claims
from yeonjwa.catalogue.files import areas, one
from yeonjwa.catalogue.histories import SERIES, WHERE, levels, read_contradictions, read_histories, read_levels
from yeonjwa.catalogue.practices import practices
from yeonjwa.errors import InputError


def row_of(**changes) -> dict:
    return {
        "series": "actual", "since": None, "until": None, "where": "any", "who": "any", "level": 0.5, "low": 0.2, "high": 0.9,
        "standing": "assumed", "claims": ["BorderExpulsions_DNK14"], "uncertainty_months": None, "in": ["reported"],
        "why": "An example of a test.", **changes,
    }  # fmt: skip


def file_of(**windows) -> dict:
    return {"touches": "relatives", "moves": ["actual"], "full": "An example of a test.", "windows": windows}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"until": "2014-05"}, {"since": "2014-05"}),  # the last month is included
        ({"since": "2010-01", "until": "2012-12"}, {"since": "2011-01", "until": "2011-06"}),
        ({"where": ["hub", "border"]}, {"where": ["border", "hub"]}),
        ({"where": ["hub", "border"]}, {"where": ["border", "other"]}),  # as narrow, and neither is later
        ({"where": list(WHERE)}, {}),
    ],
)
def test_windows_that_could_both_win_are_refused(first, second):
    with pytest.raises(
        InputError, match=r"levels/exile.yaml: windows 'a' \(.*\) and 'b' \(.*\) overlap in 'reported', series actual"
    ):
        read_levels("exile", file_of(a=row_of(**first), b=row_of(**second)))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"until": "2014-04"}, {"since": "2014-05"}),
        ({}, {"series": "believed"}),
        ({}, {"in": ["by-selection"]}),
        ({}, {"where": "border"}),
        ({"who": "cadre"}, {"who": "ordinary"}),
        ({"where": ["hub", "border"]}, {"where": ["border", "other"], "since": "2000-01"}),
    ],
)
def test_windows_of_which_one_is_sure_to_win_are_taken(first, second):
    assert len(read_levels("exile", file_of(a=row_of(**first), b=row_of(**second))).windows) == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"since": "2014-05", "until": "2013-11"}, r"the window ends \(2013-11\) before it begins \(2014-05\)"),
        ({"since": "2014"}, "since: '2014' is no month"),
        ({"since": 2014}, "since: '2014' is no month"),
        ({"until": "2014-13"}, "until: '2014-13' is no month"),
        ({"until": "2030-01"}, "outside 1993-01 to 2024-12"),
        ({"level": 1.2}, "level"),
        ({"level": 0.1}, r"level 0.1 lies outside 0.2 to 0.9"),
        ({"low": 0.5, "high": 0.5}, "needs a range"),
        ({"standing": "reported"}, "no report gives a level"),
        ({"standing": "told"}, "standing"),
        ({"series": "actually"}, "series"),
        ({"where": "china"}, "where"),
        ({"where": []}, "where"),
        ({"where": ["any", "hub"]}, "'any' beside a place"),
        ({"who": "all"}, "who"),
        ({"why": ""}, "why"),
        ({"claims": ["BorderExpulsion_DNK14"]}, "Did you mean 'BorderExpulsions_DNK14'"),
        ({"sources": ["rfa-2022-07-21"]}, "Did you mean 'rfa-2022-07-20'"),
        ({"in": ["by-selecton"]}, "Did you mean 'by-selection'"),
        ({"in": ["report-dailynk-2016-12-13"]}, "names 'BorderExpulsions_DNK14'; expected claims of dailynk-2016-12-13 only"),
        ({"in": ["report-dailynk-2014-09"], "sources": ["rfa-2022-07-20"]}, "names 'rfa-2022-07-20'"),
        ({"in": ["report-dailynk-2014-09"], "claims": []}, "names no claim"),
        ({"surprise": 1}, "surprise"),
    ],
)  # fmt: skip
def test_a_window_that_breaks_the_form_is_refused_with_file_and_key(change, reason):
    with pytest.raises(InputError, match=rf"levels/exile.yaml: window 'a'.*{reason}"):
        read_levels("exile", file_of(a=row_of(**change)))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"touches": "nobody"}, "touches"),
        ({"full": ""}, "full"),
        ({"surprise": 1}, "surprise"),
        ({"windows": {"a": None}}, "no mapping"),
    ],
)
def test_a_file_that_breaks_the_form_is_refused(change, reason):
    with pytest.raises(InputError, match=rf"levels/exile.yaml.*{reason}"):
        read_levels("exile", {**file_of(a=row_of()), **change})


def test_by_default_a_window_stands_in_all_reports_together_and_in_each_report_that_it_names():
    row = row_of()
    del row["in"]
    (found,) = read_levels("exile", file_of(a=row)).windows
    assert found.histories == ("reported", "report-dailynk-2014-09")
    (found,) = read_levels("exile", file_of(a={**row, "claims": [], "sources": ["rfa-2022-07-20"]})).windows
    assert found.histories == ("reported",)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"relatives": "some"}, "relatives"),
        ({"reports": ["dailynk-2016-12"]}, "Did you mean 'dailynk-2016-12-13'"),
        ({"claims": ["NoRankIsSafe_RFA16"]}, "Did you mean 'NoRankIsSafe_RFA15'"),
        ({"reports": []}, r"expected reports: \[rfa-2015-03-23\]"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_history_that_breaks_the_form_is_refused(change, reason):
    row = one("histories")["histories"]["report-rfa-2015-03-23"]
    with pytest.raises(InputError, match=f"histories.yaml: history 'report-rfa-2015-03-23'.*{reason}"):
        read_histories({"report-rfa-2015-03-23": {**row, **change}})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"histories": ["reported"], "windows": []}, "expressed by nothing"),
        ({"windows": ["exile/wave_of_1822", "exile/wave_of_2022"]}, "Did you mean 'exile/wave_of_2022'"),
        ({"histories": ["reportd"]}, "Did you mean 'reported'"),
        ({"claims": []}, "claims"),
    ],
)
def test_a_contradiction_that_is_not_expressed_is_refused(change, reason):
    row = one("histories")["contradictions"][1]
    with pytest.raises(InputError, match=f"contradiction 2.*{reason}"):
        read_contradictions([{**row, **change}])


def test_a_practice_without_levels_and_levels_without_a_practice_are_refused(monkeypatch):
    real = areas("levels")
    missing = {name: rows for name, rows in real.items() if name != "exile"}
    for given, reason in ((missing, "levels/exile.yaml is missing"), ({**real, "exle": {}}, "Did you mean 'exile'")):
        monkeypatch.setattr(module, "areas", lambda folder, given=given: given if folder == "levels" else areas(folder))
        with pytest.raises(InputError, match=reason):
            module.levels.__wrapped__()


# --- From words to levels ---


@pytest.mark.parametrize("name", practices())
@pytest.mark.parametrize("series", SERIES)
def test_what_is_told_of_a_practice_in_words_has_its_level(name, series):
    windows = [w for w in levels()[name].windows if w.series == series and "reported" in w.histories]
    named = {key for w in windows for key in (*w.claims, *w.sources)}
    for entry in getattr(practices()[name].series, series):
        evidence = {*entry.claims, *entry.sources}
        assert evidence & named or not evidence, (entry.since, entry.level)


def test_every_claim_of_a_practice_is_in_a_level_or_is_of_another_kind():
    # What it is like in a camp, and what force can do in a bad economy, is not a matter of more or less.
    named = {key for file in levels().values() for w in file.windows for key in w.claims}
    linked = {key for key, claim in claims().items() if any(link.mechanism in levels() for link in claim.links)}
    assert linked - named == {"CampConditions_RFA15", "ForceNeedsEconomy_DNK16"}


def test_a_level_that_rests_on_weak_sources_alone_has_a_wide_range():
    for file in levels().values():
        for w in file.windows:
            if not w.claims and all(sources()[key].weak for key in w.sources):
                assert w.high - w.low >= 0.4 - 1e-9, (w.practice, w.key)
                assert "weak" in w.note, (w.practice, w.key)


# --- The second reading ---


def test_a_note_of_a_window_tells_of_the_second_reading_and_how_it_was_settled():
    noted = [w for file in levels().values() for w in file.windows if w.note]
    assert len(noted) >= 50
    with pytest.raises(InputError, match="window 'a': note"):
        read_levels("exile", file_of(a=row_of(note="I was not sure.")))


def test_what_a_report_denies_in_one_sentence_ends_in_one_month():
    # Camp and banishment, of senior families; and in the report alone all that they keep.
    windows = {(w.practice, w.key): w for file in levels().values() for w in file.windows}
    assert (
        windows["exile", "senior_families_spared"].since
        == windows["three_generations", "senior_families_watched_instead"].since
    )
    alone = [
        w for w in windows.values()
        if "report-dailynk-2015-07-03" in w.histories and {"NoPartyExpulsion_DNK15", "EliteKinOnlyWatched_DNK15"} & set(w.claims)
    ]  # fmt: skip
    assert len(alone) >= 6
    assert {w.since for w in alone} == {"2012-01"}


def test_a_report_alone_tells_of_no_loss_that_it_denies():
    # New Party cards brought to a home are no evidence of expulsion; a private meeting is counted once.
    from yeonjwa.catalogue.histories import schedule

    assert not schedule("report-dailynk-2014-09").table("loss_of_party_membership", "actual").any()
    assert not schedule("report-dailynk-2015-07-03").table("lure_visits", "actual").any()
