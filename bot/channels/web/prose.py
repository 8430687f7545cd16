"""Text of the engine as HTML: paragraphs, lists, and links for numbers and sites of the directory, and no others."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from bot.referrals import Directory

ALOUD = re.compile(r"^[„“\"].*[”\"]$", re.DOTALL)


@dataclass(frozen=True)
class Prose:
    """Turns text into HTML. What a client wrote may be quoted in it: only known numbers and addresses become links."""

    numbers: frozenset[str]
    sites: frozenset[str]

    @classmethod
    def of(cls, directory: Directory) -> Prose:
        """With every number and site that the directory may show."""
        return cls(frozenset(phone.number for entry in directory.entries for phone in entry.numbers),
                   frozenset(entry.website for entry in directory.entries if entry.website))

    def html(self, text: str) -> Markup:
        """Paragraphs at blank lines; lines with a bullet become a list, indented lines behind them small notes."""
        blocks = re.split(r"\n\s*\n", text.strip("\n"))
        return Markup("\n").join(self._block(block) for block in blocks if block.strip())

    def links(self, text: str) -> Markup:
        """One line of text, with its known numbers and sites as links."""
        known = sorted(self.numbers | self.sites, key=len, reverse=True)
        if not known:
            return escape(text)
        pattern = re.compile(rf"(?<![\w+])({'|'.join(map(re.escape, known))})(?![\w])")
        parts = pattern.split(text)
        return Markup("").join(self._link(part) if odd % 2 else escape(part) for odd, part in enumerate(parts))

    def _link(self, known: str) -> Markup:
        if known in self.sites:
            link = Markup('<a href="{}" rel="noreferrer noopener" target="_blank">{}</a>')
            return link.format(known, site_name(known))
        return Markup('<a class="tel" href="{}">{}</a>').format(tel(known), known)

    def _block(self, block: str) -> Markup:
        lines = block.split("\n")
        if not any(line.startswith("• ") for line in lines):
            css = Markup(' class="aloud"') if is_aloud(block) else ""
            return Markup("<p{}>{}</p>").format(css, Markup("<br>").join(self.links(line) for line in lines))
        return self._list(lines)

    def _entry(self, line: str) -> Markup:
        """A name and how to reach it: a number that is part of the name is no second link."""
        name, colon, contact = line.partition(": ")
        reached = self.links(contact)
        return escape(name + colon) + reached if "<a " in reached else self.links(line)

    def _list(self, lines: list[str]) -> Markup:
        before: list[Markup] = []
        items: list[list[Markup]] = []
        for line in lines:
            if line.startswith("• "):
                items.append([self._entry(line[2:])])
            elif items and line[:1].isspace():
                items[-1].append(Markup('<span class="small">{}</span>').format(self.links(line.strip())))
            elif items:
                items[-1].append(self.links(line))
            else:
                before.append(Markup("<p>{}</p>").format(self.links(line)))
        entries = (Markup("<li>{}</li>").format(Markup("<br>").join(item)) for item in items)
        return Markup("{}<ul>{}</ul>").format(Markup("").join(before), Markup("").join(entries))


def is_aloud(text: str) -> bool:
    """Whether a text is one quotation: words for the counsellor to say."""
    return bool(ALOUD.match(text.strip())) and "\n\n" not in text


def tel(number: str) -> str:
    """A phone number as a link."""
    return "tel:" + re.sub(r"[^\d+]", "", re.sub(r"\(0\)", "", number))


def site_name(address: str) -> str:
    """An address as people read it: without protocol and closing slash."""
    return re.sub(r"^https?://(www\.)?", "", address).rstrip("/")
