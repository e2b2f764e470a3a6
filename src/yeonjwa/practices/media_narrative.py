"""What state media tell: those who left are branded; later relatives weep on screen, or a kidnapping is claimed.

Branding and rallies may have frightened families (RalliesFrightenFamilies_DNK20, CampaignAgainstLeavers_DNK20); weeping
relatives and claims of abduction in place of branding (WeepingRelatives_DNK16). Mode: standing. Kin rule: none;
families of those who left take it as aimed at them. Visibility: public. Capacity: none. What it does: each time the
tone hardens, members of family files fear more, by the rise of the level. Assumed: that a steady tone adds no fear, and
from which level on the tone brands rather than pleads; pleas show nobody punished and are taken to frighten less than
branding; and where nobody believes that relatives are punished, nobody is frightened.
"""

from __future__ import annotations

import numpy as np

from yeonjwa.practices.shared import levels
from yeonjwa.system.ledger import kin_band
from yeonjwa.system.register import HOME, IN_EXILE
from yeonjwa.system.run import System
from yeonjwa.system.state import FIRST

NAME = "media_narrative"


def tell(system: System) -> None:
    """Families fear more in the month in which the tone hardens; in all other months nothing is to be done."""
    state = system.state
    f, at = state.figure, state.month - FIRST
    table = state.schedule.table(NAME, "actual")
    if at < 1 or not (table[at] > table[at - 1]).any() or not len(state.files):
        return
    people, files = state.people, state.files
    rows = state.living_members(np.ones(len(files), dtype=bool), (HOME, IN_EXILE))
    person, file = people.person[rows], people.file[rows]
    level = levels(system, NAME, files.where[file], files.who[file])
    rise = np.maximum(0.0, level - table[at - 1][files.where[file], files.who[file]])
    tone = np.where(level >= f("media_branding_from"), 1.0, f("media_plea_share"))
    added = f("fear_of_branding") * tone * rise
    # Who has no reason to expect anything is frightened of nothing by a story about those who left.
    hit = (added > 0) & (state.fields.punish[files.place[file], files.who[file]] > 0)
    people.add_to("fear", rows[hit], added[hit], state.month, f("fading_fear"))
    state.harm(
        NAME, person[hit], kin_band(people.chon[rows[hit]]), where=files.where[file[hit]], who=files.who[file[hit]]
    )


__all__ = ["NAME", "tell"]
