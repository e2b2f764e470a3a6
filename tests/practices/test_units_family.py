"""Practices of units, offices and neighbours on the family: liability of leaders, lists, the reward for informers, phones."""

from dataclasses import replace

import numpy as np
import pytest

from tests.departures.border_tools import alone, in_china, together
from tests.practices.family import (
    APRIL_2014,
    BORDER,
    ID,
    NAMES,
    NEAR_KIN,
    affected,
    counted,
    dated,
    family_run,
    harm,
    harmed,
    ids,
    leaves,
    noted,
    rows,
    snapshot,
    those_at,
)
from yeonjwa.departures import drivers
from yeonjwa.families import remittance
from yeonjwa.families.silence import chance_of_silence
from yeonjwa.months import month_of
from yeonjwa.practices import informer_bounty, phone_interception, screening_lists
from yeonjwa.system.register import DETAINED, HOME, WHERE
from yeonjwa.system.state import STOPPED
from yeonjwa.units import denunciation, detection, officers

UNNOTICED = {"absence_noticed_daily": 0.0}
"""Nobody sees an absence but where leaders are liable for it."""
OF_BORDER = WHERE.index("border")


# Liability of leaders. Terms of leaders begin in January 2010, when the aunt is 47 and the neighbour 23.

WOMAN, MAN = "aunt", "neighbour"
IN_JANUARY_2010 = {WOMAN: 47, MAN: 23}
SURE = {**UNNOTICED, "leader_sanctioned": 1.0, "workplace_sanctioned": 1.0, "leader_dismissed": 0.0}


def sister_follows(level, stand_in=WOMAN, **figures):
    """Ego is known to have left; now the sister has crossed, and only who is of the stand-in's age can lead a unit or workplace."""
    age = IN_JANUARY_2010[stand_in]
    ages = {"unit_leader_age_min": age - 0.5, "unit_leader_age_max": float(age)}
    system = family_run({"unit_leader_liability": level}, {**SURE, **ages, **figures})
    leaves(system)
    return system, in_china(system, ids("sister"))


@pytest.mark.parametrize("stand_in", [WOMAN, MAN])
def test_an_absence_in_a_family_on_file_falls_on_its_leader_and_not_on_relatives(stand_in):
    system, _ = sister_follows(1.0, stand_in)
    before = affected(system)
    assert [NAMES[i] for i in detection.notice(system).person.tolist()] == ["sister"]
    state = system.state
    f = state.figure
    assert noted(system, "unit_leader_liability") == {stand_in: "not_kin"}
    assert set(harm(system)) == {"unit_leader_liability"}
    assert affected(system) - before <= {stand_in}
    anger = f("grievance_of_minder") * f("criticism_severity")
    assert state.people.grievance[rows(system, stand_in)] == pytest.approx(anger)
    # Both a leader and a cadre of the workplace answer for it, whether or not the village has one of the right age and sex.
    assert counted(system, "minders_criticised") == 2
    assert counted(system, "minders_dismissed") == 0
    expected = np.ones(state.fields.vigilance.size)
    expected[BORDER] += 2 * f("vigilance_raised")
    np.testing.assert_allclose(state.fields.vigilance, expected)
    entries = [entry for entry in state.totals["seen"] if entry[0] == "unit_leader_liability"]
    assert [(entry[1].tolist(), entry[5]) for entry in entries] == [([BORDER], "punishment")] * 2


def test_a_dismissal_weighs_in_full_and_a_session_in_part():
    system, _ = sister_follows(1.0, leader_dismissed=1.0)
    detection.notice(system)
    state = system.state
    assert state.people.grievance[rows(system, WOMAN)] == pytest.approx(state.figure("grievance_of_minder"))
    assert counted(system, "minders_dismissed") == 2
    assert [entry[3] for entry in state.totals["seen"] if entry[0] == "unit_leader_liability"] == [
        [state.figure("dismissal_loss")]
    ] * 2


def test_a_first_absence_is_nobodys_fault():
    system, _ = sister_follows(1.0, absence_noticed_daily=1.0, absence_noticed_hardship=0.0, label_bought=0.0)
    in_china(system, ids("neighbour"))  # of no family on file
    cases = detection.notice(system)
    assert {NAMES[i] for i in cases.person.tolist()} == {"sister", "neighbour"}
    assert counted(system, "minders_criticised") == 2  # for the sister alone


def test_a_day_away_without_leaving_brings_the_leader_before_a_session_all_the_same():
    system, _ = sister_follows(1.0, MAN, temporary_absence=1.0)
    system.state.files.members[:] = 1
    attempts = len(system.state.leavers)
    detection.false_alarms(system)
    assert counted(system, "false_alarms") == 1
    assert noted(system, "unit_leader_liability") == {MAN: "not_kin"}
    assert len(system.state.leavers) == attempts


def test_without_liability_nothing_is_noticed_and_nobody_answers():
    system, _ = sister_follows(0.0, temporary_absence=1.0)
    before = snapshot(system)
    assert len(detection.notice(system)) == 0
    assert snapshot(system) == before


# Lists.

LISTED = {**UNNOTICED, "lists_uncover_absent": 1.0, "lists_uncover_dead": 0.0}
FOR_ABSENT, FOR_DEAD, FOR_NOTHING = detection.ABSENT, detection.DEAD, detection.PASSED


def hidden(level, figures):
    """Ego passes for absent, the cousin for dead, the neighbour for nothing at all: nobody knows that they left."""
    system = family_run({"screening_lists": level}, figures)
    return system, in_china(system, ids("ego", "cousin", "neighbour"), label=[FOR_ABSENT, FOR_DEAD, FOR_NOTHING])


@pytest.mark.parametrize(("absent", "dead", "found"), [(1.0, 0.0, "ego"), (0.0, 1.0, "cousin")])
def test_a_list_sees_through_a_label_and_the_family_is_on_file_from_then_on(absent, dead, found):
    system, _ = hidden(1.0, {**LISTED, "lists_uncover_absent": absent, "lists_uncover_dead": dead})
    cases = detection.notice(system)
    assert [NAMES[i] for i in cases.person.tolist()] == [found]
    state = system.state
    on_file = {NAMES[i] for i in state.people.person[state.people.file >= 0].tolist()}
    relatives = {"ego": NEAR_KIN, "cousin": {"uncle", "aunt", "grandmother", "grandfather"}}
    assert on_file == relatives[found] | {found}
    assert counted(system, "labels_uncovered") == 1
    assert not harm(system)  # to be found is no harm: what follows is


def test_without_lists_labels_hold():
    system, leavers = hidden(0.0, {**LISTED, "lists_uncover_dead": 1.0})
    before = snapshot(system)
    assert not screening_lists.uncovered(system, leavers[:2]).any()
    assert len(detection.notice(system)) == 0
    assert snapshot(system) == before


def test_a_label_is_uncovered_with_the_level_times_its_chance():
    system = family_run({"screening_lists": 0.5}, {"lists_uncover_absent": 0.8, "lists_uncover_dead": 0.2})
    leavers = in_china(system, ids("ego", "cousin"), label=[FOR_ABSENT, FOR_DEAD])
    found = []
    for _ in range(40):
        system.state.month += 1
        draw = system.state.luck.uniform("a list uncovers a label", ids("ego", "cousin"), system.state.month)
        found.append(screening_lists.uncovered(system, leavers).tolist())
        assert found[-1] == (draw < [0.4, 0.1]).tolist()
    assert 0 < sum(ego for ego, _ in found) < 40


# Reward for informers.

ONLY_FOR_REWARD = {"report_base": -60.0, "report_bounty": 1000.0, "report_grievance": 0.0, "report_tie": 0.0}
NEIGHBOURS_KNOW = {"neighbours_aware": 1.0, "relatives_aware": 0.0}
RELATIVES_KNOW = {"neighbours_aware": 0.0, "relatives_aware": 1.0}
EGO_AND_ADULTS = ("ego", "father", "mother", "sister", "wife")


def reported(levels, figures, plans):
    """The plans are as they are after whoever knows of them had a month to report."""
    system = family_run(levels, figures)
    drivers.read(system)
    return system, denunciation.report(system, plans)


def test_a_plan_reported_for_the_reward_is_stopped_and_its_members_are_held():
    figures = {**ONLY_FOR_REWARD, **NEIGHBOURS_KNOW}
    system, plans = reported({"informer_bounty": 1.0}, figures, together([ID["ego"], ID["wife"]]))
    assert plans.is_stopped.all()
    assert noted(system, "informer_bounty") == {"ego": "self", "wife": "self"}
    assert set(harm(system)) == {"informer_bounty"}
    assert those_at(system, DETAINED) == {"ego", "wife"}
    assert (system.state.leavers.stage == STOPPED).all()
    assert counted(system, "plans_reported") == 1
    assert counted(system, "bounties_usd") == system.state.figure("bounty_full")
    assert [(entry[0], entry[5]) for entry in system.state.totals["seen"]] == [("informer_bounty", "capture")]
    assert affected(system) == {"ego", "wife"}


def test_a_plan_that_would_be_reported_anyway_is_no_harm_of_the_reward():
    figures = {**ONLY_FOR_REWARD, **NEIGHBOURS_KNOW, "report_base": 60.0}
    system, plans = reported({"informer_bounty": 1.0}, figures, alone(ids("ego")))
    assert plans.is_stopped.all()
    assert those_at(system, DETAINED) == {"ego"}
    assert not harm(system)


@pytest.mark.parametrize(("members", "is_stopped"), [(("ego",), True), (EGO_AND_ADULTS, False)])
def test_relatives_who_stay_may_report_and_children_do_not(members, is_stopped):
    plan = together([ID[name] for name in members])
    _, plans = reported({"informer_bounty": 1.0}, {**ONLY_FOR_REWARD, **RELATIVES_KNOW}, plan)
    assert plans.is_stopped.tolist() == [is_stopped]


def test_people_report_for_the_reward_they_believe_in_and_are_paid_what_is_paid():
    figures = {**ONLY_FOR_REWARD, **NEIGHBOURS_KNOW}
    unpaid = {"informer_bounty": 0.0, "informer_bounty believed": 1.0}
    system, plans = reported(unpaid, figures, alone(ids("ego")))
    assert plans.is_stopped.all()
    assert counted(system, "bounties_usd") == 0
    unheard_of = {"informer_bounty": 1.0, "informer_bounty believed": 0.0}
    _, plans = reported(unheard_of, figures, alone(ids("ego")))
    assert not plans.is_stopped.any()


def test_without_a_reward_the_plan_goes_unreported():
    system = family_run({"informer_bounty": 0.0}, {**ONLY_FOR_REWARD, **NEIGHBOURS_KNOW})
    before = snapshot(system)
    assert not denunciation.report(system, alone(ids("ego"))).is_stopped.any()
    assert informer_bounty.believed(system, OF_BORDER, 0) == informer_bounty.paid(system, OF_BORDER, 0) == 0.0
    assert snapshot(system) == before


def test_the_reward_is_the_level_times_the_full_sum_beside_a_months_income():
    system = family_run({"informer_bounty": 0.5}, {"bounty_full": 600.0, "monthly_income": 50.0})
    assert informer_bounty.paid(system, OF_BORDER, 0) == informer_bounty.believed(system, OF_BORDER, 0) == 300.0
    assert informer_bounty.in_incomes(system, OF_BORDER, 0) == pytest.approx(np.log(7.0))


def test_the_reward_also_has_people_reported_who_planned_nothing():
    grown = {"father", "mother", "uncle", "aunt", "maternal_uncle", "ego", "sister", "wife", "cousin", "neighbour"}
    plain = 0.001  # false reports in the county without a reward
    figures = {
        "false_reports_base": plain * 12,
        "false_reports_bounty": 2.0,
        "bounty_full": 4e4,
        "monthly_income": 40.0,
    }
    for level, wronged in ((1.0, grown), (0.0, set())):
        system = family_run({"informer_bounty": level}, figures)
        system.state.fields.residents[BORDER] = 50_000.0
        before = snapshot(system)
        denunciation.report(system, alone(ids()))
        assert harmed(system, "informer_bounty") == those_at(system, DETAINED) == wronged
        if level:
            assert set(noted(system, "informer_bounty").values()) == {"not_kin"}
        else:
            assert snapshot(system) == before


# Listening to phones.

CALLS = {
    "call_month_south": 1e3, "phone_first_year": 1990.0, "phone_full_year": 1991.0, "money_with_call": 1.0, "money_sent_usd": 1000.0,
    **dated("sealed", 0.0),
}  # fmt: skip
HEARD = {"interception_chance": 1.0, "interception_detention_before_2024": 0.0, "interception_detention_from_2024": 1.0}
TRACED, LET_PASS = 0.0, 1.0


def called(levels, figures=None, let_pass=TRACED, month=APRIL_2014, not_at_border=False):
    """Ego, who is in the South and known to be, calls home; the run, and who is in touch with somebody abroad."""
    system = family_run(levels, {**CALLS, **HEARD, **(figures or {})}, month=month)
    leaves(system)
    state = system.state
    allotted = officers.allot(system)
    state.memory.officers = replace(
        allotted, let_pass=np.full_like(allotted.let_pass, let_pass), traces=np.full_like(allotted.traces, 1000)
    )
    state.schedule.holds[OF_BORDER] = not not_at_border
    remittance.send(system)
    in_touch = state.people.person[state.people.contact_until >= state.month]
    return system, {NAMES[i] for i in in_touch.tolist()}


def test_contact_found_out_marks_the_file_and_harms_whoever_was_called():
    system, in_touch = called({"phone_interception": 1.0, "phone_interception believed": 0.0})
    assert in_touch <= NEAR_KIN | {"ego"}
    found = noted(system, "phone_interception")
    assert len(found) == counted(system, "contacts_found_out") == 1
    receiver = next(iter(found))
    assert receiver in NEAR_KIN - {"son"}
    assert found[receiver] == ("2" if receiver == "sister" else "0-1")
    assert set(harm(system)) == {"phone_interception"}
    state = system.state
    assert state.files.contact.tolist() == [True]
    assert state.people.grievance[rows(system, receiver)] > 0
    assert not state.people.fear.any()  # for an act of their own
    assert those_at(system, HOME) == set(NAMES) - {"ego"}
    assert "neighbour" not in affected(system)


@pytest.mark.parametrize(
    ("month", "is_held"), [(month_of(2023, 12), False), (month_of(2024, 1), True)], ids=["2023", "2024"]
)
def test_from_2024_who_is_found_out_is_held_for_months(month, is_held):
    levels = {"phone_interception": 1.0, "phone_interception believed": 0.0}
    system, _ = called(levels, {"interception_detention_months": 6.0}, month=month)
    receiver = harmed(system, "phone_interception")
    assert len(receiver) == 1
    assert those_at(system, DETAINED) == (receiver if is_held else set())
    assert counted(system, "held_for_contact") == is_held
    if is_held:
        assert [ID[name] for name in receiver] == list(system.state.ends.lists()["detained", month + 6])


def test_calls_let_pass_cost_a_share_of_the_money_and_harm_nobody():
    levels = {"phone_interception": 1.0, "phone_interception believed": 0.0}
    system, _ = called(levels, {"agents_share": 0.25, "broker_fee": 0.2}, LET_PASS)
    assert not harm(system)
    sent = counted(system, "remittance_sent_usd")
    assert counted(system, "remittance_to_agents_usd") == pytest.approx(0.25 * 0.8 * sent)
    assert sent > 0
    traced, _ = called(levels, {"agents_share": 0.25}, TRACED)
    assert counted(traced, "remittance_to_agents_usd") == 0


def test_where_nobody_listens_nothing_is_found_out_and_nothing_taken():
    system, _ = called({"phone_interception": 0.0}, {"agents_share": 0.25}, LET_PASS)
    assert counted(system, "remittance_sent_usd") > 0
    assert counted(system, "remittance_to_agents_usd") == 0
    before = snapshot(system)
    assert not phone_interception.listen(system, ids("wife"), ids("ego"), np.array([0])).any()
    assert phone_interception.share_taken(system, ids("wife")).tolist() == [0.0]
    assert snapshot(system) == before
    assert not harm(system)
    assert not system.state.files.contact.any()


def test_where_others_are_listened_to_nothing_is_found_out_here():
    levels = {"phone_interception": 1.0}
    system, _ = called(levels, {"agents_share": 0.25}, TRACED, not_at_border=True)
    assert counted(system, "contacts") == 1
    assert counted(system, "contacts_found_out") == 0
    assert not harm(system)


def test_what_people_think_is_heard_keeps_them_silent():
    for believed in (0.0, 0.5, 1.0):
        levels = {"phone_interception": 0.0, "phone_interception believed": believed}
        system = family_run(levels, {"silence_of_dread": 0.4})
        system.state.fields.punish[:] = 0.5
        expected = 1 - np.exp(-0.4 * believed * 1.5)
        np.testing.assert_allclose(chance_of_silence(system.state, ids("wife", "neighbour")), expected)
    system, in_touch = called({"phone_interception believed": 1.0}, {"silence_of_dread": 60.0})
    assert not in_touch
    assert counted(system, "calls_let_pass_for_fear") == 1
