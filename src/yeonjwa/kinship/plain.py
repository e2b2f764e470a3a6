"""Slow twins of the kernels, written straight from the definitions in plain Python; the tests compare the two.

A *way* from a person up to a common ancestor and down to a relative is spelled out as two lists of persons, so nothing
here relies on the order of ids or on the sweeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from yeonjwa.kinship.rules import BEYOND, KinRule

Row = tuple[int, int, int, bool]  # chon, steps up, side, is half


class PlainKin:
    """Kinship among a few hundred persons at most.

    Parameters
    ----------
    mother, father : sequences of ids, -1 where unknown
    couples : pairs of ids, for rules with affines
    """

    def __init__(self, mother: Sequence[int], father: Sequence[int], couples: Iterable[tuple[int, int]] = ()):
        self.mother, self.father = [int(m) for m in mother], [int(f) for f in father]
        self.couples = [(int(w), int(h)) for w, h in couples]
        self._lines: dict[tuple[int, int, bool], list[list[int]]] = {}

    def lines_up(self, person: int, limit: int, agnatic: bool) -> list[list[int]]:
        """Every line of ancestors of at most ``limit`` steps, each starting with the person."""
        key = (person, limit, agnatic)
        if key not in self._lines:
            found = [[person]]
            if limit > 0:
                parents = [self.father[person]] if agnatic else [self.father[person], self.mother[person]]
                for parent in parents:
                    if parent >= 0:
                        found += [[person, *line] for line in self.lines_up(parent, limit - 1, agnatic)]
            self._lines[key] = found
        return self._lines[key]

    def relation(self, a: int, b: int, rule: KinRule) -> Row | None:
        """How ``b`` is a blood relative of ``a``: chon, steps up, side, is half; None beyond the rule."""
        tops: dict[int, list[list[int]]] = {}
        for line in self.lines_up(b, rule.limit, rule.agnatic):
            tops.setdefault(line[-1], []).append(line)
        best: tuple[int, int] | None = None
        sides, full = 0, False
        for up in self.lines_up(a, rule.limit, rule.agnatic):
            side = 0 if len(up) == 1 else 1 if rule.agnatic or up[1] == self.father[a] else 2
            depth = (rule.limit, rule.father_chon, rule.mother_chon)[side]
            for down in tops.get(up[-1], ()):
                degree = (len(up) + len(down) - 2, len(up) - 1)
                if degree[0] > depth or (best is not None and degree > best):
                    continue
                if best is None or degree < best:
                    best, sides, full = degree, 0, False
                sides |= side
                full |= self._turns_at_a_couple(up, down)
        if best is None:
            return None
        return best[0], best[1], sides, 0 < best[1] < best[0] and not full

    def _turns_at_a_couple(self, up: list[int], down: list[int]) -> bool:
        if len(up) < 2 or len(down) < 2:
            return False
        x, y = up[-2], down[-2]
        same = self.mother[x] == self.mother[y] >= 0 and self.father[x] == self.father[y] >= 0
        return x != y and same

    def relatives(self, person: int, rule: KinRule) -> dict[int, Row]:
        """Blood relatives of a person under a rule, by id."""
        others = ((b, self.relation(person, b, rule)) for b in range(len(self.mother)) if b != person)
        return {b: row for b, row in others if row is not None}

    def spouses(self, person: int) -> list[int]:
        """Everybody the person ever married."""
        return [h for w, h in self.couples if w == person] + [w for w, h in self.couples if h == person]

    def chon(self, a: int, b: int, rule: KinRule) -> int:
        """Degree of ``b`` as a relative of ``a``, -1 beyond the rule."""
        pairs = [(a, b)]
        if rule.affines:
            pairs += [(s, b) for s in self.spouses(a)] + [(a, s) for s in self.spouses(b)]
        degrees = [row[0] for row in (self.relation(x, y, rule) for x, y in pairs) if row is not None]
        return min(degrees, default=-1)

    def least_chon(self, members: Iterable[int], rule: KinRule) -> list[int]:
        """Least chon of everybody to a set: the least over all members, 127 beyond the rule."""
        members = list(members)
        result = []
        for person in range(len(self.mother)):
            degrees = [d for d in (self.chon(person, m, rule) for m in members) if d >= 0]
            result.append(min(degrees, default=BEYOND))
        return result

    def earliest_within(self, seed_time: Sequence[int], max_chon: int, agnatic: bool) -> list[list[int]]:
        """For each person and degree the earliest time of a member within it, by asking each degree and time anew."""
        table = [[255] * (max_chon + 1) for _ in self.mother]
        rule = KinRule(max_chon, 0 if agnatic else max_chon, agnatic)
        for time in sorted({int(t) for t in seed_time if t < 255}, reverse=True):
            near = self.least_chon([p for p, t in enumerate(seed_time) if t <= time], rule)
            for row, degree in zip(table, near, strict=True):
                for d in range(max_chon + 1):
                    if degree <= d:
                        row[d] = time
        return table

    def children(self, parent: int) -> list[int]:
        """Children of a person, once for each link, in order of id."""
        links = zip(self.mother, self.father, strict=True)
        return [c for c, parents in enumerate(links) for p in parents if p == parent]
