"""`yeonjwa scenario`: what a named scenario or a file holds, whether files can be run, and files to start from."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from yeonjwa.cli import shared
from yeonjwa.errors import InputError
from yeonjwa.messages import text

FORMATS = ("table", "json")


def register(app: Any) -> None:
    """Add the commands to the tree."""
    import typer

    files_argument = typer.Argument(metavar="FILE...", help=text("scenario.option.files"))
    scenario = typer.Typer(help=text("scenario.about"), rich_markup_mode=None)

    @scenario.command("show", help=text("scenario.help.show"), epilog=text("scenario.help.epilog"))
    def show(
        name: str = typer.Argument(metavar="NAME|FILE", help=text("scenario.option.name")),
        form: str = typer.Option("table", "--format", metavar="table|json", help=text("scenario.option.format")),
    ) -> None:
        print_scenario(name, shared.check_choice("--format", form, FORMATS))

    @scenario.command("check", help=text("scenario.help.check"), epilog=text("scenario.help.epilog"))
    def check(files: list[str] = files_argument) -> None:
        check_files(files)

    @scenario.command("new", help=text("scenario.help.new"), epilog=text("scenario.help.epilog"))
    def new(
        file: str = typer.Argument(metavar="FILE", help=text("scenario.option.file")),
        start: str = typer.Option("reported", "--from", metavar="NAME|FILE", help=text("scenario.option.from")),
        is_forced: bool = typer.Option(False, "--force", help=text("scenario.option.force")),
    ) -> None:
        write_new(file, start, is_forced)

    app.add_typer(scenario, name="scenario")


def print_scenario(name: str, form: str) -> None:
    """A scenario and its practices over time, in the form asked for."""
    from yeonjwa.cli import scenario_text
    from yeonjwa.scenario_files import named_or_read

    scenario = named_or_read(name)
    if form == "json":
        print(json.dumps([scenario_text.plain(name, scenario)], ensure_ascii=False, indent=1))
    else:
        print("\n".join(scenario_text.lines(name, scenario)))


def check_files(files: list[str]) -> None:
    """Say of each file that it can be run, or why not; all are looked at before the refusal."""
    from yeonjwa.scenario_files import read

    faults = []
    for file in files:
        try:
            read(shared.path_given(file, "FILE"))
            print(text("scenario.said.good", file=file))
        except InputError as error:
            faults.append(str(error))
    for sentence in faults[:-1]:
        print(text("cli.error", sentence=sentence), file=sys.stderr)
    if faults:
        shared.fail(faults[-1])


def write_new(file: str, start: str, is_forced: bool) -> None:
    """Write the scenario ``start`` as a commented file, whole or not at all."""
    import os
    import tempfile

    from yeonjwa.scenario_files import named_or_read, write

    path = shared.path_given(file, "FILE")
    if path.suffix != ".toml":
        shared.fail(f"argument FILE is '{file}'; expected a name that ends in .toml, so that no history is meant.")
    if path.is_dir() or not path.parent.is_dir():
        shared.fail(f"argument FILE: '{file}' is a folder, or its folder does not exist; name a file to write.")
    if (path.exists() or path.is_symlink()) and not is_forced:
        shared.fail(f"argument FILE: '{file}' exists; name another, or overwrite it with --force.")
    words = write(named_or_read(start))
    try:
        handle, partial = tempfile.mkstemp(prefix=".scenario-", dir=path.parent)
    except OSError as error:
        shared.fail(f"argument FILE: nothing can be written in '{path.parent}' ({error.strerror}).")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(words)
        os.chmod(partial, 0o666 & ~_mask())
        os.replace(partial, path)
    finally:
        Path(partial).unlink(missing_ok=True)
    print(text("scenario.said.written", file=file))


def _mask() -> int:
    """The permissions that this system leaves out of new files; it can only be read by setting it."""
    import os

    mask = os.umask(0)
    os.umask(mask)
    return mask
