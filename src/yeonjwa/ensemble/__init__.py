"""Many runs: a plan of scenarios, seeds and figures, worked off by processes or a cluster, kept as a bank of files.

    bank = ensemble.run(Scenario(), seeds=range(1, 65), out="many")
    bank.pooled("reach")          # mean over the runs, interval, pooled raw count

The same call again goes on where it stopped. See ``running.run``.
"""

from yeonjwa.ensemble.bank import Bank
from yeonjwa.ensemble.running import run, work_off

__all__ = ["Bank", "run", "work_off"]
