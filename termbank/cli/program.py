"""The program as click knows it: a group of commands, of which `build` is meant where none is named."""

from __future__ import annotations

import gc

import click
from click.shell_completion import CompletionItem

from termbank import __version__


class _Program(click.Group):
    """The commands. Options may come before the command as well as after it; without a command, `build` is meant."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line, with the command moved to the front."""
        # A shell that completes the first word asks with none: there, every command is meant.
        asks = (args[:1] and args[0] in ("-h", "--help", "--version")) or (ctx.resilient_parsing and not args)
        return super().parse_args(ctx, args if asks else self.command_first(args))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What the first word may be: a command, or an option; those of `build` count, which needs no word."""
        build = self.commands["build"]
        options = build.make_context("build", [], ctx, resilient_parsing=True)
        found = [*super().shell_complete(ctx, incomplete), *build.shell_complete(options, incomplete)]
        return list({item.value: item for item in found}.values())

    def command_first(self, args: list[str]) -> list[str]:
        """`args` with the command in front; `build` where there is none.

        The command is the first word that is neither an option nor an option's value. A word after an option that no
        command has may be its value, so it is the command only if there is one of that name: in
        `--alow dead-link check`, the mistake to report is `--alow`.
        """
        values = {
            name: 0 if getattr(option, "is_flag", False) else option.nargs
            for command in self.commands.values()
            for option in command.params
            for name in option.opts
        }
        skip, unknown = 0, False
        for place, word in enumerate(args):
            if skip:
                skip -= 1
            elif word.startswith("-"):
                name, equals, _ = word.partition("=")
                skip, unknown = 0 if equals else values.get(name, 0), name not in values
            elif word in self.commands or not unknown:
                return [word, *args[:place], *args[place + 1 :]]
            else:
                unknown = False
        return ["build", *args]


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  python build.py                      build content/ into site/
  python build.py check                only look for mistakes
  python build.py serve                build, show at a local address, rebuild on every save
  python build.py --content demo/content --site out/demo
  python build.py --allow unknown-term publish although some related terms are not written yet""",
)
@click.version_option(__version__, prog_name="termbank", message="%(prog)s %(version)s")
def program() -> None:
    """Build a glossary website from Markdown files. Without a command: build."""
    # A glossary is many objects and hardly any garbage. Frequent collections would cost a build a fifth of its time,
    # and a save in the preview, which keeps the glossary in memory, nearly half.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
