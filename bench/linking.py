"""Time of linking prose, as a share of the time that markdown-it-py takes to parse the same bodies.

    python bench/linking.py [--names 10000] [--bodies 20000] [--words 150] [--rounds 3]

The bodies consist of common words and names, at two densities: `dense`, with a name every two dozen words and more by
chance; and `usual`, with a name every 57 words, as in this repository's content (632 mentions in 36,115 words of prose,
counted by `mentions.find`). Parsing is markdown-it-py's `js-default` preset alone, without any of our code, over the
same texts in the same process, alternating with the linking. The result is the median of the rounds. Linking includes
everything that a build does for each body: extract its prose, find the mentions, resolve them, and create the links.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Table

from markdown_it import MarkdownIt

from termbank.content.model import Glossary, Target, Term
from termbank.content.schema import SiteFields, TermFields
from termbank.linking.autolinks import AutoLinker
from termbank.linking.names import collect
from termbank.text.markdown.parser import BodyParser
from termbank.text.source import Source, Span
from termbank.text.yaml_nodes import Mapping

COMMON = (
    "the of and to in is it that for as with on at by this from they be are when how what who which about into "
    "students learn teacher class work time school year each day next step plan make take give show need level "
    "small large early later often between within course group book page line word part whole first last after "
    "before during while where there their other such many more most some any every same different clear simple"
).split()
ROOTS = (
    "learn teach assess plan grade cours design group support pace target model frame level scale point path mod "
    "project skill task goal record note mark proof peer self team unit block cycle round phase stage track field"
).split()
ENDINGS = [
    "",
    "ing",
    "er",
    "ment",
    "ship",
    "al",
    "ive",
    "ion",
    "ance",
    "able",
    "ful",
    "ness",
    "ist",
    "age",
    "ory",
]


# For each density: the number of words between two names, and the words to choose from.
DENSITIES: Table[str, tuple[int, Sequence[str]]] = {
    "dense": (23, COMMON),
    "usual": (56, [word for word in COMMON if not word.startswith(tuple(ROOTS))]),
}


def main() -> None:
    """Print the two times and their ratio for each density."""
    options = _options()
    dice = random.Random(1)
    words = [root + ending for root in ROOTS for ending in ENDINGS]
    titles = sorted(
        {" ".join(dice.sample(words, dice.choice((1, 2, 2, 3)))) for _ in range(options.names * 2)}
    )
    titles = dice.sample(titles, options.names)
    parser = BodyParser()
    terms = {f"t{number}": _term(number, title, parser) for number, title in enumerate(titles)}
    glossary = Glossary(SiteFields.model_validate({}), terms, {})
    linker = AutoLinker.of(glossary, collect(glossary))
    print(f"{options.names:,} names, {len(linker.names.texts):,} with their forms; {options.bodies:,} bodies")
    for density, (gap, common) in DENSITIES.items():
        texts = [_body(dice, titles, options.words, gap, common) for _ in range(options.bodies)]
        print(f"\n{density}")
        _measure(
            linker, [_page(number, text, parser) for number, text in enumerate(texts)], texts, options.rounds
        )


def _measure(linker: AutoLinker, pages: Sequence[Term], texts: Sequence[str], rounds: int) -> None:
    markdown, written = MarkdownIt("js-default"), (Target(href="x"),)
    links = sum(len(linker.links(page, written)) for page in pages)
    gc.collect()
    gc.freeze()
    parsing, linking = [], []
    for _ in range(rounds):
        parsing.append(_time(lambda: [markdown.parse(text) for text in texts]))
        linking.append(_time(lambda: [linker.links(page, written) for page in pages]))
    print(f"links a body              {links / len(pages):6.1f}")
    for name, times in (("parsing (markdown-it-py)", parsing), ("linking", linking)):
        median = statistics.median(times)
        print(f"{name:25} {median:6.2f} s   {median / len(pages) * 1e6:6.0f} µs a body")
    print(f"ratio                     {statistics.median(linking) / statistics.median(parsing):6.3f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, default in (("names", 10_000), ("bodies", 20_000), ("words", 150), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


def _time(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def _body(dice: random.Random, titles: list[str], length: int, gap: int, common: Sequence[str]) -> str:
    """Three paragraphs with some emphasis and a link, as people write them."""
    words: list[str] = []
    while len(words) < length:
        words += [*dice.choices(common, k=gap), dice.choice(titles)]
    words[20], words[45] = f"*{words[20]}*", f"[{words[45]}](https://example.org/)"
    third = len(words) // 3
    paragraphs = (words[:third], words[third : 2 * third], words[2 * third :])
    return "\n\n".join(" ".join(paragraph).capitalize() + "." for paragraph in paragraphs) + "\n"


def _term(number: int, title: str, parser: BodyParser) -> Term:
    return _record(f"t{number}", title, "", parser)


def _page(number: int, text: str, parser: BodyParser) -> Term:
    return _record(f"p{number}", f"Page {number}", text, parser)


def _record(slug: str, title: str, text: str, parser: BodyParser) -> Term:
    fields = TermFields.model_validate({"title": title})
    front = Mapping({}, Span(slug, 1, 1, 0, 0))
    return Term(slug, slug, "en", fields, {}, parser.parse(Source(slug, text), 0)[0], front)


if __name__ == "__main__":
    main()
