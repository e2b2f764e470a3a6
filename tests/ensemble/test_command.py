"""`yeonjwa ensemble` as it is typed."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from yeonjwa import messages
from yeonjwa.cli import main
from yeonjwa.ensemble import running, work


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    """Type a command in an empty folder, with stand-in worlds."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORLDS", str(tmp_path / "worlds"))
    (tmp_path / "worlds").mkdir()
    monkeypatch.setenv("YEONJWA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(work, "SIMULATE", "tests.ensemble.worlds:quick")
    monkeypatch.setattr(running, "_countries", lambda runs, *_: ({run.country: None for run in runs}, []))

    def type_in(*words: str, world: str = "quick") -> tuple[int, str, str]:
        monkeypatch.setattr(work, "SIMULATE", f"tests.ensemble.worlds:{world}")
        code = main.run_command(["ensemble", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    yield type_in
    messages.use(language="en", terms="defector")


def test_the_command_says_what_came_out_and_goes_on_where_it_stopped(typed, tmp_path):
    assert typed("--seeds", "1-3", "--out", "many", "--quiet") == (
        0,
        "3 of 3 runs are finished.\nReport: many/report.html\n",
        "",
    )
    code, said, _ = typed("--seeds", "1-4", "--out", "many", "--workers", "1", "--lang", "ko", "--csv", "--quiet")
    assert (code, said) == (0, "실행 4개 가운데 4개가 끝났습니다.\n보고서: many/report.html\n")
    assert len(list((tmp_path / "worlds").iterdir())) == 4
    assert (tmp_path / "many" / "tables" / "simulated" / "harm.csv").exists()
    assert "여러 번의 실행" in (tmp_path / "many" / "report.html").read_text(encoding="utf-8")


def test_failed_runs_end_the_command_with_one_and_a_sentence(typed):
    code, said, noted = typed("--seeds", "1-3", "--out", "many", "--quiet", world="failing")
    assert code == 1
    assert said.startswith("2 of 3 runs are finished.")
    assert "1 runs failed and are listed in many/failed.json; the first: RuntimeError" in noted


def test_a_design_is_run_point_by_point_and_written_down(typed, tmp_path):
    given = ("--vary", "kin_dispersion=0.1..0.3", "--design", "lhs", "--points", "3", "--seeds", "1,2", "--out", "many")
    assert typed(*given, "--quiet")[0] == 0
    import json

    facts = json.loads((tmp_path / "many" / "ensemble.json").read_text(encoding="utf-8"))
    assert facts["vary"] == {"kin_dispersion": [0.1, 0.3]}
    assert len(facts["points"]) == 3
    assert len(facts["runs"]) == 6
    assert facts["command"] == "yeonjwa ensemble --seeds 1,2 --vary kin_dispersion=0.1..0.3 --design lhs --points 3"
    assert str(tmp_path) not in json.dumps(facts)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--seeds", "4-2"], "runs backwards"),
        (["--vary", "kin_dispersion"], "option --vary is 'kin_dispersion'"),
        (["--vary", "kin_dispersion=0.1..0.2"], "say at how many points"),
        (["--vary", "kin_dispersion=0.1..0.9", "--points", "4"], "the catalogue states 0.05 to 0.4"),
        (["--vary", "kin_disperson=0.1..0.2", "--points", "4"], "Did you mean 'kin_dispersion'"),
        (["--points", "4"], "nothing to vary"),
        (["--vary-schedule"], "the schedule is to be varied; say at how many points"),
        (["--points", "0"], "option --points is 0"),
        (["--design", "grid"], "expected sobol or lhs"),
        (["--design", "sobol"], "needs --vary"),
        (["--backend", "slum"], "the backend is 'slum'"),
        (["--workers", "0"], "expected 1 or more"),
        (["--scale", "2"], "scale"),
        (["no-kin-consequense"], "Did you mean 'no-kin-consequence'"),
        (["missing.toml"], "missing.toml"),
        (["--out", ""], "option --out is empty"),
        (["--seed", "1-4"], "--seeds"),
    ],
)
def test_what_is_not_usable_is_refused_with_one_sentence_and_nothing_is_written(typed, tmp_path, words, sentence):
    out = [] if "--out" in words else ["--out", "many"]
    code, said, noted = typed(*words, *out)
    assert code == 2, noted
    assert not said
    assert sentence in noted
    assert noted.count("\n") <= 2
    assert [path.name for path in tmp_path.iterdir()] == ["worlds"]


def test_a_folder_with_something_else_is_refused(typed, tmp_path):
    (tmp_path / "many").mkdir()
    (tmp_path / "many" / "mine.txt").touch()
    code, _, noted = typed("--out", "many")
    assert code == 2
    assert "is not empty" in noted


def alive_in_group(group: int) -> list[psutil.Process]:
    """Processes of a group that have not ended."""
    found = []
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return found


@pytest.mark.verify
def test_ctrl_c_ends_the_command_and_its_processes_and_keeps_finished_runs(typed, tmp_path):
    code = (
        "import sys; from pathlib import Path; from yeonjwa.ensemble import running, work; from yeonjwa.cli import main\n"
        "work.SIMULATE = 'tests.ensemble.worlds:slow'\n"
        "import yeonjwa.ensemble.running as r; r._countries = lambda runs, *_: ({x.country: None for x in runs}, [])\n"
        "sys.exit(main.run_command(['ensemble', '--seeds', '1-40', '--workers', '2', '--out', 'many']))"
    )
    runs = tmp_path / "many" / ".bank" / "runs"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}, cwd=tmp_path,
    )  # fmt: skip
    end = time.monotonic() + 60
    while not (runs.is_dir() and len(list(runs.glob("*.parquet"))) >= 3):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the command and to its processes
    said, noted = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "finished runs are kept" in noted
    assert "Traceback" not in said + noted
    assert {path.suffix for path in runs.iterdir()} <= {".parquet", ".partial"}
    assert not (tmp_path / "many" / ".bank" / "lock").exists()
    while alive_in_group(process.pid):  # the last of them takes a moment to end
        assert time.monotonic() < end
        time.sleep(0.05)
