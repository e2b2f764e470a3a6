"""The one catalogue of text for people, in English and Korean.

Text lives in ``en/<area>.toml`` and ``ko/<area>.toml``: flat tables of dotted keys. ``text("reach.title")`` looks a
key up in the current language; ``{names}`` in the text are filled from keyword arguments. ``{defector}``,
``{defectors}`` and their capitalised forms follow the ``terms`` switch (defector / escapee).
"""

from __future__ import annotations

import tomllib
from contextvars import ContextVar
from functools import cache
from importlib import resources
from typing import Any, Literal

from yeonjwa.errors import InputError, did_you_mean

Language = Literal["en", "ko"]
LANGUAGES: tuple[str, ...] = ("en", "ko")

TERMS: dict[str, dict[str, dict[str, str]]] = {
    "en": {
        "defector": {
            "defector": "defector",
            "defectors": "defectors",
            "Defector": "Defector",
            "Defectors": "Defectors",
        },
        "escapee": {"defector": "escapee", "defectors": "escapees", "Defector": "Escapee", "Defectors": "Escapees"},
    },
    "ko": {
        "defector": dict.fromkeys(("defector", "defectors", "Defector", "Defectors"), "탈북민"),
        "escapee": dict.fromkeys(("defector", "defectors", "Defector", "Defectors"), "북한이탈주민"),
    },
}

_language: ContextVar[str] = ContextVar("language", default="en")
_terms: ContextVar[str] = ContextVar("terms", default="defector")


def use(language: str | None = None, terms: str | None = None) -> None:
    """Set the language ("en", "ko") and the term for those who left ("defector", "escapee") of this context."""
    if language is not None:
        if language not in LANGUAGES:
            raise InputError(f"language is '{language}'. {did_you_mean(language, LANGUAGES)}")
        _language.set(language)
    if terms is not None:
        if terms not in TERMS["en"]:
            raise InputError(f"terms is '{terms}'. {did_you_mean(terms, TERMS['en'])}")
        _terms.set(terms)


def current_language() -> str:
    """The language in use: "en" or "ko"."""
    return _language.get()


def current_terms() -> str:
    """The term in use: "defector" or "escapee"."""
    return _terms.get()


@cache
def catalogue(language: str) -> dict[str, str]:
    """All messages of one language, by dotted key."""
    found: dict[str, str] = {}
    folder = resources.files(__package__) / language
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            _flatten(tomllib.loads(entry.read_text(encoding="utf-8")), "", found)
    return found


def _flatten(table: dict[str, Any], prefix: str, into: dict[str, str]) -> None:
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            _flatten(value, f"{name}.", into)
        elif name in into:
            raise ValueError(f"message '{name}' is defined twice.")
        else:
            into[name] = str(value)


def text(key: str, *, lang: str | None = None, **values: Any) -> str:
    """The message ``key`` in ``lang`` (default: the language in use), with ``values`` filled in.

    Raises
    ------
    KeyError
        The key is not in the catalogue (a bug of ours; a test checks that every key used exists).
    """
    language = lang or _language.get()
    messages = catalogue(language)
    if key not in messages:
        raise KeyError(f"message '{key}' is missing in '{language}'. {did_you_mean(key, messages)}")
    return messages[key].format(**{**TERMS[language][_terms.get()], **values})
