"""Citations for readers: APA, MLA and Chicago as runs of text.

Titles are never recased: a style may want sentence case, but a program cannot tell proper names from other words.
The words of the styles ("n.d.", "et al.") belong to them and are not translated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from termbank.content.csl_item import AND_OTHERS, INNER_QUOTES, CslItem, CslName, numbered

_MEDIA: Mapping[str, str] = MappingProxyType({"motion_picture": " [Video]", "broadcast": " [Audio podcast]"})
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Run(NamedTuple):
    """A stretch of a citation's text."""

    text: str
    italic: bool = False


def apa(work: CslItem) -> tuple[Run, ...]:
    """APA, 7th edition: a reference list entry."""
    day, medium = _day(work.issued), _MEDIA.get(work.kind, "")
    date = f"{day.year}, {MONTHS[day.month - 1]} {day.day}" if day else work.issued or "n.d."
    # Editors of a work that has authors stand behind its title, or before that of the book it is in.
    editors = work.editors if work.names and not work.container else ()
    edited = f" ({_apa_names(editors, inverted=False)}, {_apa_role(editors)})" if editors else ""
    behind = edited + medium
    when, title = f"({date}).", [Run(work.title, not work.is_part)]
    # A title that ends in a quotation has its full stop before the quotation mark, unless something comes between.
    if work.title.endswith("”") and not behind:
        title = [Run(_ended(work.title), not work.is_part)]
    else:
        title.append(Run(f"{behind}." if behind else _dot(work.title)))
    alone = f"{_apa_names(work.editors)} ({_apa_role(work.editors)})" if work.editors else ""
    makers = _apa_names(work.names) or alone
    head = [Run(f"{_ended(makers)} {when} "), *title] if makers else [*title, Run(f" {when}")]
    return _runs(*head, *_apa_source(work), Run(_behind(work.address)))


def _apa_source(work: CslItem) -> list[Run]:
    """A journal with its number, or a larger work and the publisher, who is not named twice."""
    if work.periodical:
        comma = ", " if work.volume or work.issue else ""
        number = [Run(comma), Run(work.volume, True), Run(numbered("", work.issue))]
        return [Run(" "), Run(work.periodical, True), *number, Run(".")]
    said = "" if work.names == (CslName(work.publisher),) else work.publisher
    editors = work.editors if work.names else ()
    edited = f"{_apa_names(editors, inverted=False)} ({_apa_role(editors)}), " if editors else ""
    inside = _inside(work, before=edited)
    return [*inside, Run(f" {_ended(said)}" if said else "")]


def _inside(work: CslItem, before: str = "", behind: str = "") -> list[Run]:
    """The larger work, with its editors before or behind it."""
    return (
        [Run(f" In {before}"), Run(work.container, True), Run(behind + _dot(behind))]
        if work.container
        else []
    )


def _apa_role(editors: Sequence[CslName]) -> str:
    return "Ed." if len(editors) == 1 else "Eds."


def _apa_names(names: Sequence[CslName], inverted: bool = True) -> str:
    """Up to twenty names; of more, the first nineteen and the last."""
    said = []
    for name in names:
        # "Jean-Luc Marie" is "J.-L. M.".
        initials = (
            "-".join(f"{part[0]}." for part in word.split("-") if part) for word in name.given.split()
        )
        given = " ".join(initials)
        said.append(_inverted(name, given) if inverted else _straight(name, given))
    if len(said) < 2:
        return "".join(said)
    if names[-1] == AND_OTHERS:
        return ", ".join(said)
    if len(said) > 20:
        return f"{', '.join(said[:19])}, . . . {said[-1]}"
    # "M. Cole & S. Scribner", but "Cole, M., & Scribner, S."
    comma = "," if inverted or len(said) > 2 else ""
    return f"{', '.join(said[:-1])}{comma} & {said[-1]}"


def mla(work: CslItem) -> tuple[Run, ...]:
    """MLA, 9th edition: a works-cited entry. An organization that publishes its own work is named once."""
    # "RAND. *Title*. RAND, 2020" says it twice.
    own = work.names == (CslName(work.publisher),)
    names = "" if own else _makers(work, 2, 1, ("editor", "editors"))
    source = [Run(work.container, True)] if work.container else []
    house = "" if work.periodical else work.publisher
    edited = _edited(work, 2, 1)
    # Behind a title that is a sentence of its own, it begins the next.
    facts = [
        edited if work.container else edited.replace("e", "E", 1),
        *_numbers(work, "vol. "),
        house,
        _mla_date(work.issued),
        work.address,
    ]
    for fact in filter(None, facts):
        source += [Run(", " if source else ""), Run(fact)]
    accessed = _day(work.accessed) if not work.issued and work.address else None
    end = f" Accessed {_mla_date(work.accessed)}." if accessed else ""
    head = [Run(f"{_ended(names)} ")] if names else []
    behind = [Run(" "), *source, Run("" if _dot(source[-1].text) == "" else ".")] if source else []
    return _runs(*head, *_title(work), *behind, Run(end))


def _numbers(work: CslItem, volume: str = "") -> list[str]:
    """Volume and issue of a journal; `volume` says what the first is."""
    # A double issue, "3–4", is two numbers.
    number = "nos. " if "–" in work.issue else "no. "
    named = ((volume, work.volume), (number, work.issue)) if work.periodical else ()
    return [f"{name}{value}" for name, value in named if value]


def _mla_date(issued: str) -> str:
    day = _day(issued)
    if not day:
        return issued
    month = MONTHS[day.month - 1]
    short = month if len(month) <= 4 else f"{month[: 4 if month == 'September' else 3]}."
    return f"{day.day} {short} {day.year}"


def chicago(work: CslItem) -> tuple[Run, ...]:
    """The Chicago Manual, 17th edition: a bibliography entry, without the place, which no field holds."""
    names = _makers(work, 10, 7, ("ed.", "eds."))
    head = [Run(f"{_ended(names)} ")] if names else []
    accessed = _day(work.accessed) if not work.issued and work.address else None
    undated = "" if accessed else "n.d."
    seen = f" Accessed {_long(accessed)}." if accessed else ""
    source = _chicago_source(work, work.issued or undated)
    return _runs(*head, *_title(work), *source, Run(seen + _behind(work.address, ".")))


def _chicago_source(work: CslItem, when: str) -> list[Run]:
    """A journal with its number, or a larger work and the publisher, and when that was."""
    if work.kind == "entry-dictionary":
        day = _day(work.issued)
        return [Run(" "), Run(work.container, True), Run(f". Last modified {_long(day)}." if day else ".")]
    if work.periodical:
        numbers = ", ".join(_numbers(work))
        dated = f" {numbers}{f' ({when})' if when else ''}" if numbers else f", {when}" if when else ""
        return [Run(" "), Run(work.periodical, True), Run(_ended(dated))]
    said = ", ".join(filter(None, (work.publisher, when if work.issued or work.publisher else "")))
    edited = _edited(work, 10, 7)
    inside = _inside(work, behind=f", {edited}" if edited else "")
    alone = Run(f" E{_ended(edited[1:])}" if edited and not inside else "")
    return [*inside, alone, Run(f" {_ended(said)}" if said else "")]


def _title(work: CslItem) -> list[Run]:
    """The title with its full stop, in quotation marks or in italics."""
    if work.is_part:
        return [Run(f"“{_ended(work.title).translate(INNER_QUOTES)}”")]
    return [Run(work.title, True), Run(_dot(work.title))]


def _makers(work: CslItem, most: int, shown: int, roles: tuple[str, str]) -> str:
    """The authors, or where none are known the editors, with the role of one or of several."""
    if work.names or not work.editors:
        return _named(work.names, most, shown)
    return f"{_named(work.editors, most, shown)}, {roles[len(work.editors) > 1]}"


def _edited(work: CslItem, most: int, shown: int) -> str:
    """`edited by …` for a work that has authors as well."""
    return f"edited by {_named(work.editors, most, shown, False)}" if work.names and work.editors else ""


def _named(names: Sequence[CslName], most: int, shown: int, inverted: bool = True) -> str:
    """Names in their order, the first `inverted` or not; of more than `most`, the first `shown`."""
    said = [
        _inverted(name, name.given) if inverted and not number else _straight(name, name.given)
        for number, name in enumerate(names if len(names) <= most else names[:shown])
    ]
    # "Cole, Michael, and Sylvia Scribner", but "Michael Cole and Sylvia Scribner".
    comma = "," if inverted or len(said) > 2 else ""
    if len(names) > most or AND_OTHERS in names:
        named = said[: names.index(AND_OTHERS)] if AND_OTHERS in names else said
        return f"{', '.join(named)}{comma} et al."
    return f"{', '.join(said[:-1])}{comma} and {said[-1]}" if len(said) > 1 else "".join(said)


def _straight(name: CslName, given: str) -> str:
    return " ".join(filter(None, (given, name.family, name.suffix)))


def _inverted(name: CslName, given: str) -> str:
    return ", ".join(filter(None, (name.family, given, name.suffix)))


def _dot(text: str) -> str:
    """The full stop that `text` needs: none where it ends a sentence already."""
    return "" if text.rstrip("”’\"'").endswith((".", "?", "!", "…")) else "."


def _ended(text: str) -> str:
    """`text` with the full stop it needs, which goes inside a quotation mark at the end."""
    return f"{text[:-1]}.”" if text.endswith("”") and _dot(text) else text + _dot(text)


def _behind(address: str, stop: str = "") -> str:
    return f" {address}{stop}" if address else ""


def _day(text: str) -> date | None:
    # A year alone is no date.
    return date.fromisoformat(text) if len(text) > 4 else None


def _long(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def _runs(*runs: Run) -> tuple[Run, ...]:
    """The runs without empty ones, neighbors of one kind joined."""
    joined: list[Run] = []
    for run in filter(lambda run: run.text, runs):
        if joined and joined[-1].italic == run.italic:
            joined[-1] = Run(joined[-1].text + run.text, run.italic)
        else:
            joined.append(run)
    return tuple(joined)


Style = Callable[[CslItem], tuple[Run, ...]]

STYLES: tuple[tuple[str, Style], ...] = (("APA", apa), ("MLA", mla), ("Chicago", chicago))
