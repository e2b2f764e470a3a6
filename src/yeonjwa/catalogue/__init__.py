"""Reports, figures and sources as data files, with a loader."""

from yeonjwa.catalogue.figures import Figure, Source, count_by_standing, figure, figures, sources

__all__ = ["Figure", "Source", "count_by_standing", "figure", "figures", "sources"]
