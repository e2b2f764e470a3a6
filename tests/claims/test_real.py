"""Real runs of a small country: the experiments read what the engine writes, and the run of the claims goes on where it stopped."""

import pytest

from yeonjwa.claims.result import Result
from yeonjwa.claims.running import run_claims
from yeonjwa.claims.table import objects


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> dict[str, Result]:
    found = run_claims((), scale=0.01, seeds=(1,), out=tmp_path_factory.mktemp("claims") / "out")
    assert not found.failed
    return {result.claim: result for result in found.results}


@pytest.mark.verify
def test_every_claim_has_a_verdict_and_a_number_in_its_range(results):
    assert len(results) == 18
    assert len(objects(results.values(), 0.01)) == 18
    for claim in ("T1", "T2", "T4", "T5", "T7"):
        assert 0 <= results[claim].measured.estimate <= 1, claim


@pytest.mark.verify
def test_the_half_life_comes_back_as_it_was_put_in(results):
    """Null: the wear follows the equation; no luck is in it, so the tolerance is for barriers that grow meanwhile (20 per cent)."""
    found = results["T3"]
    assert found.words == "not identified"
    for varied in found.measured.by_assumption:
        assert varied.estimate == pytest.approx(float(varied.value), rel=0.2)


@pytest.mark.verify
def test_what_is_built_in_has_its_sign(results):
    """The sign follows from the equations: a draw against it would be an error, not luck, at these worlds' shared luck."""
    assert results["T9"].measured.estimate >= 0
    assert results["T10"].measured.estimate >= 1
    assert results["T11"].measured.estimate < 1
    assert results["T18"].measured.estimate != 0
