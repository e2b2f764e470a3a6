"""What was fixed beforehand is complete, and the verdict follows from it alone."""

import re

import pytest

from yeonjwa.catalogue.claims import claims as reported_claims
from yeonjwa.catalogue.figures import figures
from yeonjwa.claims.fixed import ClaimTest, Threshold, chosen, claim_tests, read_tests
from yeonjwa.claims.result import Measured, Varied, judge
from yeonjwa.errors import InputError

BUILT_IN = {"T3", "T5", "T6", "T7", "T9", "T10", "T18"}
DEFINITIONS = {"chon", "lineality", "province", "clustering", "scatter"}


def test_the_claims_whose_sign_follows_from_the_equations_are_said_to_be_built_in():
    assert {key for key, test in claim_tests().items() if test.built_in} == BUILT_IN


def test_every_claim_rests_on_claims_of_the_reports_but_not_on_the_disputed_one():
    known = {c.ledger for c in reported_claims().values()}
    for test in claim_tests().values():
        assert set(test.ledger) <= known, test.key
        assert 80 not in test.ledger, test.key


def test_every_assumption_is_a_figure_with_a_range_or_a_definition():
    for test in claim_tests().values():
        for name in test.assumptions:
            assert name in DEFINITIONS or figures()[name].low is not None, (test.key, name)


def test_every_claim_is_worded_in_korean_too():
    for test in claim_tests().values():
        for name in ("says", "statistic", "supported", "refuted", "unit"):
            assert re.search("[가-힣]", getattr(test, f"{name}_ko")), (test.key, name)


def row(**change):
    words = dict.fromkeys(("says", "statistic", "unit", "supported", "refuted"), "words")
    return {
        **words, **{f"{k}_ko": v for k, v in words.items()}, "ledger": [1], "interval": "luck", "shown": 2,
        "supported_if": {"above": 1}, "refuted_if": {"below": 0}, **change,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"supported_if": None}, "both sides"),
        ({"supported_if": {"above": 1, "below": 2}}, "exactly one"),
        ({"interval": "guess"}, "interval"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_test_that_breaks_the_form_is_refused_with_its_key(change, reason):
    with pytest.raises(InputError, match=f"(?s)tests_of_claims.yaml: T1: .*{reason}"):
        read_tests({"T1": row(**change)})


TEST = ClaimTest(key="T1", **row(ledger=(1,), assumptions=("a", "b")))


def measured(estimate, low, high, **varied):
    return Measured(estimate, low, high, 100, tuple(Varied(k, "x", v, 100) for k, v in varied.items()))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (measured(2, 1.5, 3), "supported"),
        (measured(-1, -2, -0.5), "refuted"),
        (measured(2, 0.5, 3), "not identified"),
        (measured(0.5, 0.2, 0.8), "not identified"),
        (measured(2, 1.5, 3, a=4), "supported"),
        (measured(2, 1.5, 3, a=-1), "depends on a"),
        (measured(2, 1.5, 3, a=-1, b=0.5), "depends on a, b"),
        (measured(float("nan"), float("nan"), float("nan")), "not identified"),
    ],
)
def test_the_verdict_follows_from_the_thresholds(found, words):
    assert judge(TEST, found).words == words


def test_a_threshold_below_holds_at_the_number_itself():
    assert Threshold(below=0.1).holds(0.05, 0.1)
    assert not Threshold(above=0.1).holds(0.1, 0.2)


def test_claims_are_chosen_in_order_once_and_in_any_case():
    assert chosen(["t10", "T2", "T2"]) == ("T2", "T10")
    assert len(chosen([])) == 18
    with pytest.raises(InputError, match="catalogue claims"):
        chosen(["T0"])
