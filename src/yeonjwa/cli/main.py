"""Entry of the command line: language, sub-commands, and how every run ends.

Exit codes: 0 done; 1 a fault of ours (with a traceback); 2 something the user gave is not usable; 3 the machine or
the stored country cannot do what was asked; 130 stopped by Ctrl-C; 141 the reader of our output went away.
"""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any

from yeonjwa import messages
from yeonjwa.cli import shared, wording
from yeonjwa.errors import InputError, YeonjwaError, did_you_mean
from yeonjwa.messages import text
from yeonjwa.version import __version__

VARIABLES = {"--lang": "YEONJWA_LANG", "--terms": "YEONJWA_TERMS"}
DONE, BUG, BAD_INPUT, CANNOT, STOPPED, PIPE_CLOSED = 0, 1, 2, 3, 130, 141


def _register_run(app: Any) -> None:
    from yeonjwa.cli import run

    run.register(app)


def _register_reach(app: Any) -> None:
    from yeonjwa.cli import reach

    reach.register(app)


def _register_kin(app: Any) -> None:
    from yeonjwa.cli import kin

    kin.register(app)


def _register_population(app: Any) -> None:
    from yeonjwa.cli import population

    population.register(app)


def _register_scenario(app: Any) -> None:
    from yeonjwa.cli import scenario

    scenario.register(app)


def _register_ensemble(app: Any) -> None:
    from yeonjwa.cli import ensemble

    ensemble.register(app)


def _register_compare(app: Any) -> None:
    from yeonjwa.cli import compare

    compare.register(app)


def _register_catalogue(app: Any) -> None:
    from yeonjwa.cli import catalogue

    catalogue.register(app)


def _register_claims(app: Any) -> None:
    from yeonjwa.cli import claims

    claims.register(app)


def _register_histories(app: Any) -> None:
    from yeonjwa.cli import histories

    histories.register(app)


def _register_export(app: Any) -> None:
    from yeonjwa.cli import export

    export.register(app)


def _register_diff(app: Any) -> None:
    from yeonjwa.cli import diff

    diff.register(app)


COMMANDS: dict[str, Callable[[Any], None]] = {
    "run": _register_run,
    "compare": _register_compare,
    "ensemble": _register_ensemble,
    "reach": _register_reach,
    "kin": _register_kin,
    "population": _register_population,
    "scenario": _register_scenario,
    "claims": _register_claims,
    "histories": _register_histories,
    "catalogue": _register_catalogue,
    "diff": _register_diff,
    "export": _register_export,
}


def main() -> None:
    """Run the command line of this process and exit."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # Korean text must not fail on a legacy code page
    code = run_command(sys.argv[1:])
    try:
        if sys.stdout is not None:  # None where the caller closed it
            sys.stdout.flush()
    except BrokenPipeError:
        code = _close_pipe()
    except OSError as error:  # such as a full disk under a redirected output
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = _end(text("cli.error", sentence=text("cli.output", reason=error.strerror)), CANNOT)
    if code == STOPPED and hasattr(signal, "pthread_sigmask"):
        # Python ends by the signal itself, whatever exit code it is given, if Ctrl-C fell into a library that runs a string of
        # code while it loads; with the signal blocked, that too ends with this exit code.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    gc.freeze()  # everything ends now: to look through it for what nobody needs takes a fifth of a second
    sys.exit(code)


def run_command(argv: Sequence[str]) -> int:
    """Run one command given as words and return its exit code; nothing but a fault of ours is raised.

    Parameters
    ----------
    argv : sequence of str
        The words after ``yeonjwa``.
    """
    try:
        language, terms, rest = take_global_options(argv, os.environ)
        shared.given_for_all.set(frozenset(w.partition("=")[0] for w in argv) & VARIABLES.keys())
        messages.use(language=_known("--lang", language), terms=_known("--terms", terms))
        return _dispatch(rest)
    except KeyboardInterrupt:
        return _end(text("cli.stopped"), STOPPED)
    except BrokenPipeError:
        return _close_pipe()
    except InputError as error:
        return _end(text("cli.error", sentence=error), BAD_INPUT)
    except YeonjwaError as error:
        return _end(text("cli.error", sentence=error), CANNOT)
    except MemoryError:
        return _end(text("cli.error", sentence=text("cli.out_of_memory")), CANNOT)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            where = f" ({error.filename})" if error.filename else ""
            return _end(text("cli.error", sentence=text("cli.disk_full", where=where)), CANNOT)
        if error.filename is None:
            raise
        return _end(text("cli.error", sentence=f"{error.filename}: {error.strerror}."), CANNOT)
    except Exception as error:
        sentence = wording.of_exception(error, argv)
        if sentence is None:
            print(text("cli.bug", version=__version__), file=sys.stderr)
            raise
        return _end(text("cli.error", sentence=sentence), BAD_INPUT)


def _known(option: str, value: str) -> str:
    """The value of an option of all commands if it is known, else a refusal that says where it comes from."""
    known = wording.known_words(option)
    if value not in known:
        where = f"option {option}"
        if option not in shared.given_for_all.get():
            where = f"environment variable {VARIABLES[option]}"
        raise InputError(f"{where} is '{value}'; expected {' or '.join(known)}. {did_you_mean(value, known)}")
    return value


def _end(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def _close_pipe() -> int:
    """The reader of our output has gone: end quietly, also when Python closes the stream at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED


def take_global_options(
    argv: Sequence[str], environment: dict[str, str] | os._Environ[str]
) -> tuple[str, str, list[str]]:
    """Language, terms, and the words left once ``--lang`` and ``--terms`` are taken out, wherever they stand.

    They are read before anything else because help and errors are worded in that language. The environment variables
    YEONJWA_LANG and YEONJWA_TERMS hold where the option is not given.

    Raises
    ------
    InputError
        An option stands without a value. (Whether the value is known is checked by ``messages.use``.)
    """
    chosen = {
        "--lang": environment.get(VARIABLES["--lang"]) or "en",
        "--terms": environment.get(VARIABLES["--terms"]) or "defector",
    }
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--":
            rest += [word, *words]
            break
        name, equals, value = word.partition("=")
        if name not in chosen:
            rest.append(word)
            continue
        if not equals:
            value = next(words, "")
        if not value or value.startswith("-"):
            raise InputError(f"option {name} needs a value; expected {' or '.join(wording.known_words(name))}.")
        chosen[name] = value
    return chosen["--lang"], chosen["--terms"], rest


def _dispatch(words: list[str]) -> int:
    if words in (["--version"], ["-V"]):
        print(f"yeonjwa {__version__}")
        return DONE
    if words and words[0].startswith("-") and words[0] not in ("--help", "-h"):
        near = did_you_mean(words[0], ("--help", "--version", "--lang", "--terms"))
        raise InputError(f"option '{words[0]}' stands before the command and is not an option of all commands. {near}")
    if words[:1] == ["help"]:
        words = [*words[1:], "--help"]
    name = next((w for w in words if not w.startswith("-")), None)
    if name is not None and name not in COMMANDS:
        raise InputError(f"command '{name}' is not known. {did_you_mean(name, COMMANDS)} See `yeonjwa --help`.")
    command = build_command(name)
    wants_help = not words or any(w in ("--help", "-h") for w in words)
    if wants_help:
        from yeonjwa.cli import help as help_page

        print(help_page.page(command, [w for w in words if not w.startswith("-")]))
        return DONE
    try:
        given = command.main(args=words, prog_name="yeonjwa", standalone_mode=False)
    except SystemExit as ending:  # what the parser makes of a reader that went away
        if isinstance(ending.__context__, BrokenPipeError):
            raise ending.__context__ from None
        raise
    if given == STOPPED:  # typer turns Ctrl-C into this number
        raise KeyboardInterrupt
    return given if isinstance(given, int) else DONE


def build_command(name: str | None = None) -> Any:
    """The tree of commands: all of them, or only the branch ``name`` so that the others need not be imported."""
    import typer

    app = typer.Typer(name="yeonjwa", help=text("cli.about"), add_completion=False, rich_markup_mode=None)

    @app.callback()
    def root() -> None:
        """Hold the sub-commands; the options of all commands are taken before typer sees the words."""

    for known, register in COMMANDS.items():
        if name in (None, known):
            register(app)
    return typer.main.get_command(app)
