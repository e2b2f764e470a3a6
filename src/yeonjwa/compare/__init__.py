"""Two worlds that share country and luck: what differs between them, harm first.

    found = compare("reported", "no-kin-consequence", Scenario(...), Scenario(...), seeds=(1, 2, 3), folder="both")
    found.rows          # one ``Row`` per number, protected: fit to leave the program

A number on who leaves never stands without its harm, interval, flag and warning, and nothing is ranked or divided.
"""

from yeonjwa.compare.comparing import Comparison, compare
from yeonjwa.compare.rows import Row

__all__ = ["Comparison", "Row", "compare"]
