"""The runs of all claims: planned once, kept, gone on with, and what becomes of one that fails."""

import pytest

from yeonjwa.claims.experiments import EXPERIMENTS, worlds_of
from yeonjwa.claims.running import bank_folder, plan_of, run_claims
from yeonjwa.claims.worlds import worlds
from yeonjwa.ensemble import local, work
from yeonjwa.errors import InputError

QUICK = "tests.claims.quick:simulate"


@pytest.fixture
def log(tmp_path, monkeypatch):
    # Work is done in this process: that others do it the same is tested with the ensemble.
    monkeypatch.setattr(local, "run_tasks", lambda tasks, workers: (work.do(task) for task in tasks))
    path = tmp_path / "log.txt"
    monkeypatch.setenv("CLAIMS_LOG", str(path))
    return lambda: path.read_text().splitlines() if path.exists() else []


def run(claims, folder, **given):
    return run_claims(
        claims, scale=0.01, seeds=(1, 2), out=folder, workers=1, open_country=lambda spec: None, simulate=QUICK, **given
    )


def test_all_claims_share_their_runs_and_only_the_center_has_every_seed():
    runs = plan_of(worlds_of(EXPERIMENTS), 0.01, (1, 2, 3))
    asked = sum(len(experiment.worlds) for experiment in EXPERIMENTS.values())
    central = sum(world.all_seeds for world in worlds().values())
    assert len(runs) == len(worlds()) + 2 * central < asked
    assert runs[0].content["departures"] == "observed"
    assert {run.content["population"]["seed"] for run in runs} == {1}


def test_the_whole_stays_within_its_budget_of_runs():
    assert len(plan_of(worlds_of(EXPERIMENTS), 0.1, (1, 2))) <= 60


def test_runs_are_kept_and_shared_by_later_claims(tmp_path, log):
    folder = tmp_path / "out"
    first = run(("T9",), folder)
    assert first.results[0].measured.estimate == pytest.approx(0.1)
    assert len(log()) == 5  # the reported world with two seeds, three others
    again = run(("T9", "T16"), folder)
    assert again.results[0] == first.results[0]
    assert len(log()) == 5


def test_a_damaged_run_is_made_anew_and_progress_is_told(tmp_path, log):
    folder, told = tmp_path / "out", []
    run(("T16",), folder)
    damaged = next((folder / ".bank" / "runs").glob("*.parquet"))
    damaged.write_bytes(damaged.read_bytes()[:-50])
    run(("T16",), folder, say=lambda stage, share=0.0: told.append((stage, share)))
    assert len(log()) == 3
    assert ("Worlds (2)", 0.5) in told
    assert told[-1] == ("Verdicts", 1.0)


def test_a_run_that_fails_leaves_the_other_claims_and_no_count_in_words(tmp_path, log):
    found = run(("T13", "T16"), tmp_path / "out")
    assert [result.claim for result in found.results] == ["T16"]
    assert list(found.failed) == ["T13"]
    assert "12345" not in found.failed["T13"]
    # The same call tries it again, and only it.
    before = len(log())
    run(("T13", "T16"), tmp_path / "out")
    assert log()[before:] == ["1 forced_calls"]


def test_without_a_folder_the_runs_lie_in_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("YEONJWA_CACHE", str(tmp_path))
    assert bank_folder(None) == tmp_path / "claims"


def test_unknown_claims_and_no_seeds_are_refused(tmp_path):
    with pytest.raises(InputError, match="'T99' is not one of those"):
        run_claims(("T99",), out=tmp_path)
    with pytest.raises(InputError, match="expected 1 to"):
        run_claims(("T9",), seeds=(), out=tmp_path)
