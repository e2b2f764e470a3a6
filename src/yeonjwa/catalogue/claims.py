"""Claims: what the reports say, sentence by sentence, in our own words, each with what speaks for and against it.

The files ``claims/<report>.yaml`` hold the entries of the evidence ledger (numbers 1 to 127) and what a second reading
added (128 to 137). Every report was read twice, by readers who did not see each other's entries; what they differed in
and how it was settled stands in each entry's note. A third reading, sentence by sentence, gave an entry to every statement that had
none (from 138). This module loads and checks them and holds no logic of the model.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from yeonjwa.catalogue.figures import figures, sources
from yeonjwa.catalogue.files import areas, entries, one
from yeonjwa.catalogue.reports import reports
from yeonjwa.errors import InputError, did_you_mean

LAST_OF_LEDGER = 127
"""Numbers 1 to this are entries of the evidence ledger; higher ones were added by us when the reports were read again."""

Kind = Literal["rule", "event", "quantity", "causal", "motive", "information"]
Place = Literal["nation", "capital", "hubs", "border", "provinces", "abroad", "china", "south", "camps"]
Basis = Literal[
    "source_inside", "source_outside", "outlet_reading", "document", "rights_group", "former_official", "open"
]
"""How the report knows. open: it names nobody for the sentence; outlet_reading: the outlet's own conclusion."""
Actor = Literal[
    "state_security", "police", "party", "leadership", "judiciary", "border_guards", "people_unit_leader", "enterprise",
    "officials", "traders_abroad", "families", "residents", "chinese_police", "agents_in_china", "state_media", "defectors",
    "camps", "source", "relatives", "elite_relatives", "those_leaving", "officials_abroad", "public",
]  # fmt: skip
"""Who acts, and on whom. families: the homes of people who left; relatives: kin one by one, also beyond the home;
those_leaving: people about to leave or on their way; defectors: people who are out."""


def _date(value: Any) -> str | None:
    if value is None:
        return None
    if not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?", str(value)):
        raise ValueError(
            f"'{value}' is no date; expected a year, a month or a day such as 2016, 2016-12 or 2016-12-13."
        )
    return str(value)


Since = Annotated[str | None, BeforeValidator(_date)]
"""A date as exactly as it is known, or None: 2016, 2016-12, 2016-12-13."""


class Period(BaseModel):
    """When a claim holds, in the words of the report and as far as it can be dated."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    words: str
    words_ko: str = ""
    since: Since
    until: Since


class Quantity(BaseModel):
    """A number that the report itself states."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    what: str
    what_ko: str = ""
    value: float
    unit: str
    unit_ko: str = ""


class Link(BaseModel):
    """Where a claim goes in the model: a mechanism, a check, or the reason why it is not modelled."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    mechanism: str | None = None
    check: str | None = None
    not_modelled: str | None = None
    not_modelled_ko: str | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Link:
        if sum(x is not None for x in (self.mechanism, self.check, self.not_modelled)) != 1:
            raise ValueError("a link needs exactly one of mechanism, check and not_modelled.")
        if self.mechanism is not None and self.mechanism not in mechanisms():
            raise ValueError(f"mechanism '{self.mechanism}' is not known. {did_you_mean(self.mechanism, mechanisms())}")
        if self.check is not None and self.check not in checks():
            raise ValueError(f"check '{self.check}' is not known. {did_you_mean(self.check, checks())}")
        return self


class Claim(BaseModel):
    """One thing that a report says."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str = Field(pattern=r"^[A-Z][A-Za-z]+_(DNK|RFA)\d{2}$")
    number: int = Field(ge=1)
    ledger: int | None = Field(ge=1, le=LAST_OF_LEDGER)
    """Its number in the evidence ledger; None where the ledger misses it."""
    report: tuple[str, ...]
    says: str = Field(min_length=10)
    says_ko: str = Field(min_length=5)
    kind: Kind
    period: Period
    place: Place
    by: tuple[Actor, ...] = Field(min_length=1)
    towards: tuple[Actor, ...] = Field(min_length=1)
    basis: Basis
    hedge: str
    """Words of doubt in the report itself, in ours; empty where it has none."""
    hedge_ko: str = ""
    figures: tuple[Quantity, ...]
    same_as: tuple[str, ...] = ()
    """Claims drawn from the same words of the same report: together one piece of evidence."""
    rests_on: tuple[str, ...] = ()
    """Claims that this one puts together; it is no evidence beside them."""
    see: tuple[str, ...] = ()
    """Claims that are modelled and ask the same, where this one is not."""
    corroborated_by: tuple[str, ...]
    contradicted_by: tuple[str, ...]
    informs: tuple[str, ...] = ()
    """Figures of the model that rest on the claim or put it to the test."""
    links: tuple[Link, ...] = Field(min_length=1)
    ledger_ok: bool | None
    """Whether the ledger's line agrees with the report; None where the ledger has none."""
    readings: Literal["agreed", "settled"]
    note: str
    note_ko: str = ""

    @model_validator(mode="after")
    def _hangs_together(self) -> Claim:
        for key in self.report:
            _known(key, reports(), "report")
        for key in self.informs:
            _known(key, figures(), "figure")
        if (self.ledger is None) != (self.ledger_ok is None):
            raise ValueError("ledger and ledger_ok are both given, or both null.")
        if self.ledger is None and self.number <= LAST_OF_LEDGER:
            raise ValueError(f"a claim outside the ledger needs a number above {LAST_OF_LEDGER}.")
        if self.readings == "settled" and "Two readings:" not in self.note and self.ledger is not None:
            raise ValueError("a claim whose readings differed says in its note how they were settled.")
        return self


def _known(key: str, known: Any, what: str) -> None:
    if key not in known:
        raise ValueError(f"{what} '{key}' is not in the catalogue. {did_you_mean(key, known)}")


@cache
def processes() -> dict[str, dict[str, Any]]:
    """Processes of the model by name, besides the practices: what they do, whether this version computes them, and where."""
    return dict(one("mechanisms")["processes"])


@cache
def checks() -> dict[str, dict[str, Any]]:
    """Checks by name (T1 to T18 and others): what they ask, whether this version computes them, and in which tables."""
    return dict(one("mechanisms")["checks"])


@cache
def mechanisms() -> tuple[str, ...]:
    """Names of all practices and processes."""
    return (*areas("practices"), *processes())


@cache
def claims() -> dict[str, Claim]:
    """All claims by id, in the order of their numbers.

    Raises
    ------
    InputError
        An entry breaks the form, a number stands twice, or a claim names another, a source or a figure that does not exist.
    """
    found = {}
    for key, row in entries("claims").items():
        row = {"number": row.get("ledger"), **row}
        if isinstance(row.get("report"), str):
            row["report"] = (row["report"],)
        try:
            found[key] = Claim(key=key, **row)
        except ValidationError as error:
            raise InputError(f"claim '{key}': {first_fault(error)}") from error
    found = dict(sorted(found.items(), key=lambda item: item[1].number))
    numbers = [c.number for c in found.values()]
    if len(set(numbers)) != len(numbers):
        raise InputError(f"number {next(n for n in numbers if numbers.count(n) > 1)} of the claims stands twice.")
    for claim_ in found.values():
        for other in (*claim_.same_as, *claim_.rests_on, *claim_.see):
            if other not in found:
                raise InputError(f"claim '{claim_.key}' names '{other}'. {did_you_mean(other, found)}")
        for other in (*claim_.corroborated_by, *claim_.contradicted_by):
            if other not in found and other not in sources():
                near = did_you_mean(other, (*found, *sources()))
                raise InputError(f"claim '{claim_.key}' names '{other}', which is no claim and no source. {near}")
    return found


def first_fault(error: ValidationError) -> str:
    """Where the first fault of a row lies, and what it is."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    what = str(first["msg"]).removeprefix("Value error, ")
    return f"{where}: {what}" if where else what


def claim(key: str) -> Claim:
    """One claim by its id, or by its number as text ("72")."""
    known = claims()
    if key.isdigit():
        for found in known.values():
            if found.number == int(key):
                return found
        raise InputError(
            f"claim number {key} is not in the catalogue; expected 1 to {max(c.number for c in known.values())}."
        )
    if key not in known:
        raise InputError(f"claim '{key}' is not in the catalogue. {did_you_mean(key, known)}")
    return known[key]


def evidence(key: str) -> tuple[str, ...]:
    """Reports and strong outside sources that bear a claim out, each counted once.

    What rests on the same words, or is put together from other claims, adds nothing; nor does a weak source.
    """
    one_ = claim(key)
    found = set(one_.report)
    for other in one_.corroborated_by:
        if other in claims():
            found |= set(claims()[other].report)
        elif not sources()[other].weak:
            found.add(other)
    return tuple(sorted(found))


def outlets(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The outlets behind reports and sources: several reports of one outlet are hardly independent."""
    names = {(reports().get(key) or sources()[key]).outlet for key in keys}
    return tuple(sorted({re.split(r" no\. |, ", name)[0] for name in names}))
