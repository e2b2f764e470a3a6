"""Practices: one file each, every claim and source in them exists, and nothing pretends to be computed."""

import pytest

from tests import scan
from yeonjwa.catalogue import sources
from yeonjwa.catalogue.claims import checks, processes
from yeonjwa.catalogue.practices import SERIES, Entry, Practice, Right, practice, practices
from yeonjwa.errors import InputError

NAMES = [
    "three_generations",
    "exile",
    "demotion",
    "loss_of_post",
    "loss_of_party_membership",
    "raids",
    "labour_training",
    "watching",
    "phone_interception",
    "screening_lists",
    "movement_limits",
    "lure_visits",
    "forced_calls",
    "lighter_penalties_bargain",
    "private_persuasion",
    "vetting",
    "re_vetting",
    "recall_abroad",
    "children_kept_home",
    "unit_leader_liability",
    "points",
    "informer_bounty",
    "shooting_on_sight",
    "border_control",
    "guard_bribes",
    "china_rewards",
    "agents_posing_as_helpers",
    "cover_up",
    "media_narrative",
    "meeting_broadcast",
    "consolation",
    "showpiece_families",
    "formal_rule",
    "capacity_rationing",
]
ALL = practices().values()
PARTS = {
    "un-coi-2014": {"26-31", "32-37", "38-45", "46-55", "56-63", "64-73", "74-79"},
    "un-coi-2014-detailed": {"163-264", "265-354", "355-492", "493-692"},
}
"""Parts of the two reports by paragraphs, as their tables of contents give them."""


def row_of(name: str) -> dict:
    return practice(name).model_dump(exclude={"key"})


def dated(entry: Practice) -> list[Entry]:
    return [e for name in SERIES for e in getattr(entry.series, name)]


def test_there_is_one_file_for_each_practice_that_the_reports_name():
    assert sorted(practices()) == sorted(NAMES)


@pytest.mark.parametrize("entry", ALL, ids=lambda p: p.key)
def test_a_practice_rests_on_a_claim_or_on_a_source_outside(entry):
    assert entry.claims or any(e.sources for e in dated(entry))
    assert any("\uac00" <= letter <= "\ud7a3" for letter in entry.says_ko + entry.title_ko)


@pytest.mark.parametrize("entry", ALL, ids=lambda p: p.key)
def test_a_practice_names_the_rights_it_touches(entry):
    assert {"un-iccpr", "un-coi-2014", "un-coi-2014-detailed"} & {r.source for r in entry.rights}
    for right in entry.rights:
        assert right.source.startswith("un-"), right
        assert right.where.startswith("Article" if right.source in ("un-iccpr", "un-crc") else "paragraph"), right


@pytest.mark.parametrize("entry", ALL, ids=lambda p: p.key)
def test_no_dated_entry_rests_on_a_weak_source_alone_without_saying_how_unsure_its_date_is(entry):
    for e in dated(entry):
        if e.sources and not e.claims and all(sources()[s].weak for s in e.sources):
            assert e.uncertainty_months is not None, e


def test_every_practice_is_computed_by_a_file_of_its_own_name():
    assert {p.key for p in ALL if p.status == "modelled"} == set(NAMES)
    code = {path.stem for path in (scan.SOURCE / "practices").glob("*.py")}
    assert set(NAMES) <= code


def test_a_computed_practice_names_the_figures_of_its_strength():
    # These have no strength of their own: the level itself is the share that is told, hidden or held back.
    by_level_alone = {"children_kept_home", "cover_up"}
    assert {p.key for p in ALL if not p.figures} == by_level_alone


def test_vetting_says_what_it_does_not_say():
    vetting = practice("vetting")
    assert "does not say that a relative" in vetting.says
    assert "What a finding leads to is not reported" in vetting.kin.words
    assert "assumed" in vetting.kin.words
    assert not vetting.kin.settled


def test_a_computed_check_names_its_tables_and_a_planned_one_has_none():
    for name, check in checks().items():
        assert bool(check.get("tables")) == (check["status"] == "modelled"), name
    assert all(process["says_ko"] for process in processes().values())


def test_a_place_says_by_what_it_was_confirmed():
    for entry in ALL:
        for right in entry.rights:
            assert "and following" not in right.where, (entry.key, right)
            if right.source in ("un-iccpr", "un-crc"):
                assert right.known == "text", (entry.key, right)
            if right.known == "contents":
                assert right.where.split()[1] in PARTS[right.source], (entry.key, right)


def test_what_is_cited_for_people_sent_back_is_no_whole_part():
    for name in ("china_rewards", "agents_posing_as_helpers"):
        places = {(r.source, r.where): r.known for r in practice(name).rights}
        assert places["un-coi-2014", "paragraphs 42-45"] == "cited"
        assert places["un-cat-china-2015", "paragraph 46"] == "text"


def test_nothing_tells_routes_methods_or_timing():
    for name in (
        "border_control",
        "guard_bribes",
        "agents_posing_as_helpers",
        "phone_interception",
        "shooting_on_sight",
    ):
        assert practice(name).note, name


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "done"}, "status"),
        ({"mode": ["always"]}, "mode"),
        ({"visibility": "loud"}, "visibility"),
        ({"claims": ["BorderExpulsion_DNK14"]}, "Did you mean 'BorderExpulsions_DNK14'"),
        ({"figures": ["known_shares"]}, "Did you mean 'known_share'"),
        ({"rights": []}, "rights"),
        ({"strata": []}, "strata"),
        ({"surprise": 1}, "surprise"),
        ({"series": dict.fromkeys(SERIES, ())}, "at least one"),
    ],
)
def test_a_practice_that_breaks_the_form_is_refused(change, reason):
    with pytest.raises(ValueError, match=reason):
        Practice(key="exile", **{**row_of("exile"), **change})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sources": []}, "a source or a claim"),
        ({"standing": "rumour"}, "standing"),
        ({"until": "2013"}, "before it begins"),
        ({"since": "spring"}, "no date"),
        ({"uncertainty_months": -1}, "uncertainty"),
    ],
)
def test_a_dated_entry_that_cannot_be_judged_is_refused(change, reason):
    row = {
        "since": "2014",
        "until": None,
        "level": "Stopped.",
        "standing": "reported",
        "sources": ["rfa-2022-07-20"],
        "claims": [],
    }
    with pytest.raises(ValueError, match=reason):
        Entry(**{**row, **change})


def test_a_right_names_an_article_or_a_paragraph():
    with pytest.raises(ValueError, match="where"):
        Right(source="un-iccpr", where="somewhere", why="w")


def test_an_unknown_practice_is_refused_with_the_near_miss():
    with pytest.raises(InputError, match="Did you mean 'lure_visits'"):
        practice("lure_visit")
