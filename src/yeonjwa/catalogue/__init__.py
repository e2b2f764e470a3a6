"""Reports, claims, figures, sources and dated practices as data files, with a loader and no logic of the model.

Figures and sources are read by the model and imported here; reports, claims and practices are read by people, and have
modules of their own (``catalogue.reports``, ``.claims``, ``.practices``, ``.trace``), so that a run does not parse them.
"""

from yeonjwa.catalogue.figures import Figure, Source, count_by_standing, figure, figures, sources

__all__ = ["Figure", "Source", "count_by_standing", "figure", "figures", "sources"]
