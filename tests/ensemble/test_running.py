"""Ensembles with real processes: what is finished stays, whatever is killed; and the bank never depends on the workers."""

import json
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from tests import scan
from tests.ensemble import worlds
from yeonjwa import ensemble
from yeonjwa.ensemble import Bank, local, run_files, work
from yeonjwa.errors import InputError, MachineError, StoreError
from yeonjwa.population import store
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.scenario import Scenario
from yeonjwa.simulate import simulate
from yeonjwa.tables_io import checksum
from yeonjwa.version import __version__


def contents(bank: Bank) -> dict[str, bytes]:
    """Every file of the bank, byte for byte."""
    return {path.name: path.read_bytes() for path in sorted(bank.files.iterdir())}


def test_an_ensemble_runs_every_seed_and_leaves_nothing_half_written(start):
    bank = start(seeds=range(1, 5))
    assert worlds.noted() == ["1", "2", "3", "4"]
    assert [run.seed for run in bank.finished()] == [1, 2, 3, 4]
    assert {path.suffix for path in bank.files.iterdir()} == {".parquet"}
    assert (bank.cache / "README.txt").read_text(encoding="utf-8").startswith("A working cache")
    assert not bank.failed
    assert all(bank.made(run).keys() == {"time", "python", "libraries", "machine"} for run in bank.runs)
    for run, outcome in bank.outcomes():
        told = worlds.harm(run.seed)
        for name in told.data:
            assert outcome.tables["harm"].column(name).tolist() == told.column(name).tolist()
        assert outcome.tables["harm"].fields == told.fields
        assert outcome.run["scenario"]["seed"] == run.seed


def test_the_same_command_again_runs_only_what_is_missing(start):
    first = contents(start(seeds=range(1, 4)))
    bank = start(seeds=range(1, 6))
    assert worlds.noted() == ["1", "2", "3", "4", "5"]
    assert first.items() <= contents(bank).items()
    assert Bank.open(bank.folder).runs == bank.runs


@pytest.mark.verify
def test_the_bank_is_the_same_with_one_worker_and_with_three(start):
    one, three = start(seeds=range(6), out="one", workers=1), start(seeds=range(6), out="three", workers=3)
    assert contents(one) == contents(three)


def test_a_killed_process_costs_one_try_of_one_run(start):
    bank = start("deadly_once", seeds=range(1, 6))
    assert len(bank.finished()) == 5
    assert not bank.failed
    assert worlds.noted() == ["1", "2", "3", "4", "5", "died"]  # the runs of the other process were not begun anew


def test_a_run_that_kills_its_process_each_time_is_listed_and_stops_no_other(start):
    bank = start("deadly", seeds=range(1, 5))
    assert [run.seed for run in bank.finished()] == [1, 2, 4]
    assert list(bank.failed.values()) == ["the process ended 2 times during this run (SIGKILL)."]


def test_a_failing_run_is_listed_without_the_text_of_its_error_and_tried_again_by_the_next_command(start):
    bank = start("failing", seeds=range(1, 5))
    assert [run.seed for run in bank.finished()] == [1, 3, 4]
    ((key, error),) = bank.failed.items()
    assert error == "RuntimeError"
    assert "7 people" not in (bank.folder / "failed.json").read_text(encoding="utf-8")
    assert "RuntimeError: 7 people" in (bank.cache / "failed" / f"{key}.txt").read_text(encoding="utf-8")
    worlds.mend()
    bank = start("failing", seeds=range(1, 5))
    assert len(bank.finished()) == 4
    assert not (bank.folder / "failed.json").exists()


def test_an_outcome_with_rows_of_persons_is_not_kept(start):
    bank = start("of_persons", seeds=[1])
    assert not list(bank.files.iterdir())
    assert "nothing below province" in next(iter(bank.failed.values()))


@pytest.mark.parametrize("damage", ["cut", "changed", "emptied", "of another run"])
def test_a_damaged_file_is_found_and_its_run_made_anew(start, damage):
    bank = start(seeds=range(1, 3), workers=1)
    whole = contents(bank)
    path, other = (bank.files / name for name in whole)
    held = whole[path.name]
    middle = 40  # within the first column; not every byte of the format says something
    path.write_bytes({
        "cut": held[:-100],
        "changed": held[:middle] + bytes([held[middle] ^ 0xFF]) + held[middle + 1 :],
        "emptied": b"",
        "of another run": other.read_bytes(),
    }[damage])  # fmt: skip
    said = []
    bank = start(seeds=range(1, 3), workers=1, note=said.append)
    assert contents(bank) == whole
    assert len(worlds.noted()) == 3
    assert said == ["1 runs in the bank were not as they had been written; they are made anew."]


def test_every_changed_byte_that_matters_is_noticed(tmp_path):
    path = run_files.write(tmp_path, "k", worlds.quick(None, Scenario()))
    whole, told = path.read_bytes(), run_files.read(path)
    for place in range(0, len(whole), 37):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            found = run_files.read(path)
        except run_files.DamagedRun:
            continue
        for name, column in told.tables["harm"].data.items():
            assert found.tables["harm"].column(name).tolist() == column.tolist(), place
        assert found.run == told.run


def test_a_run_that_is_gone_or_a_folder_without_a_bank_is_said_to_be_so(start, tmp_path):
    bank = start(seeds=[1], workers=1)
    (path,) = bank.files.iterdir()
    path.unlink()
    with pytest.raises(StoreError, match="the same command makes it"):
        bank.outcome(bank.runs[0])
    with pytest.raises(InputError, match="no run of 'scenario' is finished"):
        bank.pooled("harm")
    with pytest.raises(InputError, match="holds no ensemble"):
        Bank.open(tmp_path / "nowhere")


def test_a_folder_with_something_else_in_it_is_left_alone(start, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").touch()
    with pytest.raises(InputError, match="holds something else than an ensemble"):
        start(out="mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_a_country_that_cannot_be_built_fails_its_runs_only(start):
    def one_only(spec):
        if spec.seed == 9:
            raise MachineError("too little memory.")

    scenarios = {"a": Scenario(), "b": Scenario(population=PopulationSpec(seed=9))}
    bank = start(seeds=[1], scenarios=scenarios, open_country=one_only)
    assert [run.scenario for run in bank.finished()] == ["a"]
    assert list(bank.failed.values()) == ["too little memory."]
    with pytest.raises(MachineError):
        start(seeds=[1], scenarios={"b": scenarios["b"]}, open_country=one_only, out="other")


def test_processes_that_cannot_begin_end_the_ensemble_with_a_sentence(start, monkeypatch):
    monkeypatch.setattr(local, "_serve", len)  # a process that ends at once
    with pytest.raises(MachineError, match="before they can begin"):
        start(seeds=range(3))


@pytest.mark.verify
def test_workers_map_the_stored_country_and_give_what_the_model_gives_here(tmp_path, monkeypatch):
    monkeypatch.setenv("YEONJWA_CACHE", str(tmp_path / "cache"))
    scenario = Scenario(departures="observed", population=PopulationSpec(scale=0.0005), placement_seeds=1)
    bank = ensemble.run(scenario, [1, 2], out=tmp_path / "bank", workers=2)
    country = store.open_country(scenario.population)
    for run, outcome in bank.outcomes():
        here = simulate(country, scenario.model_copy(update={"seed": run.seed}))
        assert {n: checksum(t) for n, t in outcome.tables.items()} == {n: checksum(t) for n, t in here.tables.items()}
        assert outcome.run == json.loads(json.dumps(here.run))


@pytest.mark.parametrize(
    ("version", "catalogue", "words"),
    [("0.0.1", "h", "the ensemble is made with 0.0.1"), (__version__, "h", "reads another catalogue")],
)
def test_a_worker_with_another_program_or_catalogue_refuses_its_runs(tmp_path, version, catalogue, words):
    task = work.Task("k", {}, None, str(tmp_path), "tests.ensemble.worlds:quick", version, catalogue)
    assert words in work.do(task).error
    assert not list(tmp_path.iterdir())


SCRIPT = """
    import sys
    sys.path.insert(0, {root!r})
    from yeonjwa import ensemble
    from yeonjwa.scenario import Scenario
    if __name__ == "__main__":
        ensemble.run(Scenario(), range({seeds}), out={out!r}, workers=2, open_country=lambda spec: None,
                     simulate="tests.ensemble.worlds:slow", note=print)
"""


@pytest.fixture
def in_a_process(start, tmp_path):
    """Start an ensemble of slow worlds in a process (and a session) of its own."""
    started = []

    def begin(seeds, out="bank"):
        script = tmp_path / "script.py"
        script.write_text(textwrap.dedent(SCRIPT.format(root=str(scan.ROOT), seeds=seeds, out=str(tmp_path / out))))
        process = subprocess.Popen(
            [sys.executable, str(script)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()


def wait_until(is_so, seconds=60):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@pytest.mark.verify
@pytest.mark.parametrize("whom", ["everything", "the command alone"])
def test_after_a_kill_the_same_command_goes_on_and_gives_the_same_bank(start, in_a_process, tmp_path, whom):
    whole = contents(start("slow", seeds=range(12), out="whole"))
    began = len(worlds.noted())
    files = tmp_path / "bank" / ".bank" / "runs"
    process = in_a_process(12)
    wait_until(lambda: files.is_dir() and len(list(files.glob("*.parquet"))) >= 4)
    ours = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    for one in ours if whom == "everything" else ours[:1]:
        one.kill()
    process.wait()
    psutil.wait_procs(ours[1:], timeout=20)
    # Nobody works on for a command that is gone.
    assert not [one for one in ours[1:] if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    left = {path.name: path.read_bytes() for path in files.glob("*.parquet")}
    assert 4 <= len(left) < 12
    assert left.items() <= whole.items()  # every file that has its name is complete
    (files / ".k-1-2.partial").touch()
    assert contents(start("slow", seeds=range(12))) == whole
    # At most the two runs under way (and those that just ended) were done twice.
    assert len(worlds.noted()) - began <= 12 + 2


@pytest.mark.verify
def test_two_commands_on_one_folder_share_the_work(start, in_a_process, tmp_path):
    first = in_a_process(8)
    wait_until(lambda: len(worlds.noted()) >= 1)
    second = in_a_process(8)
    said = [process.communicate(timeout=60)[0] for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], said
    assert "another command (process" in said[1]
    assert worlds.noted() == [str(seed) for seed in range(8)]  # no run was done twice
    assert len(Bank.open(tmp_path / "bank").finished()) == 8
