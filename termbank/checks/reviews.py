"""Reviews: terms that were reviewed too long ago."""

from __future__ import annotations

import calendar
import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from termbank.content.model import Glossary, Term
from termbank.content.schema import SiteFields, ValueFields
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
        The last review of a term lies further back than `review_every` allows: a number of months that the
        term, its category, or `site.yaml` gives; without any, nothing is said. Time is counted to the newest
        `reviewed` or `checked` date in the bank, not to today: the same content always says the same. A term
        without a date is not overdue; the [health page](content.md#the-health-page) lists it. `check
        --overdue` counts to today and lists what is due by owner.
        """,
    cure="""
        Read the term again, fix it, and set the date.
        """,
)
RULES = (REVIEW_OVERDUE,)


def check(glossary: Glossary, names: Names) -> Iterator[Diagnostic]:
    """Terms whose review was due before the newest date in the bank."""
    # Not the day of the build: the same content must give the same site, today and in a year.
    newest = newest_date(glossary)
    for review in overdue(glossary, newest) if newest else ():
        yield problem(review, f"over {review.months} months before the bank's newest date, {newest}")


def problem(review: Review, since: str) -> Diagnostic:
    """An overdue review as a problem; `since` says how long ago the last one was."""
    message = f"reviewed on {review.last}, {since}"
    place = span_of(review.term, "reviewed")
    return diagnostic(REVIEW_OVERDUE, message, place, "read the term again, and set the date")


def as_text(reviews: Iterable[Review]) -> str:
    """Overdue reviews by owner, those of nobody last; within, what is due longest comes first."""
    groups: defaultdict[str, list[Review]] = defaultdict(list)
    for review in sorted(reviews, key=lambda review: (review.due, review.term.slug)):
        groups[review.owner].append(review)
    lines = []
    for owner in sorted(groups, key=lambda owner: (not owner, owner)):
        lines += ["", f"{owner or 'nobody named'}:"]
        lines += [
            f"  due {review.due}  {review.term.path}  last reviewed {review.last}" for review in groups[owner]
        ]
    return "\n".join(lines[1:])


class Review(NamedTuple):
    """A term that is reviewed every so many `months`: when it was for the `last` time, and when it is `due` again.

    `owner` is who answers for it, empty where nobody is named.
    """

    term: Term
    owner: str
    last: datetime.date
    months: int
    due: datetime.date


def overdue(glossary: Glossary, today: datetime.date) -> list[Review]:
    """The reviews that were due before `today`, in the order of the terms. A term never reviewed has none."""
    found = []
    for term in glossary.active:
        last, months = term.fields.reviewed, _interval(glossary.site, term)
        # "Every 6 months" from August 31 ends on February 28.
        if last and months and (due := _months_after(last, months)) < today:
            found.append(Review(term, owner_of(glossary.site, term), last, months, due))
    return found


def owner_of(site: SiteFields, term: Term) -> str:
    """Who answers for `term`: its own owner, or that of its category; empty where neither is named."""
    category = _category(site, term)
    return term.fields.owner or (category and category.owner) or ""


def _interval(site: SiteFields, term: Term) -> int | None:
    category = _category(site, term)
    return term.fields.review_every or (category and category.review_every) or site.review_every


def _category(site: SiteFields, term: Term) -> ValueFields | None:
    return site.vocabularies.get("category", {}).get(term.fields.category or "")


def _months_after(day: datetime.date, months: int) -> datetime.date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def newest_date(glossary: Glossary) -> datetime.date | None:
    """The latest `reviewed` or `checked` date. It counts as today: the same content always gives the same output."""
    reviewed = (term.fields.reviewed for term in glossary.terms.values())
    checked = (resource.fields.checked for resource in glossary.resources.values())
    return max(filter(None, (*reviewed, *checked)), default=None)
