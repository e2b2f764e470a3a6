"""`yeonjwa export`: an outcome folder as one file for an archive."""

from __future__ import annotations

from typing import Any

from yeonjwa.cli import shared
from yeonjwa.messages import text


def register(app: Any) -> None:
    """Add the command to the tree."""
    import typer

    @app.command("export", help=text("provenance.export.about"), epilog=text("provenance.export.epilog"))
    def export(
        folder: str = typer.Argument(metavar="DIR", help=text("provenance.export.folder")),
        file: str = typer.Option(..., "--ro-crate", metavar="FILE.zip", help=text("provenance.export.ro_crate")),
        is_replacing: bool = typer.Option(False, "--force", help=text("provenance.export.force")),
    ) -> None:
        export_ro_crate(folder, file, is_replacing)


def export_ro_crate(folder: str, file: str, is_replacing: bool) -> None:
    """Check the folder, write the crate, and say what is in it and what was left out."""
    from yeonjwa.provenance import ro_crate
    from yeonjwa.provenance.folders import open_outcome

    path = shared.path_given(file, "--ro-crate")
    if path.suffix.lower() != ".zip":
        shared.fail(f"option --ro-crate is '{file}'; expected a name that ends in .zip, such as outcome.zip.")
    if not folder.strip():
        shared.fail("argument DIR is empty; expected an outcome folder.")
    outcome = open_outcome(shared.path_given(folder, "DIR"), "argument DIR")
    count = ro_crate.write(outcome, path, is_replacing)
    others = [name for name in outcome.others if (outcome.path / name).resolve() != path.resolve()]
    if others:
        named = ", ".join(others[:3]) + (", ..." if len(others) > 3 else "")
        shared.note(text("provenance.export.left_out", count=len(others), names=named))
    print(text("provenance.export.written", path=path, count=count))
