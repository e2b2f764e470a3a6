"""The cluster backends: the same bank bit for bit, a killed worker survived, clear refusals, and the job script."""

import subprocess
import sys

import pytest

from tests.ensemble import worlds
from tests.ensemble.test_running import contents
from yeonjwa.ensemble import cluster
from yeonjwa.errors import InputError, MachineError


@pytest.mark.verify
def test_dask_gives_the_same_bank_bit_for_bit(start):
    here = start(seeds=range(6), out="here", workers=1)
    there = start(seeds=range(6), out="there", backend="dask")
    assert contents(here) == contents(there)
    assert worlds.noted() == sorted([str(seed) for seed in range(6)] * 2)


@pytest.mark.verify
def test_a_killed_worker_of_dask_costs_one_try_of_one_run(start):
    bank = start("deadly_once", seeds=range(1, 6), backend="dask")
    assert len(bank.finished()) == 5
    assert not bank.failed


@pytest.mark.verify
def test_a_run_that_kills_its_worker_of_dask_each_time_is_listed_and_stops_no_other(start):
    bank = start("deadly", seeds=range(1, 5), backend="dask")
    assert [run.seed for run in bank.finished()] == [1, 2, 4]
    assert list(bank.failed.values()) == ["the process ended 2 times during this run."]


@pytest.mark.verify
def test_a_scheduler_that_runs_already_is_used_by_its_address(start, tmp_path):
    import distributed

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0, local_directory=str(tmp_path)
    ) as running:
        address = running.scheduler_address.replace("tcp://", "dask://")
        bank = start(seeds=range(4), out="there", backend=address, workers=None)
        assert contents(bank) == contents(start(seeds=range(4), out="here", workers=1))
        with pytest.raises(InputError, match="leave --workers out"):
            start(backend=address)


def test_an_address_at_which_nobody_answers_is_an_error_with_a_sentence(start, monkeypatch):
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 1)
    with pytest.raises(MachineError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        start(backend="dask://127.0.0.1:9", workers=None)


@pytest.mark.parametrize(
    ("backend", "workers", "words"),
    [
        ("dusk", None, "expected local, dask"),
        ("dask://", None, "expected local, dask"),
        ("dask://host", None, "expected local, dask"),
        ("dask://host:99999", None, "expected local, dask"),
        ("local", 0, "expected 1 or more"),
    ],
)
def test_a_backend_that_is_none_is_refused_before_anything_is_begun(start, tmp_path, backend, workers, words):
    with pytest.raises(InputError, match=words):
        start(backend=backend, workers=workers)
    assert not (tmp_path / "bank").exists()


@pytest.mark.parametrize("backend", ["dask", "dask://host:8786", "slurm"])
def test_without_the_extra_the_refusal_says_how_to_install_it(start, monkeypatch, backend):
    def not_there(name):
        raise ImportError(name)

    monkeypatch.setattr(cluster.importlib, "import_module", not_there)
    with pytest.raises(InputError, match=r"pip install 'yeonjwa\[cluster\]'"):
        start(backend=backend, workers=None)


def test_ensembles_on_one_machine_do_not_import_the_extra():
    code = "import sys, yeonjwa.ensemble; assert not {'dask', 'distributed', 'dask_jobqueue'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.verify
def test_a_job_of_slurm_runs_one_worker_without_a_limit_of_memory():
    import dask

    with (
        dask.config.set(
            {"jobqueue.slurm.queue": "long", "jobqueue.slurm.account": "history", "jobqueue.slurm.walltime": "04:00:00"}
        ),
        cluster.slurm_cluster(0) as jobs,
    ):
        lines = jobs.job_script().splitlines()
    assert lines[0].startswith("#!")
    asked = {line for line in lines if line.startswith("#SBATCH")}
    assert {
        "#SBATCH -J yeonjwa",
        "#SBATCH -p long",
        "#SBATCH -A history",
        "#SBATCH -t 04:00:00",
        "#SBATCH --mem=8G",
    } <= asked
    command = lines[-1].split()
    assert "--nthreads" in command
    assert command[command.index("--nthreads") + 1] == "1"
    # The last one given counts.
    limits = [command[i + 1] for i, word in enumerate(command) if word == "--memory-limit"]
    assert limits[-1] == "0"
