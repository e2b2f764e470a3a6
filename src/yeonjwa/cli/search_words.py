"""Words that mean the same in a search of the catalogue: those of the reports and of common use beside those of our paraphrase.

A reader who has a report open types its words; the entries say the same thing in others. Each group lists, folded, what
counts as one word. Persons and places finer than a province are left out, as in the entries.
"""

from __future__ import annotations

import re

SAME: tuple[tuple[str, ...], ...] = (
    ("탈북자", "탈북민", "이탈주민", "북한이탈주민", "떠난 사람", "떠난"),
    ("defector", "defectors", "escapee", "escapees", "people who left", "who leaves", "leaver"),
    ("re-defection", "re-defector", "re-defections", "re-defectors", "returner", "재입북"),
    ("inminban", "people's unit", "인민반"),
    ("ssd", "mss", "state security", "보위부", "보위 기관"),
    ("kwan-li-so", "kwanliso", "관리소", "labour camp", "수용소"),
    ("candy", "sweets"),
    ("liquor", "alcohol"),
    ("overtime", "extra hours"),
    ("야근", "초과근무", "연장 근무"),
    ("wiretap", "wiretapping", "taps", "tapped", "listens to their phones"),
    ("shot", "shoot", "fire without prior warning"),
    ("사살", "사격", "총격", "총에 맞", "쏘라는"),
    ("당증", "당원증"),
    ("4촌", "사촌"),
    ("6촌", "육촌"),
    ("8촌", "팔촌"),
    ("30,000", "30000", "thirty thousand"),
    ("multi-generational", "several generations"),
    ("lure", "bait", "attraction"),
    ("kidnapping", "kidnapped", "kidnap", "abduction"),
    ("bribe", "bribes", "bribery"),
    ("labor", "labour"),
    ("laborer", "laborers", "labourers"),
    ("anti-espionage", "counter-espionage"),
    ("defect", "defects", "flee", "flees", "escape", "leave"),
    ("problems", "problem", "troubles"),
    ("remain", "remained", "stay"),
    ("salary", "wages", "proper pay"),
)
"""Groups of words and short phrases of one meaning."""


_ENDING = re.compile(r"(?<=[a-z]{4})(?:ing|ed|es|s)$")


def alike(word: str) -> tuple[str, ...]:
    """The word, its beginning without an English ending, and everything that means the same; any may stand in an entry."""
    return tuple(dict.fromkeys([word, _ENDING.sub("", word), *(w for group in SAME if word in group for w in group)]))
