"""The commands that change content files: new, rename, retire, merge, split."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from termbank.cli.options import config_from, page_key, shared_options
from termbank.cli.output import CONTENT_ERRORS, GOOD, count, say
from termbank.cli.program import program

if TYPE_CHECKING:
    from termbank.content.model import Glossary
    from termbank.edit.changes import Change
    from termbank.text.diagnostics import Diagnostic

_DRY_RUN = click.option("--dry-run", is_flag=True, help="Show the changes, and write nothing.")
_REASON = click.option("--reason", metavar="TEXT", default="", help="A sentence for readers: why.")


@program.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", help="The name of the glossary (default: that of the folder).")
def init(folder: Path, title: str | None) -> None:
    """Begin a glossary: writes a small example with one of everything to a new folder.

    \b
    Examples:
      termbank init bread-words
      termbank init bread-words --title "The Words of Bread"
    """
    from termbank.edit.changes import EditError
    from termbank.edit.start import start

    name = title or folder.absolute().name.replace("-", " ").replace("_", " ").title()
    try:
        change = start(folder, name)
        folder.mkdir(parents=True, exist_ok=True)
        change.apply(folder)
    except (EditError, OSError) as error:
        raise click.ClickException(str(error)) from error
    say(
        f"wrote {count(len(change.created), 'file')} to {folder}; next, type:\n\n  cd {folder}\n  termbank serve"
    )
    sys.exit(GOOD)


@program.command()
@shared_options
@click.argument("kind", type=click.Choice(["term", "resource"]))
@click.argument("title", nargs=-1)
@click.option(
    "--from",
    "record",
    type=click.File(encoding="utf-8"),
    metavar="FILE",
    help="Fill in a resource from its BibTeX, RIS or CSL-JSON record; `-` for one that you paste.",
)
@_DRY_RUN
def new(kind: Any, title: tuple[str, ...], record: TextIO | None, dry_run: bool, **options: Any) -> None:
    """Begin a term or a resource: writes a file with the fields that it can have.

    \b
    Examples:
      python build.py new term Exit Ticket
      python build.py new resource "Inside the Black Box"
      python build.py new resource --from citation.bib
      python build.py new resource --from -     (then paste the record, and press Ctrl-D)
    """
    from termbank.edit.new import new_record

    if record and kind == "term":
        raise click.UsageError("--from is for resources")
    if not (title or record):
        raise click.UsageError(f"say what the {kind} is called, or name its record with `--from`")
    said = " ".join(title)
    if record:
        # Windows types Ctrl-Z where others type Ctrl-D; either ends the text.
        written = record.read()
        _change(options, dry_run, lambda glossary, _: _of_record(glossary, written, said))
    _change(options, dry_run, lambda glossary, _: new_record(glossary, kind, said))


def _of_record(glossary: Glossary, text: str, title: str) -> Change:
    """The resource that a pasted record describes, called `title` if there is one. Raises EditError."""
    from termbank.content.spans import setting_of
    from termbank.edit.changes import EditError
    from termbank.edit.new import new_record
    from termbank.importers import pasted
    from termbank.importers.found import ImportFileError
    from termbank.importers.write import sound_fields

    try:
        found = pasted(text)
    except ImportFileError as error:
        raise EditError(str(error)) from error
    if len(found.entries) != 1:
        raise EditError(f"the record holds {len(found.entries)} works: save it as a file, and use `import`")
    (work,) = found.entries
    setting = setting_of(glossary.site, glossary.site_front, "resource", True)
    fields = sound_fields(work, f"resources/{work.slug or 'new'}.md", found, glossary.site.language, setting)
    values = {
        name: value for name, value in fields.items() if name != "title" and not isinstance(value, dict)
    }
    # A declared vocabulary is closed, and formats have types of their own.
    declared, kind = glossary.site.vocabularies.get("resource_type"), values.get("resource_type", "")
    if declared and isinstance(kind, str) and kind and kind not in declared:
        found.lose(f"`resource_type`: {kind} is no value of this glossary", "")
        del values["resource_type"]
    change = new_record(
        glossary, "resource", title or work.title, values, work.body, "" if title else work.slug
    )
    # Pages and keywords have no place here; a person who typed nothing of it should not be told by every field.
    lost = [what for what in found.losses if "has no place here" not in what]
    change.notes += [f"not taken: {what}" for what in lost]
    return change


@program.command()
@shared_options
@click.argument("old")
@click.argument("slug")
@_DRY_RUN
def rename(old: str, slug: str, dry_run: bool, **options: Any) -> None:
    """Give a term or a resource another slug, in its file's name and wherever it is named.

    The old address keeps a page that leads to the new one.

    \b
    Examples:
      python build.py rename exit-slip exit-ticket
      python build.py rename resources/bloom-1984 bloom-1984a --dry-run
    """
    from termbank.edit.terms import rename as renamed

    name = slug.removesuffix(".md").rpartition("/")[2]
    _change(
        options, dry_run, lambda glossary, content: renamed(glossary, content, page_key(glossary, old), name)
    )


@program.command()
@shared_options
@click.argument("slug")
@click.option(
    "--replaced-by", multiple=True, metavar="SLUG", help="The term to use instead; may be given again."
)
@_REASON
@_DRY_RUN
def retire(slug: str, replaced_by: tuple[str, ...], reason: str, dry_run: bool, **options: Any) -> None:
    """Mark a term as no longer used. Its page stays, and names the terms to use instead.

    \b
    Examples:
      python build.py retire exit-slip --replaced-by exit-ticket
    """
    from termbank.edit.terms import retire as retired

    _change(options, dry_run, lambda glossary, content: retired(glossary, content, slug, replaced_by, reason))


@program.command()
@shared_options
@click.argument("slug")
@click.argument("into")
@_REASON
@_DRY_RUN
def merge(slug: str, into: str, reason: str, dry_run: bool, **options: Any) -> None:
    """Make one term of two, or one resource: SLUG goes into INTO, with its names and all that refers to it.

    \b
    Examples:
      python build.py merge exit-slip exit-ticket
      python build.py merge resources/bloom-1984 resources/bloom-1984a
    """
    from termbank.edit.terms import merge as merged
    from termbank.edit.terms import merge_works

    def merging(glossary: Glossary, content: Path) -> Change:
        first, second = (each.removesuffix(".md").rpartition("/")[2] for each in (slug, into))
        if "resources/" in slug or (first not in glossary.terms and first in glossary.resources):
            return merge_works(glossary, content, first, second)
        return merged(glossary, content, first, second, reason)

    _change(options, dry_run, merging)


@program.command()
@shared_options
@click.argument("slug")
@click.argument("into", nargs=-1, required=True)
@_REASON
@_DRY_RUN
def split(slug: str, into: tuple[str, ...], reason: str, dry_run: bool, **options: Any) -> None:
    """Make several terms of one: those that are missing are begun as drafts.

    \b
    Examples:
      python build.py split assessment formative-assessment "Summative Assessment"
    """
    from termbank.edit.terms import split as parted

    _change(options, dry_run, lambda glossary, content: parted(glossary, content, slug, into, reason))


def mend(glossary: Glossary, diagnostics: Sequence[Diagnostic], content: Path, yes: bool) -> NoReturn:
    """Show what has one right answer, ask, and mend it; ends the program."""
    from termbank.edit.changes import EditError
    from termbank.edit.fix import fix

    change = fix(glossary, diagnostics, content)
    mended = sum(map(len, change.edits.values()))
    if not mended:
        say(
            f"of {count(len(diagnostics), 'problem')}, none has exactly one right answer: see `check`",
            err=True,
        )
        sys.exit(CONTENT_ERRORS if diagnostics else GOOD)
    say(change.diff(content), nl=False)
    if not yes and not sys.stdin.isatty():
        say(f"nothing is written: add --yes to make {count(mended, 'change')}", err=True)
        sys.exit(CONTENT_ERRORS)
    if not yes and not click.confirm(
        f"make {count(mended, 'change')} in {count(len(change.edits), 'file')}?"
    ):
        sys.exit(CONTENT_ERRORS)
    try:
        change.apply(content)
    except EditError as error:
        raise click.ClickException(str(error)) from error
    say(f"made {count(mended, 'change')} in {count(len(change.edits), 'file')}; `check` says what is left")
    sys.exit(GOOD)


COMMANDS = (init, new, rename, retire, merge, split)


def _change(options: dict[str, Any], dry_run: bool, make: Callable[[Glossary, Path], Change]) -> None:
    """Change the content as `make` says, or only show how."""
    from termbank import glossary as library
    from termbank.edit.changes import EditError

    options.pop("format_")
    # Drafts refer to terms as well.
    config = replace(config_from({**options, "drafts": True}), cache=None)
    content = config.content
    try:
        change = make(library.load(config), content)
        if dry_run:
            say(change.diff(content), nl=False)
        else:
            change.apply(content)
    except EditError as error:
        raise click.ClickException(str(error)) from error
    if not dry_run:
        for path in change.created:
            say(f"wrote {content / path}")
        for path in change.removed:
            say(f"deleted {content / path}")
        for old, new in change.moves.items():
            say(f"renamed {content / old} to {content / new}")
        # A word that half the glossary names would fill the screen.
        others = [path for path, edits in change.edits.items() if edits and path not in change.moves]
        for path in others[:20]:
            say(f"changed {content / path}: {count(len(change.edits[path]), 'place')}")
        if len(others) > 20:
            say(f"and {len(others) - 20:,} more files")
    for note in change.notes:
        say(f"note: {note}", err=True)
    sys.exit(GOOD)
