"""The types of fields: text in, a typed value out, or an error in a contributor's words."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, NamedTuple
from urllib.parse import unquote

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from termbank.text.invisible import is_visible
from termbank.text.suggest import did_you_mean, in_quotes, nearest, quote
from termbank.text.urls import (
    address_cure,
    base_url_problem,
    encoded,
    has_scheme,
    slug_problem,
    slugify,
    url_problem,
)

_ERIC = re.compile(r"(?:https?://(?:www\.)?eric\.ed\.gov/\?id=|ERIC:?\s*)?(E[DJ])\s?(\d{6,7})", re.IGNORECASE)
_ISBN = re.compile(r"(?:ISBN(?:-1[03])?:?\s*)?([\d\s\u2010-\u2013-]+[\dX])", re.IGNORECASE)
_DOI = re.compile(r"(?:https?://(?:(?:dx|www)\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)


LONGEST_NAME = 300
"""Characters of a title, a name or a value at most. Prose is searched for names; nobody reads longer ones."""


def fail(code: str, message: str, *hints: str) -> PydanticCustomError:
    """An error that carries a diagnostic's code, message and hints to whoever validates."""
    return PydanticCustomError(code, "{message}", {"message": message, "hints": hints})


def _text(value: object) -> str:
    if not isinstance(value, str):
        if (
            isinstance(value, dict)
            and len(value) == 1
            and all(isinstance(text, str) for text in value.values())
        ):
            # `- Exit Ticket: a check` is an item with a colon in it.
            whole = ": ".join(next(iter(value.items())))
            cure = f"if this is one text, put it in quotes: {in_quotes(whole)}"
            raise fail("wrong-type", "a colon followed by a space stands inside a value", cure)
        what = "a list" if isinstance(value, list) else "lines such as `name: value`"
        raise fail("wrong-type", f"one piece of text belongs here, not {what}", "keep one value")
    # Folded scalars and long lines bring line breaks and double spaces that no reader should see.
    value = " ".join(value.split())
    if not is_visible(value):
        what = "a value of characters that cannot be seen" if value else "an empty value"
        raise fail("wrong-type", what, "write the value or remove the line")
    return value


def _refusing(code: str, problem: Callable[[str], str | None], *hints: str) -> AfterValidator:
    """A validator for text that `problem` has nothing against; what it says continues the value, quoted."""

    def check(text: str) -> str:
        if reason := problem(text):
            raise fail(code, f"{quote(text)} {reason}", *hints)
        return text

    return AfterValidator(check)


def _former(text: str) -> str:
    if reason := slug_problem(text):
        meant = slugify(text)
        raise fail("invalid-slug", f"{quote(text)} {reason}", *([f"write {quote(meant)}"] if meant else []))
    return text


def _list(value: object) -> object:
    if isinstance(value, str) and re.match(r"-\w", value):
        # The lines `-Guide` and `-Sheet` are read as one text.
        items = re.split(r"\s+-(?=\w)", value[1:])
        written = ", ".join(quote(f"- {item}") for item in items)
        cure = f"write {written}" if len(items) == 1 else f"write one item a line: {written}"
        raise fail("wrong-type", "a space is missing after the dash", cure)
    if isinstance(value, str):
        # People write `aliases: rubric, scale` or `rubric; scale`, and the hint shows the list they meant.
        items = [item.strip() for item in re.split("[,;]", value) if item.strip()]
        if not items:
            return []
        each = ", ".join(quote(f"- {item}") for item in items)
        raise fail("wrong-type", "a list belongs here, not text", f"write one item a line: {each}")
    if isinstance(value, dict):
        message = "a list belongs here, not lines such as `name: value`"
        raise fail("wrong-type", message, "begin each line with a dash")
    return value


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) and value.strip() else _list(value)


def _map(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        return {}
    if not isinstance(value, dict):
        items = value if isinstance(value, list) else [value]
        named = {item: "…" for item in items if isinstance(item, str) and item.strip()}
        for item in items:
            named |= item if isinstance(item, dict) else {}
        lines = ", ".join(quote(f"{name}: {text}") for name, text in named.items() if isinstance(text, str))
        what = "a list" if isinstance(value, list) else "text"
        cure = (
            f"write without dashes, indented by two spaces: {lines}" if lines else "write `name: value` lines"
        )
        raise fail("wrong-type", f"lines such as `name: value` belong here, not {what}", cure)
    return value


def _date(value: object) -> datetime.date:
    text = _text(value)
    try:
        # `fromisoformat` also reads 20260331 and week dates, which no one else would.
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError(text)
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise fail("wrong-type", f"{quote(text)} is not a date", _date_cure(text)) from None


def _date_cure(text: str) -> str:
    """How to write the date that `text` means beyond doubt, or an example."""
    found = (0, 0, 0)
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    named = [number for number, name in enumerate(_MONTHS, 1) if name in text.casefold()]
    years = [number for number in numbers if number > 999]
    others = [number for number in numbers if number <= 999]
    if len(named) == len(years) == len(others) == 1:
        found = (years[0], named[0], others[0])
    elif not named and len(years) == 1 and len(others) == 2:
        # `31/03/2026` has one reading, `03/04/2026` two.
        days, months = sorted(others, reverse=True)
        clear = numbers[0] == years[0] or days > 12 or days == months
        found = (years[0], others[0], others[1]) if numbers[0] == years[0] else (years[0], months, days)
        found = found if clear else (0, 0, 0)
    try:
        return f"write year-month-day: `{datetime.date(*found)}`"
    except ValueError:
        return "write year-month-day, such as `2026-03-31`"


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _language(value: object) -> str:
    text = _text(value).replace("_", "-")
    # BCP 47: a language of two or three letters, then script, region and variants.
    if (
        re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*(?:-x(?:-[A-Za-z0-9]{1,8})+)?", text)
        and len(text) <= 35
    ):
        return text
    names = {name.casefold(): tag for tag, names in _LANGUAGES.items() for name in names}
    near = nearest(text.casefold(), names, 1)
    cure = f"write `{names[near[0]]}`" if near else "write a tag such as `en`, `de` or `pt-BR`"
    raise fail("wrong-type", f"{quote(text)} is not a language tag", cure)


# The languages that people write out, each as its own speakers and as English speakers call it.
_LANGUAGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ar": ("Arabic", "العربية"),
        "cs": ("Czech", "Čeština"),
        "da": ("Danish", "Dansk"),
        "de": ("German", "Deutsch"),
        "el": ("Greek", "Ελληνικά"),
        "en": ("English", "Englisch", "Anglais", "Inglés"),
        "es": ("Spanish", "Español"),
        "fa": ("Persian", "Farsi", "فارسی"),
        "fi": ("Finnish", "Suomi"),
        "fr": ("French", "Français"),
        "he": ("Hebrew", "עברית"),
        "hi": ("Hindi", "हिन्दी"),
        "it": ("Italian", "Italiano"),
        "ja": ("Japanese", "日本語"),
        "ko": ("Korean", "한국어"),
        "nb": ("Norwegian", "Norsk"),
        "nl": ("Dutch", "Nederlands"),
        "pl": ("Polish", "Polski"),
        "pt": ("Portuguese", "Português"),
        "ru": ("Russian", "Русский"),
        "sv": ("Swedish", "Svenska"),
        "tr": ("Turkish", "Türkçe"),
        "uk": ("Ukrainian", "Українська"),
        "zh": ("Chinese", "中文"),
    }
)


def _amount(value: object) -> int | float:
    text = _text(value)
    if re.fullmatch(r"-?\d{1,9}", text):
        return int(text)
    if re.fullmatch(r"-?\d{1,9}\.\d{1,6}", text):
        return float(text)
    found = re.findall(r"-?\d{1,9}(?:[.,]\d{1,6})?(?![.,\d])", text)
    cure = (
        f"write {quote(found[0].replace(',', '.'))}"
        if len(found) == 1
        else "write digits, as in `45` or `1.5`"
    )
    raise fail("wrong-type", f"{quote(text)} is not a number", cure)


def _number(noun: str, pattern: str, cure: str) -> BeforeValidator:
    def check(value: object) -> int:
        text = _text(value)
        if not re.fullmatch(pattern, text):
            raise fail("wrong-type", f"{quote(text)} is not {noun}", cure)
        return int(text)

    return BeforeValidator(check)


def _year(value: object) -> int:
    text = _text(value)
    if re.fullmatch(r"[12]\d{3}", text):
        return int(text)
    years = " or ".join(f"`{year}`" for year in dict.fromkeys(re.findall(r"(?<!\d)[12]\d{3}(?!\d)", text)))
    cure = f"write {years} alone" if years else "write four digits"
    raise fail("wrong-type", f"{quote(text)} is not a year", f"{cure}, or leave the field out")


def _bool(value: object) -> bool:
    text = _text(value).casefold()
    if text not in ("true", "yes", "false", "no"):
        raise fail("wrong-type", f"{quote(text)} is neither true nor false", "write `true` or `false`")
    return text in ("true", "yes")


def _url(value: object) -> str:
    text = _text(value)
    address = encoded(text)
    if problem := url_problem(address):
        raise fail("unsafe-link", f"{quote(text)} {problem}", address_cure(text))
    return address


def _web_url(value: object) -> str:
    text = _url(value)
    # An author's page, a repository: mail belongs in a body, where readers see whom they write to.
    if text.lower().startswith("mailto:"):
        raise fail("unsafe-link", f"{quote(text)} is not a web address", "begin with `https://`")
    return text


def _doi(value: object) -> str:
    text = _text(value)
    match = _DOI.fullmatch(text)
    if not match:
        found = re.search(r"10\.\d{4,9}/\S+", text)
        cure = f"write {quote(found[0])}" if found else "a DOI looks like `10.3102/0034654307313795`"
        raise fail("wrong-type", f"{quote(text)} is not a DOI", cure)
    # Copied from an address bar, a DOI is percent-encoded; written as a DOI, a percent sign is one of its own.
    return unquote(match[1]) if "doi.org/" in text.lower() else match[1]


def _isbn(value: object) -> str:
    """ISO 2108: the last digit follows from the others, in books before 2007 from nine of them."""
    text = _text(value)
    match = _ISBN.fullmatch(text)
    # Kept as it is printed, with its hyphens, which show publisher and title; all kinds of dashes are one.
    isbn = re.sub(r"[\s\u2010-\u2013-]+", "-", match[1].upper()) if match else ""
    digits = isbn.replace("-", "")
    if not re.fullmatch(r"\d{9}[\dX]|97[89]\d{10}", digits):
        cure = "an ISBN has 10 or 13 digits, such as `978-0-674-57629-2`"
        raise fail("wrong-type", f"{quote(text)} is not an ISBN", cure)
    numbers = [10 if digit == "X" else int(digit) for digit in digits]
    if len(numbers) == 13:
        right = sum(number * (3 if place % 2 else 1) for place, number in enumerate(numbers)) % 10 == 0
    else:
        right = sum(number * (10 - place) for place, number in enumerate(numbers)) % 11 == 0
    if not right:
        cure = "copy it again: a digit is wrong, or two have changed places"
        raise fail("wrong-type", f"the check digit of {quote(text)} does not fit the digits before it", cure)
    return isbn


def _eric(value: object) -> str:
    text = _text(value)
    match = _ERIC.fullmatch(text)
    if not match:
        cure = "write `ED` or `EJ` and six or seven digits: `ED506645`"
        raise fail("wrong-type", f"{quote(text)} is not an ERIC number", cure)
    return match[1].upper() + match[2]


def choice(kind: type[StrEnum]) -> BeforeValidator:
    """A validator for the values of `kind`; see `status` for its use."""
    values = [member.value for member in kind]

    def check(value: object) -> StrEnum:
        text = _text(value)
        if text not in values:
            listed = ", ".join(f"`{choice}`" for choice in values)
            cures = did_you_mean(text, values) or ("write one of these, or remove the line",)
            raise fail("unknown-value", f"{quote(text)} is not one of {listed}", *cures)
        return kind(text)

    return BeforeValidator(check)


def _edit_url(value: object) -> str:
    text = _text(value)
    if problem := url_problem(text.replace("{path}", "path")):
        raise fail(
            "unsafe-link", f"{quote(text)} {problem}", "begin with `https://`; `{path}` stands for the file"
        )
    if "{path}" not in text:
        # Every page would offer to edit the same file, or the front page of the repository.
        raise fail(
            "wrong-type", f"{quote(text)} has no `{{path}}`", f"write {quote(text.rstrip('/') + '/{path}')}"
        )
    return text


def _contact(value: object) -> str:
    text = _text(value)
    # `words@example.org` is what people write, and a browser needs the scheme.
    address = encoded(f"mailto:{text}" if "@" in text and not has_scheme(text) else text)
    if problem := url_problem(address):
        cure = "write a mail address, or the address of a form, beginning with `https://`"
        raise fail("unsafe-link", f"{quote(text)} {problem}", cure)
    return address


def _png(value: object) -> str:
    text = _text(value).removeprefix("content/")
    # Its size is read from the file, so that nothing moves when it comes: PNG says it in its first bytes.
    if not text.lower().endswith(".png"):
        raise fail("wrong-type", f"{quote(text)} is no PNG picture", "save the picture as a `.png` file")
    return text


def _base_url(value: object) -> str:
    text = _web_url(value)
    if problem := base_url_problem(text):
        reason, _, cure = problem.partition(": ")
        raise fail("unsafe-link", f"{quote(text)} {reason}", cure)
    return text


class Takes(NamedTuple):
    """What a field of this type takes, in words for the manual."""

    words: str


class Vocabulary(NamedTuple):
    """Marks a field whose values are those of the vocabulary that has the field's name.

    The pages of the values stand in `folder` below the site's root.
    """

    folder: str


LIST = BeforeValidator(_list)
MAP = BeforeValidator(_map)

Text = Annotated[str, Takes("text"), BeforeValidator(_text)]
Language = Annotated[str, Takes("text"), BeforeValidator(_language)]
Name = Annotated[
    Text,
    _refusing(
        "wrong-type",
        lambda text: f"is longer than {LONGEST_NAME} characters" if len(text) > LONGEST_NAME else None,
        "shorten it: what is longer belongs in the text",
    ),
]
Slug = Annotated[
    str, Takes("a slug"), BeforeValidator(lambda value: unicodedata.normalize("NFC", _text(value)))
]
# It becomes the name of a file: `../../index` would be written outside the site.
Former = Annotated[Slug, AfterValidator(_former)]
Names = Annotated[tuple[Name, ...], Takes("a list of texts"), LIST]
Slugs = Annotated[tuple[Slug, ...], Takes("a list of slugs"), LIST]
Formers = Annotated[tuple[Former, ...], Takes("a list of slugs"), LIST]
OneOrMore = Annotated[tuple[Name, ...], Takes("text, or a list of texts"), BeforeValidator(_one_or_more)]
Date = Annotated[datetime.date, Takes("a date: year-month-day"), BeforeValidator(_date)]
# As text: a record keeps what a site declares as plain values, which every cache and format holds as they are.
Day = Annotated[str, Takes("a date: year-month-day"), BeforeValidator(lambda value: _date(value).isoformat())]
Amount = Annotated[int | float, Takes("a number"), BeforeValidator(_amount)]
Number = Annotated[int, Takes("a whole number"), _number("a whole number", r"\d{1,9}", "write digits only")]
Year = Annotated[int, Takes("a year"), BeforeValidator(_year)]
Months = Annotated[
    int,
    Takes("a number of months"),
    _number("a number of months", r"[1-9]\d{0,2}", "write a number such as `12`"),
]
Flag = Annotated[bool, Takes("`true` or `false`"), BeforeValidator(_bool)]
Url = Annotated[str, Takes("a web address"), BeforeValidator(_web_url)]
Urls = Annotated[tuple[Url, ...], Takes("a list of web addresses"), LIST]
BaseUrl = Annotated[str, Takes("a web address"), BeforeValidator(_base_url)]
EditUrl = Annotated[str, Takes("text"), BeforeValidator(_edit_url)]
Contact = Annotated[str, Takes("a mail or web address"), BeforeValidator(_contact)]
Png = Annotated[str, Takes("the path of a `.png` file"), BeforeValidator(_png)]
Doi = Annotated[str, Takes("a DOI"), BeforeValidator(_doi)]
Isbn = Annotated[str, Takes("an ISBN"), BeforeValidator(_isbn)]
Eric = Annotated[str, Takes("an ERIC number"), BeforeValidator(_eric)]
Sentences = Annotated[dict[Slug, Text], Takes("a map: slug to one sentence"), MAP]
Exceptions = Annotated[dict[Text, Text], Takes("a map: code to one sentence"), MAP]
