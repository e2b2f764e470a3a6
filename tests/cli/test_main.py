"""The shell of the command line: languages, help, near misses, and how every run ends."""

import errno
import os
import subprocess
import sys
import time
from typing import Annotated, Literal

import pytest
import typer
from pydantic import BaseModel, ConfigDict

from yeonjwa import messages
from yeonjwa.cli import help as help_page
from yeonjwa.cli import main, shared
from yeonjwa.errors import InputError, MachineError, StoreError
from yeonjwa.population.spec import PopulationSpec


class Limits(BaseModel):
    """A checked model with a choice, for the wording of its refusals."""

    model_config = ConfigDict(extra="forbid")
    famine: Literal["wpp2024", "statkorea"] = "wpp2024"


def end_with(error: BaseException) -> None:
    raise error


@pytest.fixture(autouse=True)
def english():
    yield
    messages.use(language="en", terms="defector")


@pytest.fixture
def shell(monkeypatch, capsys):
    """Run words through a shell whose only command ``try`` ends as the test says."""

    def run(words: list[str], ending=lambda **_: None):
        def register(app: typer.Typer) -> None:
            @app.command("try", help="Try something.\n\nSecond paragraph.")
            def attempt(
                scale: Annotated[float, typer.Option("--scale", help="Size", metavar="NUMBER")] = 0.1,
                mode: Annotated[Literal["slow", "fast"], typer.Option("--mode", metavar="slow|fast")] = "slow",
                loud: Annotated[bool, typer.Option("--loud/--quiet")] = False,
            ) -> None:
                ending(scale=scale, mode=mode, loud=loud)

            inner = typer.Typer(help="A group.")
            inner.command("build", help="Build it.")(lambda: None)
            inner.command("list", help="List them.")(lambda: None)
            app.add_typer(inner, name="store")

        monkeypatch.setattr(main, "COMMANDS", {"try": register, "store": register})
        code = main.run_command(words)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_a_command_that_ends_well_gives_zero_and_says_nothing_of_its_own(shell):
    assert shell(["try", "--scale", "0.5", "--loud"]) == (0, "", "")


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (InputError("the year is 2090; expected 1850 to 2025."), 2, "the year is 2090"),
        (StoreError("the stored country is damaged."), 3, "damaged"),
        (MachineError("this needs 9 GB; try --scale 0.1."), 3, "needs 9 GB"),
        (MemoryError(), 3, "Try a smaller --scale"),
        (OSError(errno.ENOSPC, "No space left on device", "x.npy"), 3, "disk is full"),
        (PermissionError(errno.EACCES, "Permission denied", "x.npy"), 3, "x.npy: Permission denied"),
        (KeyboardInterrupt(), 130, "Stopped"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_expected_ending_has_its_code_and_one_line(shell, error, code, words):
    given, out, err = shell(["try"], lambda **_: end_with(error))
    assert (given, out) == (code, "")
    assert words in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_a_fault_of_ours_is_raised_and_says_that_it_is_ours(shell, capsys):
    with pytest.raises(ZeroDivisionError):
        shell(["try"], lambda **_: end_with(ZeroDivisionError()))
    assert "a fault of yeonjwa" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["tri"], "command 'tri' is not known. Did you mean 'try'?"),
        (["zzz"], "command 'zzz' is not known. Known: 'store', 'try'."),
        (["store", "biuld"], "command 'biuld' is not known to `yeonjwa store`. Did you mean 'build'?"),
        (["try", "--scael", "1"], "option '--scael' is not known to `yeonjwa try`. Did you mean '--scale'"),
        (["try", "--langs", "ko"], "Did you mean '--lang'"),
        (["--scale", "1"], "option '--scale' stands before the command"),
        (["--langs", "ko"], "Did you mean '--lang'"),
        (["try", "--scale", "big"], "option --scale is 'big'; expected a number with a decimal point, such as 0.1."),
        (["try", "--scale=big"], "option --scale is 'big'"),
        (["try", "--mode", "medium"], "option --mode is 'medium'; 'medium' is not one of 'slow', 'fast'."),
        (["try", "--scale"], "option --scale needs a value. See `yeonjwa try --help`."),
        (["try", "more"], "'more' is not expected here; `yeonjwa try` takes options only"),
        (["store"], "`yeonjwa store` needs a command: build, list."),
        (["try", "-scael", "1"], "option '-scael' is not known to `yeonjwa try`. Did you mean '--scale'?"),
        (["TRY", "--scale", "1"], "Did you mean 'try'?"),
        (["try", "--lang"], "option --lang needs a value; expected en or ko."),
        (["try", "--lang", "kr"], "option --lang is 'kr'; expected en or ko."),
        (["try", "--terms", "defecter"], "Did you mean 'defector'?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_understood_is_refused_with_the_near_miss(shell, words, sentence):
    code, out, err = shell(words)
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert sentence in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda: PopulationSpec(scale=50), "--scale is 50; scale must lie between 0.0005 and 1"),
        (lambda: PopulationSpec(scale=float("nan")), "--scale is nan; scale must lie between"),
        (lambda: PopulationSpec(kin_dispersion=2), "--kin-dispersion is 2; expected 0 to 0.9."),
        (
            lambda: Limits(famine="statkorae"),
            "--famine is 'statkorae'; expected 'wpp2024' or 'statkorea'. Did you mean 'statkorea'?",
        ),
        (lambda: PopulationSpec(fammine="wpp2024"), "is not a key of a populationspec. Did you mean 'famine'?"),
    ],
)
def test_a_refusal_of_a_checked_model_names_the_option_and_what_was_expected(shell, build, sentence):
    code, _, err = shell(["try"], lambda **_: build())
    assert code == 2
    assert sentence in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("words", [["--lang", "ko", "try"], ["try", "--lang", "ko"], ["try", "--lang=ko"]])
def test_language_and_terms_may_stand_anywhere(shell, words):
    seen = {}
    ending = lambda **_: seen.update(language=messages.current_language(), terms=messages.current_terms())  # noqa: E731
    assert shell([*words, "--terms", "escapee"], ending)[0] == 0
    assert seen == {"language": "ko", "terms": "escapee"}


def test_the_environment_holds_where_the_option_is_not_given():
    environment = {"YEONJWA_LANG": "ko", "YEONJWA_TERMS": "escapee"}
    assert main.take_global_options(["run"], environment) == ("ko", "escapee", ["run"])
    assert main.take_global_options(["run", "--lang", "en"], environment)[0] == "en"
    assert main.take_global_options(["x", "--", "--lang", "ko"], {}) == ("en", "defector", ["x", "--", "--lang", "ko"])


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"], ["try", "--help"], ["store", "--help"]])
def test_help_is_in_the_language_asked_for(shell, words):
    code, out, err = shell([*words, "--lang", "ko"])
    assert (code, err) == (0, "")
    assert "사용법" in out
    assert "옵션" in out
    assert "Usage" not in out
    assert "Show this" not in out


def test_a_help_page_shows_options_with_their_meaning_and_default(shell):
    out = shell(["try", "--help"])[1]
    assert "Usage: yeonjwa try [OPTIONS]" in out
    assert "--scale NUMBER" in out
    assert "Size [default: 0.1]" in out
    assert "--loud / --quiet" in out
    assert "--lang en|ko" in out
    assert "Second paragraph." in out


def test_a_group_lists_its_commands(shell):
    out = shell(["store", "--help"])[1]
    assert "Usage: yeonjwa store [OPTIONS] COMMAND" in out
    assert "build" in out
    assert "List them." in out


def test_korean_letters_count_as_two_columns():
    assert help_page.columns("옵션 --a") == 8
    assert all(help_page.columns(line) <= 20 for line in help_page.wrap("가나다라 마바사 아자차카 타파하 " * 4, 20))


def commands_of(tree, path=()):
    """Every command and group below ``tree``, with the words that lead to it."""
    for name, command in getattr(tree, "commands", {}).items():
        yield (*path, name), command
        yield from commands_of(command, (*path, name))


def test_every_command_has_help_in_both_languages():
    for language in messages.LANGUAGES:
        messages.use(language=language)
        tree = main.build_command()
        assert set(tree.commands) == set(main.COMMANDS)
        for path, command in commands_of(tree):
            assert command.help, path
            page = help_page.page(tree, list(path))
            assert page.startswith(f"{messages.text('cli.usage')}: yeonjwa {' '.join(path)} ")
            assert all(help_page.columns(line) <= help_page.WIDTH + 4 for line in page.splitlines()), path
            for param in command.params:
                assert param.help or "--help" in param.opts, (path, param.name)


def run_shell(*words: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "yeonjwa", *words], capture_output=True, text=True, check=False, **options
    )


def test_the_version_is_printed_by_the_installed_program():
    done = run_shell("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("yeonjwa 0.")


def seconds_of_children() -> float:
    """Processor time of finished child processes; where the system does not tell, the clock on the wall."""
    times = os.times()
    return times.children_user + times.children_system or time.perf_counter()


def test_help_takes_less_than_three_tenths_of_a_second():
    # Processor time, and the best of five: the bar is on our imports, not on what else the machine does.
    best = float("inf")
    for _ in range(5):
        began = seconds_of_children()
        assert run_shell("--help").returncode == 0
        best = min(best, seconds_of_children() - began)
    assert best < 0.3


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from yeonjwa.cli import main; main.run_command(['--help']); "
        "print(sorted({'numba', 'numpy', 'scipy', 'pyarrow', 'matplotlib', 'pydantic', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_goes_away_ends_the_program_quietly():
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "yeonjwa", "--help"], stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (main.PIPE_CLOSED, b"")


def test_a_new_or_empty_folder_is_accepted_and_not_yet_made(tmp_path):
    assert shared.output_directory(tmp_path / "a" / "b") == tmp_path / "a" / "b"
    assert shared.output_directory(str(tmp_path)) == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_take_results_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="is not empty"):
        shared.output_directory(tmp_path)
    with pytest.raises(InputError, match="is a file, not a folder"):
        shared.output_directory(tmp_path / "file")
    with pytest.raises(InputError, match="cannot be made"):
        shared.output_directory(tmp_path / "file" / "deeper")
    with pytest.raises(InputError, match="nothing can be written"):
        shared.output_directory("/proc/yeonjwa" if os.path.isdir("/proc") else "/dev/null/x")


def test_numbers_and_choices_are_checked_with_the_option_named():
    assert shared.check_number("--year", 2000, 1850, 2025) == 2000
    with pytest.raises(InputError, match="option --year is 2090; expected 1850 to 2025"):
        shared.check_number("--year", 2090, 1850, 2025)
    with pytest.raises(InputError, match="--share is nan"):
        shared.check_number("--share", float("nan"), 0, 1)
    assert shared.check_numbers("--ages", "0,20, 40", 0, 100) == (0, 20, 40)
    for words in ("0;20", "", "0,,1", "1.5"):
        with pytest.raises(InputError, match="separated by commas"):
            shared.check_numbers("--ages", words, 0, 100)
    with pytest.raises(InputError, match="option --ages is -1"):
        shared.check_numbers("--ages", "-1", 0, 100)
    with pytest.raises(InputError, match="Did you mean 'cognatic'"):
        shared.check_choice("--lineality", "cognate", ("cognatic", "agnatic"))


def test_progress_without_a_terminal_prints_a_line_at_each_stage(capsys):
    with shared.progress() as tell:
        tell("Births", 0.0)
        tell("Births", 0.5, people=1_200_000)
        tell("Places", 0.25, people=25_000_000)
    with shared.progress(is_quiet=True) as tell:
        tell("Never seen", 1.0)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "Births\nPlaces 25% · 25,000,000 people\n"
