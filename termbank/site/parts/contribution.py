"""Contribution: where readers edit a page's file, suggest a change, or report a problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from termbank.content.model import Glossary
from termbank.content.routes import CONTRIBUTE
from termbank.text.urls import has_scheme, path_to_url

BRANCH = "main"
"""The branch that is edited where the address of the repository names none."""


class Host(NamedTuple):
    """How a host of repositories makes addresses: what comes behind the repository's own.

    `branch` stands before the name of a branch. `edit` opens a file in an editor, `issue` a message with a title.
    """

    branch: str
    edit: str
    issue: str


_GITHUB = Host("/tree/", "/edit/{branch}/{path}", "/issues/new?title={title}&body={body}")
_GITLAB = Host(
    "/-/tree/",
    "/-/edit/{branch}/{path}",
    "/-/issues/new?issue%5Btitle%5D={title}&issue%5Bdescription%5D={body}",
)
_FORGEJO = Host("/src/branch/", "/_edit/{branch}/{path}", "/issues/new?title={title}&body={body}")
# A host of one's own mostly says in its name what runs there. Of any other, nobody knows its addresses.
HOSTS: Mapping[str, Host] = MappingProxyType(
    {
        "github.com": _GITHUB,
        "gitlab": _GITLAB,
        "codeberg.org": _FORGEJO,
        "forgejo": _FORGEJO,
        "gitea": _FORGEJO,
    }
)


@dataclass(frozen=True, slots=True)
class Contribution:
    """The ways to take part in a site. None is invented: what is not set leads to the page How to contribute."""

    glossary: Glossary
    say: Callable[..., str]
    base_url: str | None

    def ways(self, title: str, path: str, source: str | None) -> list[dict[str, Any]]:
        """The links at the foot of the page `path`, whose text comes from the file `source` of the content folder."""
        page = self.base_url + path_to_url(path) if self.base_url else path
        suggestion = self.say("suggest_subject", title=title)
        report = self.say("report_subject", title=title)
        # An issue takes an account, and a mail or a form does not: with both, readers have the choice.
        found = (
            ("edit_page", self.edit_url(source), "edit-a-page"),
            (
                "suggest_change",
                self._issue(suggestion, page) or self._message(suggestion, page),
                "suggest-a-change",
            ),
            ("report_problem", self._message(report, page) or self._issue(report, page), "report-a-problem"),
        )
        own = "contribute" in self.glossary.pages
        return [
            {
                "label": self.say(label),
                "url": url or (CONTRIBUTE if own else f"{CONTRIBUTE}#{place}"),
                "outward": bool(url and has_scheme(url)),
            }
            for label, url, place in found
        ]

    def edit_url(self, source: str | None) -> str | None:
        """Where the file `source` of the content folder can be edited, if that is known."""
        site, repository = self.glossary.site, self._repository
        if source is None:
            return None
        if site.edit_url:
            return site.edit_url.replace("{path}", path_to_url(source))
        if repository is None:
            return None
        address, host, branch = repository
        path = path_to_url(f"{self.glossary.folder}/{source}")
        return address + host.edit.format(branch=branch, path=path)

    def _issue(self, title: str, page: str) -> str | None:
        if self._repository is None:
            return None
        address, host, _ = self._repository
        return address + host.issue.format(
            title=percent_encode(title, safe=""), body=percent_encode(f"{page}\n\n", safe="")
        )

    def _message(self, subject: str, page: str) -> str | None:
        contact = self.glossary.site.contact
        # A form has fields of its own, and an address with a subject has been thought about.
        if not contact or not contact.startswith("mailto:") or "?" in contact:
            return contact
        body = percent_encode(f"{page}\n\n", safe="")
        return f"{contact}?subject={percent_encode(subject, safe='')}&body={body}"

    @property
    def _repository(self) -> tuple[str, Host, str] | None:
        """The repository's address, its host, and the branch that is edited; None where the host's addresses differ."""
        address = (self.glossary.site.repository or "").rstrip("/").removesuffix(".git")
        domain = urlsplit(address).netloc.lower().removeprefix("www.")
        for name, host in HOSTS.items():
            if domain == name or domain.startswith(f"{name}."):
                address, _, branch = address.partition(host.branch)
                named = re.sub(r"[^\w./+-]", "", branch)
                return address, host, named or BRANCH
        return None
