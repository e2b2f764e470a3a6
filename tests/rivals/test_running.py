"""The runs of the histories: planned, kept, gone on with, and what becomes of one that fails."""

import pytest

from yeonjwa.catalogue.histories import histories
from yeonjwa.errors import InputError, MachineError
from yeonjwa.rivals.running import BESIDE, POINTS, bank_folder, chosen, run_histories

LENIENT, HARSH, FAILS = "report-dailynk-2015-07-03", "report-rfa-2015-03-23", "report-dailynk-2020-06"


def test_histories_stand_in_the_order_of_the_catalogue_whatever_order_they_are_named_in(run):
    found = run(LENIENT, HARSH)
    assert list(found.bundles) == [HARSH, LENIENT, BESIDE]
    assert found.asked == (HARSH, LENIENT)
    assert chosen(()) == tuple(histories())


def test_every_history_has_every_seed_and_the_points_have_the_first(run, log):
    bundle = run(HARSH).bundles[HARSH]
    assert list(bundle.runs) == [1, 2, 3]
    assert list(bundle.at_points) == list(POINTS)
    assert len(log()) == 2 * (3 + len(POINTS))
    assert {line.split()[0] for line in log()[-4:]} == {"1"}


def test_the_same_call_goes_on_where_it_stopped_and_tells_how_far_it_is(run, log, tmp_path):
    told = []
    run(HARSH)
    next((tmp_path / "out" / ".bank" / "runs").glob("*.parquet")).unlink()
    before = len(log())
    run(HARSH, say=lambda stage, share=0.0, **more: told.append(share))
    assert len(log()) == before + 1
    assert any(0 < share < 1 for share in told)


def test_a_stop_in_the_middle_keeps_what_is_finished(run, log):
    def stop(stage, share=0.0, **more):
        if share >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(HARSH, say=stop)
    before = len(log())
    assert 0 < before < 10
    run(HARSH)
    assert len(log()) == 10


def test_a_history_that_fails_leaves_the_others_and_no_count_in_words(run):
    found = run(HARSH, FAILS)
    assert list(found.bundles) == [HARSH, BESIDE]
    assert list(found.failed) == [FAILS]
    assert "12345" not in found.failed[FAILS]


def test_without_the_world_beside_which_they_stand_there_is_nothing_to_say(run, monkeypatch):
    monkeypatch.delenv("RIVALS_LOG")
    with pytest.raises(MachineError, match=BESIDE):
        run(HARSH)


def test_unknown_histories_and_no_seeds_are_refused(tmp_path):
    with pytest.raises(InputError, match="Did you mean 'reported'"):
        chosen(["reportd"])
    with pytest.raises(InputError, match="0 seeds"):
        run_histories(seeds=(), out=tmp_path)


def test_without_a_folder_the_runs_lie_in_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("YEONJWA_CACHE", str(tmp_path))
    assert bank_folder(None) == tmp_path / "histories"
