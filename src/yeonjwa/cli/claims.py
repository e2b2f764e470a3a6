"""`yeonjwa claims`: the claims of the reports, each with the verdict of a small experiment."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path
from typing import Any

from yeonjwa import messages
from yeonjwa.cli import shared
from yeonjwa.cli.help import WIDTH, wrap
from yeonjwa.messages import text

FORMATS = ("table", "json")
SOME_FAILED = 1


def register(app: Any) -> None:
    """Add the command to the tree."""
    import typer

    def option(default: Any, name: str, metavar: str, shown: Any = True) -> Any:
        key = name.lstrip("-")
        return typer.Option(default, name, metavar=metavar, help=text(f"claims.option.{key}"), show_default=shown)

    names = typer.Argument(None, metavar="[T1]...", help=text("claims.option.claims"), show_default=False)

    @app.command("claims", help=text("claims.about"), epilog=text("claims.epilog"))
    def claims(
        names: list[str] = names,
        scale: float = option(0.1, "--scale", "NUMBER"),
        seeds: str = option("2", "--seeds", "SEEDS"),
        out: str | None = option(None, "--out", "DIR", False),
        form: str = option("table", "--format", "table|json"),
        workers: int | None = option(None, "--workers", "NUMBER", False),
        is_quiet: bool = typer.Option(False, "--quiet", help=text("claims.option.quiet")),
    ) -> int:
        from yeonjwa.claims.fixed import chosen

        asked = chosen(names or ())
        shared.check_choice("--format", form, FORMATS)
        if workers is not None:
            shared.check_number("--workers", workers, 1, 1000)
        command = ["yeonjwa", "claims", *(asked if names else ()), "--scale", f"{scale:g}", "--seeds", seeds]
        return run_and_print(asked, len(names or ()) > 0, scale, seeds_of(seeds), out, form, workers, is_quiet, command)


def seeds_of(words: str) -> tuple[int, ...]:
    """Seeds in words; a single number says how many, from 1 on.

    Raises
    ------
    InputError
        Not such words, or more than can be meant.
    """
    from yeonjwa.claims.running import MOST_SEEDS
    from yeonjwa.ensemble.plan import seeds_from

    seeds = seeds_from(words)
    if words.strip().isdecimal():
        shared.check_number("--seeds", seeds[0], 1, MOST_SEEDS)
        seeds = tuple(range(1, seeds[0] + 1))
    if len(seeds) > MOST_SEEDS:
        shared.fail(f"option --seeds is '{words}'; expected at most {MOST_SEEDS} seeds.")
    return seeds


def run_and_print(
    asked: tuple[str, ...], is_chosen: bool, scale: float, seeds: tuple[int, ...], out: str | None, form: str,
    workers: int | None, is_quiet: bool, command: list[str],
) -> int:  # fmt: skip
    """Run what is missing, write and print the results, and give the exit code."""
    from yeonjwa.claims import files, table
    from yeonjwa.claims.running import run_claims

    folder = None if out is None else _folder(out)
    with shared.progress(is_quiet) as tell:
        try:
            tested = run_claims(
                asked,
                scale=scale,
                seeds=seeds,
                out=folder,
                workers=workers,
                say=tell,
                note=shared.note,
                open_country=shared.country_folder(tell),
            )
        except KeyboardInterrupt:
            shared.note(text("claims.stopped"))
            raise
    if folder is not None and tested.results:
        paths = files.write(folder, tested, in_words(command))
        shared.note(text("claims.written", names=", ".join(str(path) for path in paths)))
    if form == "json":
        print(json.dumps(table.objects(tested.results, scale), ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines(tested, is_full=is_chosen)))
    for claim, sentence in tested.failed.items():
        shared.note(text("claims.failed", claim=claim, sentence=sentence))
    return SOME_FAILED if tested.failed else 0


def in_words(command: list[str]) -> str:
    """The command as it is written down, with the language and the terms in use and no folder of this machine."""
    if messages.current_language() != "en":
        command = [*command, "--lang", messages.current_language()]
    if messages.current_terms() != "defector":
        command = [*command, "--terms", messages.current_terms()]
    return shlex.join(command)


def _folder(out: str) -> Path:
    """The folder for the results: new, empty, or that of an earlier call."""
    folder = shared.path_given(out, "--out")
    return folder if (folder / ".bank").is_dir() else shared.output_directory(out)


def lines(tested: Any, is_full: bool) -> list[str]:
    """The results for a terminal: claim, verdict, number; ``is_full`` adds thresholds, assumptions and what else was found."""
    from yeonjwa.claims import words
    from yeonjwa.claims.fixed import claim_tests
    from yeonjwa.claims.table import worded

    width = min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)
    found = [text("claims.title"), ""]

    def add(words_: str, indent: str = "     ") -> None:
        found.extend(indent + line for line in wrap(words_, width - len(indent)))

    for result in tested.results:
        test = claim_tests()[result.claim]
        # The verdict begins where the claim does, so that the eye finds both in one column.
        found.append(f"{result.claim:<5}{words.verdict(result)}")
        add(worded(test, "says"))
        add(words.estimate(result))
        if is_full:
            for head in ("statistic", "supported", "refuted"):
                add(text("claims.what", what=text(f"claims.head.{head}"), value=worded(test, head)))
            add(text("claims.what", what=text("claims.head.interval"), value=text(f"claims.interval.{test.interval}")))
            for head, more in (
                ("varied", [words.varied(test, v, tested.scale) for v in result.measured.by_assumption]),
                ("details", words.details(result.measured.details)),
            ):
                if more:
                    add(f"{text(f'claims.head.{head}')}:")
                    for line in more:
                        add(line, "       ")
            add(text("claims.what", what=text("claims.head.warning"), value=text(f"claims.warning.{result.claim}")))
        found.append("")
    for sentence in (
        text("claims.made", scale=f"{tested.scale:g}", seeds=", ".join(str(seed) for seed in tested.seeds)),
        text("claims.more"),
    ):
        add(sentence, "")
    return found
