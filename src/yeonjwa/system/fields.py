"""What all people of one place and standing share: beliefs, grievance, hardship; and the state of the border.

Arrays by place and standing are float64[PLACES, 2] (ordinary, cadre). A person's own belief is the field's plus a
personal deviation that travels with the person (see ``people``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.system.register import PLACES

WEST, NORTH_EAST = 0, 1
SEGMENTS = ("west", "north_east")
"""Two segments of the border, internal to the model and never published."""


class Fields:
    """Fields of one month; every process reads and writes them through this object.

    hardship : lack of means, 0 ordinary, 1 as in the worst famine year.
    grievance : anger at the state, in the units of the personal one.
    capture : believed chance (0 to 1) of being caught if one leaves.
    punish : believed chance-weighted loss of a close relative if one leaves; stay : the same if nobody leaves.
    clemency : believed chance that who returns is pardoned.
    limits : limits on movement, 0 none, 1 full.
    residents : number of people aged 16 and over, raw.
    rumour_success, rumour_capture, rumour_punish : news by mouth, float64[PLACES], per 100,000 residents.
    vigilance : of leaders of people's units, float64[PLACES], 1 usual.
    control, worn, price, arrears : float64[2], by segment of the border: effort of control (0 to 1), the share of it that is worn off
    by habit and bribes, price of a crossing (USD of 2010), guards' pay in arrears (0 to 1).
    sealed : 0 to 1, physical barriers and closure, which do not wear off.
    china : monthly hazard of arrest in China. purge : intensity of purges at the top, 0 to 1.
    """

    def __init__(self) -> None:
        def by_standing() -> NDArray[np.float64]:
            return np.zeros((PLACES, 2))

        self.hardship = by_standing()
        self.grievance = by_standing()
        self.capture = by_standing()
        self.punish = by_standing()
        self.stay = by_standing()
        self.clemency = by_standing()
        self.limits = by_standing()
        self.residents = by_standing()
        self.rumour_success = np.zeros(PLACES)
        self.rumour_capture = np.zeros(PLACES)
        self.rumour_punish = np.zeros(PLACES)
        self.vigilance = np.ones(PLACES)
        self.control = np.zeros(2)
        self.worn = np.zeros(2)
        self.price = np.zeros(2)
        self.arrears = np.zeros(2)
        self.sealed = 0.0
        self.china = 0.0
        self.purge = 0.0

    def copy(self) -> dict[str, NDArray[np.float64]]:
        """All fields as they are now, for replaying them in another world."""
        return {name: np.array(value, dtype=np.float64) for name, value in vars(self).items()}

    def put(self, values: dict[str, NDArray[np.float64]]) -> None:
        """Set all fields to a ``copy``."""
        for name, value in values.items():
            setattr(self, name, float(value) if value.ndim == 0 else value.copy())
