"""What the sub-commands share: refusals, folders for results, live progress."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

from yeonjwa import refusals
from yeonjwa.errors import InputError, did_you_mean
from yeonjwa.messages import text

given_for_all: ContextVar[frozenset[str]] = ContextVar("given_for_all", default=frozenset())
"""Which of the options of all commands (``--lang``, ``--terms``) the command line itself names."""


def note(sentence: str) -> None:
    """Say something beside the result, on the error stream."""
    print(text("cli.note", sentence=sentence), file=sys.stderr, flush=True)


def open_country(spec: Any, tell: Any, rebuild: bool = False) -> Any:
    """The country of ``spec``, built first if need be; what a build needs is said before it begins."""
    from yeonjwa.population import store
    from yeonjwa.population.machine import gigabytes

    def say_needs(needs: Any) -> None:
        unit, span = ("seconds", needs.seconds) if needs.seconds < 90 else ("minutes", needs.seconds / 60)
        note(
            text(
                "population.build.needs", scale=f"{spec.scale:g}", seed=spec.seed,
                seconds=text(f"population.build.{unit}", **{unit: span}),
                memory=gigabytes(needs.memory_bytes), disk=gigabytes(needs.disk_bytes),
            )
        )  # fmt: skip

    return store.open_or_build(spec, progress=tell, rebuild=rebuild, notice=note, before_build=say_needs)


def country_folder(tell: Any) -> Callable[[Any], Path]:
    """What gives the folder of the country of a spec, built first if need be, for those who open it by themselves."""

    def folder(spec: Any) -> Path:
        from yeonjwa.population import store

        open_country(spec, tell)
        return store.path_of(spec).absolute()

    return folder


def fail(sentence: str) -> NoReturn:
    """Refuse what the user gave: exit code 2 and ``sentence`` on the error stream."""
    raise InputError(sentence)


def check_number(option: str, value: float, low: float, high: float, unit: str = "") -> float:
    """``value`` if it lies between ``low`` and ``high`` (both allowed), else a refusal that names the option.

    NaN lies nowhere and is refused.
    """
    if not low <= value <= high:
        fail(
            f"option {option} is {_digits(value)}; expected {_digits(low)} to {_digits(high)}{' ' + unit if unit else ''}."
        )
    return value


def _digits(value: float) -> str:
    """Whole numbers with all their digits, so that a limit can be typed as it is named."""
    return str(value) if isinstance(value, int) else f"{value:g}"


def check_choice(option: str, value: str, known: tuple[str, ...]) -> str:
    """``value`` if it is one of ``known``, else a refusal with the near miss."""
    if value not in known:
        fail(f"option {option} is '{value}'; expected {' or '.join(known)}. {did_you_mean(value, known)}")
    return value


def check_numbers(option: str, words: str, low: int, high: int) -> tuple[int, ...]:
    """Whole numbers separated by commas ("0,20,40"), each from ``low`` to ``high`` and once, in the order given."""
    found = []
    for word in words.split(","):
        try:
            number = int(word)
        except ValueError:
            fail(f"option {option} is '{words}'; expected whole numbers separated by commas, such as 0,20,40.")
        if number in found:
            fail(f"option {option} is '{words}'; {number} stands twice, expected each number once.")
        found.append(int(check_number(option, number, low, high)))
    return tuple(found)


def path_given(path: str | Path, option: str) -> Path:
    """A path as it was typed, with ``~`` filled in; a refusal where there is none or no such user."""
    if not str(path).strip() or "\0" in str(path):
        fail(f"option {option} is empty; expected a path.")
    try:
        return Path(path).expanduser()
    except RuntimeError:
        fail(f"option {option} is '{path}'; the home folder that '~' stands for is not known.")


def output_directory(path: str | Path, option: str = "--out") -> Path:
    """The folder for results, if it is new or empty and can be written; nothing is created yet.

    Raises
    ------
    InputError
        It is a file, holds something, or cannot be written.
    """
    folder = path_given(path, option)
    try:
        if folder.is_dir():
            if any(folder.iterdir()):
                fail(
                    f"option {option}: the folder '{folder}' is not empty. Name a new or empty folder, or remove it first."
                )
        elif folder.exists() or folder.is_symlink():
            fail(f"option {option}: '{folder}' is a file, not a folder. Name a new or empty folder.")
    except OSError as error:
        fail(
            f"option {option}: '{refusals.shown(str(folder))[1:-1]}' cannot be a folder ({error.strerror}). Name another."
        )
    nearest = folder.absolute()
    while not nearest.exists():
        nearest = nearest.parent
    if not nearest.is_dir():
        fail(f"option {option}: '{folder}' cannot be made, because '{nearest}' is a file. Name another folder.")
    try:
        # Asking for permission bits is not enough: an administrator has them all, and a disk may be read-only.
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        reason = error.strerror or "not permitted"
        fail(f"option {option}: nothing can be written in '{nearest}' ({reason}). Name another folder.")
    return folder


class Progress:
    """Live progress on the error stream: the stage, how far it is, people so far, time left.

    Use as a context; call it with the stage in words, the share done (0 to 1) and, if known, the number of people:

        with progress() as tell:
            tell(text("population.stage.births"), 0.4, people=1_200_000)

    On a terminal one line is redrawn; elsewhere a line is printed at each new stage and every ten seconds.
    """

    _PERIOD_S = 10.0

    def __init__(self, is_quiet: bool = False) -> None:
        self._is_quiet = is_quiet
        self._stage: str | None = None
        self._stage_began = 0.0
        self._stage_first_share = 0.0
        self._last_line = 0.0
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        if not self._is_quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn
            from rich.progress import Progress as Bar

            console = Console(stderr=True)
            self._bar = Bar(
                TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[facts]}"), console=console
            )
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, stage: str, share: float = 0.0, people: int | None = None) -> None:
        """Tell how far ``stage`` (words in the language in use) is: ``share`` done, 0 to 1, and people so far."""
        if self._is_quiet:
            return
        now = time.monotonic()
        is_new = stage != self._stage
        if is_new:
            # A caller may count its share over all stages: what is left is judged by the pace of this stage.
            self._stage, self._stage_began, self._stage_first_share = stage, now, share
        facts = self._facts(now, share, people)
        if self._bar is not None:
            if is_new:
                if self._task is not None:
                    self._bar.update(self._task, completed=1.0)
                self._task = self._bar.add_task(stage, total=1.0, facts=facts)
            self._bar.update(self._task, completed=share, facts=facts)
        elif is_new or now - self._last_line >= self._PERIOD_S:
            self._last_line = now
            print(f"{stage} {facts}".rstrip(), file=sys.stderr, flush=True)

    def _facts(self, now: float, share: float, people: int | None) -> str:
        parts = [f"{share:.0%}"] if share > 0 else []
        if people is not None:
            parts.append(text("cli.progress.people", people=f"{people:,}"))
        elapsed = now - self._stage_began
        gained = share - self._stage_first_share
        # The first steps also load and compile: too slow to judge the rest by.
        if gained >= 0.02 and share < 1 and elapsed > 1:
            parts.append(text("cli.progress.left", seconds=f"{elapsed * (1 - share) / gained:.0f}"))
        return " · ".join(parts)


def progress(is_quiet: bool = False) -> Progress:
    """Live progress for one run (see ``Progress``); silent if ``is_quiet``."""
    return Progress(is_quiet)
