"""What money does between relatives in a month: sent from abroad, paid to the poor by those with much to lose, asked for with hints."""

from __future__ import annotations

from yeonjwa.families import remittance, support
from yeonjwa.practices import children_kept_home
from yeonjwa.system.run import System


def earn_send_and_support(system: System) -> None:
    """Remittance and contact by phone, then support and extortion; children of the posted are counted once a year."""
    remittance.send(system)
    support.pay(system)
    children_kept_home.count(system)


__all__ = ["earn_send_and_support"]
