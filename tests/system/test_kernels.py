"""Groups, posts and family files while people come and go in a toy country: kernels against plain twins."""

import numpy as np
import pytest

from tests.system.tools import listen, live, toy_system
from yeonjwa.departures.points import GROUP, RAISED
from yeonjwa.kinship.plain import PlainKin
from yeonjwa.kinship.rules import KinRule
from yeonjwa.months import NEVER, year_of
from yeonjwa.system import known, ledger, posts, register, weddings
from yeonjwa.system.kin import STEPS
from yeonjwa.system.people import enrol_plain, number_plain
from yeonjwa.system.plain import (
    PlainFiles,
    Seat,
    fill_plain,
    grow_older_plain,
    least_chon_plain,
    merge_plain,
    wedding_plain,
)
from yeonjwa.system.register import GROUPS, recode_plain

MONTHS = 96


def check_groups(system):
    """Everybody alive has the group of the twin; whoever is raised has a reason, and the affected carry their group."""
    state = system.state
    system.deciding.renew_bounds(state)
    everybody = np.arange(state.code.size)
    living = everybody[state.lives(everybody)]
    expected = [
        recode_plain(p, state.month, year_of(state.month), state.columns, state.gone, state.whereabouts, state.post_now, state.union_end)
        for p in living.tolist()
    ]  # fmt: skip
    assert (state.code[living] & GROUP).tolist() == expected
    rows = state.people.row_of[living]
    assert (state.people.code[rows[rows > 0]] & GROUP == state.code[living[rows > 0]] & GROUP).all()
    for name in ("gone", "whereabouts"):
        assert np.array_equal(getattr(state.people, name)[1:], getattr(state, name)[state.people.person[1:]])
    is_raised = (state.code[living] & RAISED) > 0
    has_reason = (state.people.cap[rows] > 0) | state.people.funded[rows]
    assert (is_raised == (has_reason & (state.code[living] & GROUP > 0))).all()
    return set(expected)


def test_new_rows_of_the_affected_are_those_of_the_plain_twin():
    system = toy_system(4_000)
    state = system.state
    for _ in live(system, 3, share=0.01):
        pass
    code, first, row_of = state.code.copy(), len(state.people), state.people.row_of.copy()
    everybody = np.arange(code.size)
    new = everybody[state.people.row_of[everybody] == 0][::-3]
    rows = state.rows(np.concatenate([new, new[:5]]))
    expected, met = number_plain([*new.tolist(), *new[:5].tolist()], first, row_of.tolist())
    assert rows.tolist() == expected
    assert state.people.person[first:].tolist() == met
    assert np.array_equal(state.people.person[rows], np.concatenate([new, new[:5]]))
    table = state.people
    for person in new.tolist():
        row = table.row_of[person]
        held = (table.code[row], table.gone[row], table.whereabouts[row])
        assert held == enrol_plain(person, code, state.gone, state.whereabouts)
        assert state.code[person] == table.code[row]


def test_the_place_of_a_group_is_its_part():
    groups = np.arange(1, GROUPS + 1)
    assert np.array_equal(register.place_of_group()[groups], register.parts_of(groups)[0])


def test_groups_stay_right_month_by_month_while_people_marry_serve_come_and_go():
    system = toy_system(4_000)
    seen = check_groups_of_start = check_groups(system)
    for month in live(system, MONTHS, share=0.004):
        if month % 8 == 0 or month % 12 == 0:
            seen = seen | check_groups(system)
    state = system.state
    places = {int(register.parts_of(group)[0]) for group in seen if group}
    assert {register.ABROAD, register.IN_CAMPS, register.EXILED} <= places
    assert len(seen) > len(check_groups_of_start)
    assert set(np.unique(state.whereabouts).tolist()) >= {0, 1, 3, 4, 5, 6}
    assert system.demography.masked > 0
    assert (state.union_end < state.columns["union_end"]).any()


def test_weddings_are_held_put_off_or_dropped_as_the_plain_twin_has_it(monkeypatch):
    system = toy_system(4_000)
    calls = listen(monkeypatch, weddings, "marry")
    c = system.state.columns
    outcomes = np.zeros(3, dtype=int)
    for month in live(system, MONTHS, share=0.01):
        for before, after, (entered, raised) in calls:
            unions = before["weddings"]["union"]
            for union, outcome in zip(unions.tolist(), after["outcome"].tolist(), strict=True):
                following = (c["wife_next_union"][union], c["husband_next_union"][union])
                assert outcome == wedding_plain(
                    month, c["union_end"][union], [c["union_start"][k] for k in following if k >= 0],
                    (c["union_wife"][union], c["union_husband"][union]), before["gone"], before["whereabouts"],
                )  # fmt: skip
                kept = c["union_end"][union] if outcome == weddings.WED else c["union_start"][union]
                assert after["union_end"][union] == kept
                outcomes[outcome] += 1
            wed = before["weddings"][after["outcome"] == weddings.WED]
            couples = np.concatenate([wed["wife"], wed["husband"]])
            codes = after["codes"][couples]
            assert sorted(entered.tolist()) == sorted(couples[before["watched"][codes]].tolist())
            assert sorted(raised.tolist()) == sorted(before["row_of"][couples[codes >= RAISED]].tolist())
        starts_now = np.flatnonzero(c["union_start"] == month)
        assert np.isin(starts_now, np.concatenate([b["weddings"]["union"] for b, _, _ in calls])).all()
        calls.clear()
    assert outcomes.min() > 3


def test_a_group_not_worked_out_anew_is_found():
    system = toy_system(4_000)
    for _ in live(system, 3):
        pass
    state = system.state
    grown = np.flatnonzero((state.code & GROUP > 0) & state.lives(np.arange(state.code.size)))
    state.whereabouts[grown[5]] = register.IN_CHINA  # behind the back of ``move``
    with pytest.raises(AssertionError):
        check_groups(system)


@pytest.mark.parametrize("code", [0, 1, 6, 500, GROUPS - 1])
def test_growing_older_agrees_with_the_plain_twin(code):
    raised = (code | RAISED) if code else 0
    codes = np.array([code, raised, code, raised], dtype=np.uint16)
    row_of, of_row = np.array([0, 2, 0, 1], dtype=np.int32), np.array([0, raised, raised], dtype=np.uint16)
    rows = register.grow_older(0, 4, 100, np.array([200, 200, 100, 100], dtype=np.int16), row_of, of_row, codes)
    assert rows.tolist() == ([2, 1] if code else [])
    alive = grow_older_plain(code, False)
    assert codes.tolist() == [alive, (alive | RAISED) if code else 0, grow_older_plain(code, True), 0]
    assert of_row.tolist() == [0, codes[3], codes[1]]


def test_posts_are_filled_as_the_plain_twin_fills_them(monkeypatch):
    system = toy_system(8_000, figures={"vetting_finding_bars": 0.6})
    state = system.state
    calls = listen(monkeypatch, posts, "fill")
    kin = PlainKin(state.columns["mother"], state.columns["father"])
    knowing = []
    for _ in live(system, 60, share=0.01):
        knowing.append(sorted(set(state.leavers.person[state.leavers.known < NEVER].tolist())))
    assert len(calls) > 10
    barred = empty = later = 0
    for before, after, failed in calls[-25:]:
        members, month, key = knowing[before["month"] - posts.FIRST], before["month"], int(before["chance_key"])

        def is_free(person, b=before):
            return (
                b["gone"][person] > b["month"]
                and b["whereabouts"][person] == 0
                and b["busy_until"][person] <= b["month"]
            )

        def nearest(person, post, b=before, members=members):
            rule = KinRule(int(b["father_chon"][post]), int(b["mother_chon"][post]))
            return least_chon_plain(kin, person, members, rule, STEPS)

        seats = range(before["first"], before["last"])
        rows = [Seat(int(before["code"][v]), int(before["tenure"][v]), before["reserve"][v].tolist()) for v in seats]
        holders, names = fill_plain(rows, month, is_free, nearest, dict(enumerate(before["bars"].tolist())), key)
        assert after["holder"].tolist() == holders
        assert [tuple(row) for row in after["barred_rows"][:failed].tolist()] == names
        for seat, holder in zip(rows, holders, strict=True):
            if holder >= 0:
                assert after["post_now"][holder] == seat.post
                assert after["busy_until"][holder] == min(month + seat.tenure, int(before["gone"][holder]))
        others = np.setdiff1d(np.arange(state.gone.size), holders)
        assert (after["post_now"][others] == before["post_now"][others]).all()
        barred, empty = barred + len(names), empty + holders.count(-1)
        later += sum(holder not in (-1, seat.reserve[0]) for seat, holder in zip(rows, holders, strict=True))
    assert min(barred, later) > 5
    assert empty > 0


def test_without_vetting_nobody_is_barred_and_the_known_change_nothing():
    holders = {}
    for level in (0.0, 1.0):
        system = toy_system(8_000, figures={"vetting_finding_bars": level})
        for _ in live(system, 36, share=0.01):
            pass
        holders[level] = system.state.post_now.copy()
        assert (system.state.ledger.yearly["vetting_failures"].sum() > 0) == (level > 0)
    assert (holders[0.0] != holders[1.0]).any()


def test_files_are_opened_joined_and_chained_as_the_plain_twin_does(monkeypatch):
    system = toy_system(6_000)
    calls = listen(monkeypatch, known, "assign_files")
    plain = PlainFiles()
    state = system.state
    joined_existing = 0
    for _ in live(system, 60, share=0.01):
        for before, after, opened in calls:
            cases = [
                (
                    int(before["own_row"][k]), int(before["group_row"][k]),
                    before["rows"][before["start"][k] : before["start"][k + 1]].tolist(),
                )
                for k in before["order"].tolist()
            ]  # fmt: skip
            assert before["files"] == len(plain.members)
            found, opening = plain.assign(cases)
            assert after["found"][before["order"]].tolist() == found
            assert opened == len(opening)
            assert after["keeper"][:opened].tolist() == [int(before["order"][k]) for k in opening]
            joined_existing += len(found) - opened
        calls.clear()
    assert joined_existing > 10
    files = state.files
    assert len(files) == len(plain.members)
    assert files.members.tolist() == [len(members) for members in plain.members]
    file_of = np.full(len(state.people), -1)
    file_of[list(plain.file_of)] = list(plain.file_of.values())
    assert state.people.file.tolist() == file_of.tolist()
    asked = np.random.default_rng(1).permutation(len(files))[: len(files) // 2]
    position, row = files.rows_of(state.people, asked)
    assert position.tolist() == [k for k, file in enumerate(asked) for _ in plain.members[file]]
    assert row.tolist() == [member for file in asked for member in plain.members[file]]
    assert [a.size for a in files.rows_of(state.people, [])] == [0, 0]


def test_every_file_has_members_and_its_count_of_known_leavers():
    system = toy_system(3_000)
    state = system.state
    for _ in live(system, 90, share=0.02):
        pass
    file = state.people.file[state.people.file >= 0]
    assert (np.bincount(file, minlength=len(state.files)) > 0).all()
    assert np.isin(state.files.keeper, state.leavers.person[state.leavers.known < NEVER]).all()
    known_rows = np.flatnonzero(state.leavers.known < NEVER)
    of_known = state.leavers.file[known_rows]
    assert (of_known >= 0).all()
    # Whoever left twice is one of the family's leavers, not two.
    persons, first = np.unique(state.leavers.person[known_rows], return_index=True)
    assert persons.size < known_rows.size
    assert (state.files.left == np.bincount(of_known[first], minlength=len(state.files))).all()


def test_harm_is_merged_to_one_row_each_as_the_plain_twin_merges_it(monkeypatch):
    system = toy_system(6_000)
    calls = listen(monkeypatch, ledger, "merge")
    for _ in live(system, 72, share=0.01):
        pass
    assert len(calls) > 10
    repeated = 0
    for before, after, size in calls:
        assert after["out"][:size].tolist() == merge_plain(before["rows"].tolist())
        repeated += before["rows"].size - size
    assert repeated > 10


def test_rows_of_harm_are_written_for_one_or_for_each():
    draw = np.random.default_rng(3)
    persons, sex, first_minor = draw.permutation(200)[:60], draw.integers(0, 2, 200).astype(np.uint8), 120
    for size in (1, 60):
        kin, stratum = draw.integers(0, 6, (2, size)).astype(np.uint8)
        months = draw.integers(0, 12, size) / 2
        rows = np.empty(60, dtype=ledger.ROW)
        ledger.write_rows(persons, kin, stratum, sex, first_minor, months, rows)
        assert rows.tolist() == [
            (p, kin[k % size], stratum[k % size], sex[p] * 2 + (p >= first_minor), months[k % size])
            for k, p in enumerate(persons.tolist())
        ]
