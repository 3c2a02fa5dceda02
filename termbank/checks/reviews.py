"""Reviews: terms that were reviewed too long ago."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from termbank.content.model import Glossary, Term
from termbank.content.spans import span_of
from termbank.linking.names import Names
from termbank.text.diagnostics import Diagnostic, diagnostic
from termbank.text.rules import Rule, Severity

REVIEW_OVERDUE = Rule(
    "review-overdue",
    "a review that is due again",
    Severity.WARNING,
    editorial=True,
    why="""
        The last review of a term lies further back than `review_every` in `site.yaml` allows (a number of
        months; without it nothing is said). Time is counted to the newest `reviewed` or `checked` date in
        the bank, not to today: the same content always says the same. A term without a date is not overdue;
        the [health page](content.md#the-health-page) lists it.
        """,
    cure="""
        Read the term again, fix it, and set the date.
        """,
)
RULES = (REVIEW_OVERDUE,)


def check(glossary: Glossary, names: Names) -> Iterator[Diagnostic]:
    """Terms whose `reviewed` lies `review_every` months or more before the newest date in the bank."""
    # Not the day of the build: the same content must give the same site, today and in a year.
    months, newest = glossary.site.review_every, newest_date(glossary)
    if not months or not newest:
        return
    for term in glossary.active:
        if is_overdue(term, months, newest):
            yield diagnostic(
                REVIEW_OVERDUE,
                f"reviewed on {term.fields.reviewed}, over {months} months before the bank's newest date, {newest}",
                span_of(term, "reviewed"),
                "read the term again, and set the date",
            )


def newest_date(glossary: Glossary) -> datetime.date | None:
    """The latest `reviewed` or `checked` date. It counts as today: the same content always gives the same output."""
    reviewed = (term.fields.reviewed for term in glossary.terms.values())
    checked = (resource.fields.checked for resource in glossary.resources.values())
    return max(filter(None, (*reviewed, *checked)), default=None)


def is_overdue(term: Term, months: int, today: datetime.date) -> bool:
    """Whether the last review of `term` is more than `months` months before `today`; no review is none overdue."""
    last = term.fields.reviewed
    return (
        last is not None
        and (today.year - last.year) * 12 + today.month - last.month - (today.day <= last.day) >= months
    )
