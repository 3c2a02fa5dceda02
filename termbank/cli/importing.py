"""The command that brings in what others have: import."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from termbank.cli.options import config_from, shared_options
from termbank.cli.output import CONTENT_ERRORS, GOOD, count, say
from termbank.cli.program import program

if TYPE_CHECKING:
    from termbank.importers.found import Found
    from termbank.importers.write import Written

_SHOWN = 3
"""Places that are shown of each kind of loss."""


@program.command("import")
@shared_options
@click.argument("words", nargs=-1, required=True, metavar="[FORMAT] PATH")
@click.option("--write", is_flag=True, help="Write the files; without it, only the report is shown.")
@click.option(
    "--map",
    "columns",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="Where a column goes: a field's name, `body`, or `-` for nowhere; may be given again.",
)
@click.option(
    "--kind", type=click.Choice(["term", "resource"]), help="What the entries are (default: found out)."
)
@click.option(
    "--language", metavar="TAG", help="The language to take, where there are several (default: the site's)."
)
def import_(
    words: tuple[str, ...],
    write: bool,
    columns: tuple[str, ...],
    kind: Any,
    language: str | None,
    **options: Any,
) -> None:
    """Bring in a glossary or a reading list from a file or a folder of another tool.

    Without --write, nothing is written: the report says what would be, and what would get lost. Files that are there
    already are never touched, so the command can be repeated.

    \b
    Formats: table (CSV, TSV, Excel), markdown, data (YAML, JSON), skos, tbx, bibtex, ris, csl
    Examples:
      python build.py import words.xlsx
      python build.py import words.csv --map "Begriff=title" --map "Quelle=-" --write
      python build.py import markdown ~/vault/Glossary --write
      python build.py import reading.bib --write
    """
    from termbank import glossary as library
    from termbank.content.model import Glossary
    from termbank.content.schema import SiteFields
    from termbank.edit.changes import EditError
    from termbank.importers import IMPORTERS, guess
    from termbank.importers.found import ImportFileError, Options
    from termbank.importers.write import written

    options.pop("format_")
    if len(words) > 2 or (len(words) == 2 and words[0] not in IMPORTERS):
        raise click.UsageError(f"name one format and one file; the formats are {', '.join(IMPORTERS)}")
    path = Path(words[-1]).expanduser()
    if not path.exists():
        raise click.UsageError(f"there is no file or folder `{path}`")
    content = Path(options["content"] or "content")
    # Whoever tries the program on a file of theirs has no glossary yet.
    if content.is_dir():
        config = config_from({**options, "drafts": True})
        glossary, content = library.load(config), config.content
    else:
        glossary = Glossary(SiteFields.model_validate({}), {}, {})
    pairs = [[part.strip() for part in each.rpartition("=")[::2]] for each in columns]
    if unclear := next((each for each, (column, _) in zip(columns, pairs, strict=True) if not column), None):
        raise click.UsageError(f"--map: `{unclear}` is not of the form `Column=field`")
    # The last one counts, as everywhere on the command line.
    chosen = Options(kind, dict(pairs), language or glossary.site.language, glossary.site)
    try:
        found = IMPORTERS[words[0] if len(words) == 2 else guess(path)].read(path, chosen)
        result = written(glossary, found, chosen)
        if write:
            # Without it, a glossary in German would get English plurals and the English interface.
            if not content.is_dir() and chosen.language != "en":
                result.change.created["site.yaml"] = f"language: {chosen.language}\n"
            content.mkdir(parents=True, exist_ok=True)
            result.change.apply(content)
    except (ImportFileError, EditError) as error:
        raise click.ClickException(str(error)) from error
    _report(found, result, content, write)
    sys.exit(GOOD if result.change.created or result.known else CONTENT_ERRORS)


COMMANDS = (import_,)


def _report(found: Found, result: Written, content: Path, write: bool) -> None:
    arrived = len(found.entries)
    share = 100 * arrived // found.total if found.total else 0
    say(
        f"{arrived:,} of {count(found.total, 'entry').replace('entrys', 'entries')} can be imported ({share} %)"
    )
    # What is guessed is shown, so that a wrong guess is seen before anything is written.
    if found.mapping:
        say("\nwhere each field goes:")
        for name, goes in found.mapping.items():
            say(f"  {name[:40]:<40} → {goes}")
    created = list(result.change.created)
    say(f"\n{'wrote' if write else 'would write'} {count(len(created), 'file')} in {content}:")
    for each in created[:10]:
        say(f"  {each}")
    if len(created) > 10:
        say(f"  and {len(created) - 10:,} more")
    if result.known:
        say(
            f"\nthere already, and left as they are: {count(len(result.known), 'file')}, such as {result.known[0]}"
        )
    if found.losses:
        say("\nwhat did not arrive as it was:")
        # The most frequent first: it is mostly one habit of the source, which a person can decide on at once.
        for what, places in sorted(found.losses.items(), key=lambda item: -len(item[1])):
            more = f" and {len(places) - _SHOWN:,} more" if len(places) > _SHOWN else ""
            say(f"  {len(places):,} × {what}: {', '.join(places[:_SHOWN])}{more}")
    if not write and created:
        say("\nnothing is written yet: add --write to the command")
    elif write:
        say(f"\nnext: `check --content {content}` lists what is left to do")
