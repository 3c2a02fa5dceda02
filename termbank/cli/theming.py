"""The command for a site's own theme."""

from __future__ import annotations

import sys
from typing import Any

import click

from termbank.cli.options import config_from, shared_options
from termbank.cli.output import GOOD, say
from termbank.cli.program import program


@program.command()
@shared_options
# A word and not a group of commands: options may then stand anywhere, as with all other commands.
@click.argument("action", type=click.Choice(["eject"]))
@click.argument("name")
def theme(action: str, name: str, format_: str, **options: Any) -> None:
    """Copy one file of the default theme into the site, to change it there, and say what updates it will miss.

    \b
    Examples:
      python build.py theme eject term.html
      python build.py theme eject assets/css/tokens.css
      termbank theme eject words.en.yaml --content my-site/content
    """
    from termbank.theme.eject import EjectError, eject

    project = config_from(options).project
    try:
        path, missed = eject(name, project)
    except EjectError as error:
        raise click.ClickException(str(error)) from error
    say("\n".join([f"wrote {project / path}", *missed]))
    sys.exit(GOOD)


COMMANDS = (theme,)
