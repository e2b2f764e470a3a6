"""The report: one page of HTML that stands alone, and the summary for the terminal. They show tables and compute nothing new."""

from yeonjwa.report.page import render, summary

__all__ = ["render", "summary"]
