"""The codes of problems, each with its severity and its section of the manual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """How grave a problem is. An error stops the site from being published; `off` is not shown."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is known of a code before it occurs.

    `docs/generate.py` writes the code's section of docs/diagnostics.md: `title`, the fault in a few words; `why`, what
    it is and why it matters; the example of `tests/cases/codes`; `cure`, what to do about it. These are Markdown.
    `fixed` marks matters of safety and of unreadable files: no `checks` lowers those, only `--allow`, which leaves out
    the one value or file. `final` marks what leaves nothing to publish: nothing lowers that. `editorial` marks advice on
    writing: only sites that ask for it get it. `outside` marks what no change of the content can cure: `--strict`
    does not count it.
    """

    code: str
    title: str
    severity: Severity = Severity.ERROR
    fixed: bool = field(default=False, kw_only=True)
    final: bool = field(default=False, kw_only=True)
    editorial: bool = field(default=False, kw_only=True)
    outside: bool = field(default=False, kw_only=True)
    why: str = field(kw_only=True)
    cure: str = field(default="", kw_only=True)


# What reading, linking, building and more than one check raise; a check declares the codes of its own.
_RULES = (
    Rule(
        "dead-anchor",
        "a link to a heading that does not exist",
        why="""
            A link names a heading (the part after `#`) that the page does not have. The reader would land
            at the top.
            """,
        cure="""
            Use the heading's own words in lower case with hyphens, here `#writing-a-rubric`.
            """,
    ),
    Rule(
        "dead-link",
        "a link to a page that does not exist",
        why="""
            A link in a body leads to no page and no file of this site.
            """,
        cure="""
            Correct the name, write the missing file, or take the link away and leave its text.
            """,
    ),
    Rule(
        "dropped-text",
        "text that YAML would drop",
        why="""
            In YAML, a space and `#` begin a comment: the rest of the line would be thrown away without a
            word.
            """,
        cure="""
            Put the value in quotes. If it was meant as a comment, give it a line of its own.
            """,
    ),
    Rule(
        "duplicate-key",
        "a field is given twice",
        why="""
            The front matter has a field twice. Only one can count, and nobody would see which.
            """,
        cure="""
            Keep one line. If both values belong, see whether the field takes a list
            ([content.md](content.md)).
            """,
    ),
    Rule(
        "duplicate-slug",
        "two claims on one slug",
        why="""
            Two files, or a file and an entry in `formerly`, claim one slug, so one address would lead to
            two pages. This includes names that only upper and lower case tell apart: some computers take
            them for one file.
            """,
        cure="""
            Keep the slug in one place.
            """,
    ),
    Rule(
        "empty-content",
        "no terms to publish",
        final=True,
        why="""
            There is no term to publish. Replacing a good site by an empty one is never what was meant, so
            the build stops. The folder may be the wrong one, or every file has an error, or every term is a
            draft.
            """,
        cure="""
            Check the folder (`--content DIR`), fix the files that are named, or build drafts with
            `--drafts`.
            """,
    ),
    Rule(
        "file-name",
        "a file that would be passed over because of its name",
        why="""
            A file lies in the content folder that looks like content but would be passed over because of
            its name or place.
            """,
        cure="""
            Rename or move the file: a term is `content/terms/NAME.md`, a resource
            `content/resources/NAME.md`, a page of your own `content/pages/NAME.md`, and none of these folders has
            folders inside. A dot in the name is kept
            for languages.
            """,
    ),
    Rule(
        "forbidden-character",
        "an invisible or control character",
        fixed=True,
        why="""
            The file holds a character that cannot be seen: a control character, one that reverses or
            hides text, a blank that counts as a letter, or a code that Unicode gives to no character. With them
            a file can show a reviewer something else than it publishes. They mostly come with copied text.
            What is honest is no problem: the tags in the flag of England, blanks between words of Braille, and
            fillers in old Korean.

            A mark that reverses the direction of writing gives

            ```
            content/terms/rubric.md:4:9: error[forbidden-character]: an invisible character is here (right-to-left override)
              4 | Criteria  with levels.
                |         ^
              hint: delete it and type the text again
            ```
            """,
        cure="""
            Delete the place that is marked and type it again. With `--allow forbidden-character` the
            characters are dropped.
            """,
    ),
    Rule(
        "front-matter-syntax",
        "front matter that cannot be read",
        fixed=True,
        why="""
            The front matter, the part between the `---` lines, cannot be read. Nothing below the mistake
            would be sure, so it is always an error. The most common causes are a colon inside a value, a
            quote that is never closed, a tab, and a forgotten closing `---`.
            """,
        cure="""
            Put the whole value in double quotes. [content.md](content.md#what-needs-quotes) has the list of
            what needs quotes. With `--allow front-matter-syntax` the fields that cannot be read are left
            out.
            """,
    ),
    Rule(
        "invalid-slug",
        "a file name that cannot be an address",
        fixed=True,
        why="""
            The file's name becomes the page's address, so it holds only lower-case letters, digits and
            single hyphens, in any script, at most 100 characters. `index` and a few names that Windows
            keeps for itself (`con`, `nul` …) are taken. The entries of `formerly` follow the same rule.
            """,
        cure="""
            Rename the file. The title is a field of its own and may hold anything. With
            `--allow invalid-slug` the address is made from the name (`index` becomes `index-term`), and
            references by the written name find it.
            """,
    ),
    Rule(
        "leftover-markup",
        "markup that stands on the page as text",
        Severity.WARNING,
        why="""
            The text has signs that look like markup and are none here: commands of other programs (`{{< … >}}`,
            `{% … %}`), emphasis and links of a wiki, commands of LaTeX, boxes between `:::`, tables with a column too
            few, links with a space in the address, references and notes that nothing defines, a heading without a
            space behind its `##`. Readers would see the signs. It is said once a file for each kind.
            """,
        cure="""
            Write it as the hint shows. Signs that are meant as text stand in backticks.
            """,
    ),
    Rule(
        "merge-conflict",
        "a merge that was not finished",
        fixed=True,
        why="""
            The file holds the lines that git writes where two versions of a file differ, and nobody has chosen
            between them. Published, both versions would stand on the page as headings and quotations.
            """,
        cure="""
            Keep one of the two versions, and delete the lines that begin with `<<<<<<<`, `=======` and
            `>>>>>>>`. An example of such lines is indented by a space. With `--allow merge-conflict` the file is
            left out: its lines are never published.
            """,
    ),
    Rule(
        "misleading-link",
        "a link whose text names another term",
        Severity.WARNING,
        why="""
            The text of a link is the name of one term, and the link leads to another. Readers would land on
            the wrong page.
            """,
        cure="""
            Change the text or the link, whichever is wrong.
            """,
    ),
    Rule(
        "missing-field",
        "a required field is missing or empty",
        why="""
            A field that every file needs is not there, or is empty.
            """,
        cure="""
            Add the line. Terms and resources need only a `title`. With `--allow missing-field` the title is
            made from the file's name.
            """,
    ),
    Rule(
        "missing-front-matter",
        "a file without front matter",
        fixed=True,
        why="""
            The file does not begin with front matter, so it has no title.
            """,
        cure="""
            Begin the file with a `---` line, `title: Rubric`, and another `---` line. The title is not
            repeated as a heading. With `--allow missing-front-matter` the title is made from the file's
            name.
            """,
    ),
    Rule(
        "missing-image",
        "an image that does not exist",
        why="""
            The text shows an image, but there is no such file in the content folder.
            """,
        cure="""
            Put the file where the link says, or correct the link. It is read from the Markdown file's own
            place.
            """,
    ),
    Rule(
        "no-history",
        "git cannot tell the history of the content",
        Severity.WARNING,
        outside=True,
        why="""
            The content lies in a git repository, but its commits cannot be read, or only the latest of them
            are there. Dates and earlier wordings are left out of the site, since they could be wrong. It
            comes up in `build` only, as in a shallow clone:

            ```
            site.yaml:1:1: warning[no-history]: the repository is a shallow clone, so dates and earlier wordings are left out
              hint: fetch all commits: `git fetch --unshallow`, or `fetch-depth: 0` where a workflow checks out
            ```
            """,
        cure="""
            Fetch all commits, or set `history: false` in `site.yaml`. It is no fault of the content, and
            checkouts in workflows are mostly shallow, so `--strict` does not count it. A site that must not
            be published without its dates says so, and then it stops every build:

            ```yaml
            checks:
              no-history: error
            ```

            [history.md](history.md) says what comes from git.
            """,
    ),
    Rule(
        "idle-word",
        "a word that the interface does not have",
        Severity.WARNING,
        why="""
            A file `templates/words.….yaml` of the site gives a text for a key that neither the theme nor one of the
            site's own templates asks for, mostly because of a typing error:

            ```
            templates/words.en.yaml:3:1: warning[idle-word]: `relatd_terms` is not a word of the interface, so nothing shows it
              hint: did you mean `related_terms`?
            ```
            """,
        cure="""
            Write the key as it is in the theme's `words.en.yaml`, or remove the line.
            """,
    ),
    Rule(
        "low-contrast",
        "colors of the site's own that are hard to tell apart",
        Severity.WARNING,
        why="""
            A style sheet of the site's own, such as `assets/css/custom.css`, sets a color with too little contrast to the
            one that it stands on, in light or in dark mode: by WCAG 2.2, text needs 4.5:1, and the borders of controls
            3:1. Computed are the tokens of `tokens.css`, where a value is a color of sRGB or names another token:

            ```
            assets/css/custom.css:1:1: warning[low-contrast]: `--ink-soft` on `--page` has a contrast of 2.3:1 in light mode, and 4.5:1 is the least that people can be sure to read
              hint: make the darker of the two darker, or the lighter lighter
            ```
            """,
        cure="""
            Choose another color, for both modes: `--ink-soft: light-dark(#56626f, #a2adb9)`.
            """,
    ),
    Rule(
        "dead-template-link",
        "a link of a template that leads nowhere",
        Severity.WARNING,
        why="""
            A template of the site's own links to a page or a file that the site does not have. A link without
            `{{ root }}` works on pages beside the home page only. Addresses that a template computes are not looked at:

            ```
            templates/base.html:3:19: warning[dead-template-link]: the site has no `abuot.html`
              hint: did you mean `about.html`?
            ```
            """,
        cure="""
            Write the page's address from the site's root, after `{{ root }}`: `<a href="{{ root }}about.html">`.
            """,
    ),
    Rule(
        "foreign-repository",
        "the repository belongs to another user",
        Severity.WARNING,
        why="""
            Git reads no repository whose files belong to somebody else, as in many containers, because its settings
            could run programs. Pages are built without dates. It comes up in `build` only:

            ```
            site.yaml:1:1: warning[foreign-repository]: git gives no history: detected dubious ownership in repository at '/bank'
              hint: if you trust this folder, type `git config --global --add safe.directory /bank`
            ```
            """,
        cure="""
            Type the command of the hint, or build as the user who owns the files. Unlike a shallow clone, this is an error
            with `--strict`, since it is easily mended.
            """,
    ),
    Rule(
        "not-a-file",
        "a link, folder or device where a file belongs",
        fixed=True,
        why="""
            Where a file should be, there is a symbolic link, a folder, a device, or a file that may not be
            read. Links are not followed: through one, a pull request could publish files from outside the
            content folder.

            ```
            content/terms/rubric.md:1:1: error[not-a-file]: this is a link, a device or a folder, not a file
              hint: put the file itself here
            ```
            """,
        cure="""
            Put the file itself there. With `--allow not-a-file` it is left out.
            """,
    ),
    Rule(
        "not-utf-8",
        "a file that is not UTF-8 text",
        fixed=True,
        why="""
            The file is not text in the encoding UTF-8. It was probably saved by an older program on
            Windows.

            "A café with levels", saved in an old Western encoding, gives

            ```
            content/terms/rubric.md:4:6: error[not-utf-8]: byte 0xe9 is not UTF-8 text: in an older encoding it is `é`
              hint: save the file with the encoding UTF-8
            ```
            """,
        cure="""
            Open it, check that accents and quotes look right, and save it "as UTF-8". With
            `--allow not-utf-8` it is left out.
            """,
    ),
    Rule(
        "output-folder",
        "the output folder cannot be replaced",
        final=True,
        why="""
            The folder for the site cannot be replaced: no build has written it, or it holds the sources
            themselves, or a file of somebody's is where a page belongs, or it is a link, or the disk
            refuses. Files that no build wrote are never deleted: the site's own file `.termbank` lists
            those that one did. It comes up in `build` only, here with `--site docs`:

            ```
            docs:1:1: error[output-folder]: `/home/me/bank/docs` is not empty and was not built by termbank, so it is not replaced
              hint: name another folder with `--site`, or empty this one
            ```
            """,
        cure="""
            Name another folder with `--site DIR`, or empty this one yourself.
            """,
    ),
    Rule(
        "raw-html",
        "HTML in a body is shown as text",
        Severity.WARNING,
        why="""
            Bodies are Markdown. HTML in them is not rendered: it is shown as the text that was
            typed. This keeps pages safe to publish from strangers' pull requests.
            """,
        cure="""
            Write Markdown (`**levels**`). If the tag is meant as text, put it in backticks.
            """,
    ),
    Rule(
        "remote-image",
        "an image from another site",
        Severity.WARNING,
        why="""
            The image lies on another site. Showing it would tell that site about every reader, and it may
            vanish; so the page gets a link to it instead.
            """,
        cure="""
            If its license allows, put the image into the content folder and link to it there.
            """,
    ),
    Rule(
        "retired-name",
        "prose uses the name of a retired term",
        Severity.WARNING,
        why="""
            Prose uses the name of a term that is deprecated.
            """,
        cure="""
            Use the new word. Until then, the old one links to the term that replaces it.
            """,
    ),
    Rule(
        "shared-form",
        "two terms share an inflected form",
        Severity.WARNING,
        why="""
            Two names have one inflected form, such as a plural. Prose with that form links to neither,
            because nobody could say which is meant.
            """,
        cure="""
            Usually, nothing needs to be done. Where one of the two is always meant, give it the form in its
            `forms`.
            """,
    ),
    Rule(
        "shared-name",
        "two terms share a name",
        Severity.WARNING,
        why="""
            Two terms have one name among their titles, `aliases` and `abbreviations`. Prose with it links
            to neither.
            """,
        cure="""
            Give the name to one of the two. A word that both are known by can be a `hidden_aliases` entry
            of both.
            """,
    ),
    Rule(
        "similar-name",
        "only hyphens and spaces tell two names apart",
        Severity.WARNING,
        why="""
            Two terms have names that only hyphens and spaces tell apart. Readers will not see the
            difference.
            """,
        cure="""
            If both mean one thing, make one file of them and keep the other spelling as an alias. If not,
            rename one.
            """,
    ),
    Rule(
        "template-error",
        "a template cannot be rendered",
        final=True,
        why="""
            A template of yours (in `templates/`) cannot be rendered: a slip in its syntax, or a value that
            the page does not have. The content is not to blame. It comes up in `build` only:

            ```
            templates/term.html:2:1: error[template-error]: the template cannot be rendered for `terms/checklist.html`: 'dict object' has no attribute 'name'
              2 | {% block title %}<h1>{{ term.name }}</h1>{% endblock %}
                | ^
            ```
            """,
        cure="""
            Compare with the default template of the same name; [themes.md](themes.md) lists the values that
            pages get.
            """,
    ),
    Rule(
        "too-deep",
        "nesting that would lose text",
        fixed=True,
        why="""
            Lists, quotes or emphasis stand inside one another more than 40 deep. Beyond that, text would be
            lost.

            ```
            content/terms/rubric.md:6:1: error[too-deep]: lists, quotes or emphasis are nested more than 40 deep
              6 | >>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>> deep
                | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              hint: flatten the nesting
            ```
            """,
        cure="""
            Flatten the nesting. With `--allow too-deep` the file is left out.
            """,
    ),
    Rule(
        "too-large",
        "a file beyond the size limit",
        fixed=True,
        why="""
            A file is larger than 1 MB, its front matter longer than 16,000 characters, or its body longer
            than 64 KiB. A term is a page that someone reads; the limits also keep a single file from
            holding up the build. A picture or document that a body shows or links to may have 50 MB.

            ```
            content/terms/rubric.md:1:1: error[too-large]: the file is larger than 1 MB
              hint: split it in two
            ```
            """,
        cure="""
            Split the text into several terms, or move parts into a resource. With `--allow too-large` a
            body of up to 1 MB is published, and a larger file is left out.
            """,
    ),
    Rule(
        "unknown-field",
        "a field that does not exist",
        why="""
            The front matter has a field that Termbank does not know: nearly always a slip of the pen, and
            the value would be ignored.
            """,
        cure="""
            Correct the name; [content.md](content.md) lists them all, and says how a site declares fields of its own. One
            for your own templates only begins with `x_`.
            """,
    ),
    Rule(
        "unknown-resource",
        "a citation of a resource that does not exist",
        why="""
            The text cites a work, as in `[@bloom-1984]`, but no resource has that slug.
            """,
        cure="""
            Correct the slug: it is the name of the resource's file, without `.md`. If the resource is not there yet,
            write its file, or cite the work in plain words for now.
            """,
    ),
    Rule(
        "unknown-value",
        "a value outside a closed vocabulary",
        why="""
            A value is not one of those the field takes: a fixed list such as that of `status`, or a
            vocabulary that `site.yaml` declares.
            """,
        cure="""
            Use one of the values, or add the new one to `site.yaml` with a label.
            """,
    ),
    Rule(
        "root-file",
        "a file that cannot stand in the root of the site",
        fixed=True,
        why="""
            Files below `content/root/` are copied to the root of the site as they are: `CNAME`, `robots.txt`, the
            proof of a search engine. A file with markup there would be a page of this site that no template made, and
            could run scripts; names with spaces or other endings are no addresses.
            """,
        cure="""
            Keep to the file that the service gives you, or write a term. With `--allow root-file` the file is left out.
            """,
    ),
    Rule(
        "unread-file",
        "a file that nothing reads",
        Severity.WARNING,
        why="""
            A file in the content folder is neither content nor a picture or document that pages could show, so no page has
            anything of it. Files for people, such as a README or a LICENSE, and hidden ones are not named.
            """,
        cure="""
            Move it out of `content/`. What belongs to the published site, such as a `robots.txt`, goes into
            `content/root/`; the text of a page of your own goes into `content/pages/NAME.md`.
            """,
    ),
    Rule(
        "unsafe-link",
        "an address that is not allowed",
        fixed=True,
        why="""
            An address is not one that a page may link to. Allowed are whole addresses that begin with
            `https://`, `http://` or `mailto:`, without spaces and without a user name before the host.
            """,
        cure="""
            Copy the address from the browser's address bar, where it is written out. With
            `--allow unsafe-link` the address is left out, and the text of a link stays.
            """,
    ),
    Rule(
        "unused-footnote",
        "a footnote that nothing refers to",
        Severity.WARNING,
        why="""
            A footnote is written, but nothing in the text refers to it, so it would not be shown.
            """,
        cure="""
            Put `[^1]` where the note belongs, or remove the note.
            """,
    ),
    Rule(
        "wrong-type",
        "a value of the wrong kind",
        why="""
            The value is of the wrong kind: text where a list belongs, a list where text belongs, a date
            that is none.
            """,
        cure="""
            Write it as the hint shows.
            """,
    ),
    Rule(
        "yaml-feature",
        "YAML features that front matter does not take",
        fixed=True,
        why="""
            YAML can do more than front matter needs: anchors, aliases, tags, merge keys, directives, deep
            nesting. These are refused, because they hide from a reviewer what a file says, and some can
            bring a computer to its knees.
            """,
        cure="""
            A value that begins with `*`, `&` or `!` needs quotes. Otherwise write the value out. With
            `--allow yaml-feature` the field is left out.
            """,
    ),
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.code: rule for rule in _RULES})
"""The rules of this module by code. `termbank.checks.RULES` has those of the checks as well."""

# No check declares such a rule: what a check finds can be lowered, and the content can be changed.
FIXED = frozenset(rule.code for rule in _RULES if rule.fixed)
FINAL = frozenset(rule.code for rule in _RULES if rule.final)
OUTSIDE = frozenset(rule.code for rule in _RULES if rule.outside)
