"""What the talk was like, in lines that show it, without a grade. Pure: names of findings; the words stand in the script.

Where the rules come from: the method (S33-S38, S40-S44, S53, S60-S63 of the brochure's rows) and the
motivational-interviewing code MITI 4.2.1 (reflections to questions: fair 1 to 1, good 2 to 1) and MITI 3.1.1 (open
questions: fair one in two, good seven in ten). They are marks to steer by; a rehearsal is not scored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.rehearsal.client import CLOSES, RECOGNISES, YES_OR_NO
from bot.rehearsal.models import OPTIONS
from bot.rehearsal.session import Exchange, Talk
from bot.script.loader import Script

DOMAINS = {
    "recognition": (*RECOGNISES, "thank", "reflect", "ask_loss"),
    "insight": ("inform", "teach_back", "refer", "name_limit", "ask_options"),
    "reflection": ("ask_motive", "ask_dream", "ask_gain", "ask_talent", "ask_network", "ask_plan_b"),
    "own_hands": ("ask_goal", "ask_step"),
}
KINDS = ("recognise_equal", "recognise_road", "recognise_person", "share_self", "thank")
INFORMS = ("inform", "ask_options", "teach_back")
ABOUT_OPTIONS = ("ask_options", "inform", "push_option")
INSTEAD = {"give_verdict": "law", "give_advice": "step", "push_option": "options", "comfort_away": "loss", "abuse": "loss"}
WORDINGS = {     # where the script has another wording for a line that closed
    "law": lambda script: script.reply("ask_legal").counsellor[0],
    "step": lambda script: script.step("goal_step.what").counsellor.ask[0],
    "options": lambda script: script.step("options.pick").counsellor.ask[0],
    "loss": lambda script: script.recognition_aloud["loss"][0],
}


def instead(script: Script, name: str) -> str:
    """Another wording for a line that closed, as a counsellor would say it aloud: what stands in quotes, where anything does."""
    line = WORDINGS[name](script).splitlines()[0]
    quoted = re.search('["“„«](.+?)["”»]', line)
    return quoted[1].strip() if quoted else line


@dataclass(frozen=True)
class Finding:
    """One thing that can be seen in the talk.

    Attributes:
        name: of the sentence in the script (`rehearsal_<name>`).
        values: what fills it.
        lines: numbers of the lines that show it.
        instead: where the script has another wording for such a line ("law", "step", "options", "loss"), or "".
    """

    name: str
    values: dict[str, str | int]
    lines: tuple[int, ...] = ()
    instead: str = ""


@dataclass(frozen=True)
class Feedback:
    """All findings, by heading; `well` and `next` are the one thing done well and the one to try."""

    domains: dict[str, tuple[int, ...]]
    recognition: tuple[Finding, ...]
    listening: tuple[Finding, ...]
    options: tuple[Finding, ...]
    closing: tuple[Finding, ...]
    safety: tuple[Finding, ...]
    untold: tuple[str, ...]
    told: tuple[str, ...]
    well: Finding
    next: Finding


def read(talk: Talk, option_words: dict[str, Sequence[str]]) -> Feedback:
    """Feedback on a talk.

    Args:
        option_words: for each of the four options, words by which it is named, plain.
    """
    lines = talk.exchanges
    recognition, listening = _recognition(lines), _listening(lines)
    options, closing = _options(lines, option_words), _closing(lines)
    untold = tuple(fact.gist for fact in talk.persona.facts if fact.id not in talk.told)
    told = tuple(fact.gist for fact in talk.persona.facts if fact.id in talk.told)
    safety = _safety(talk)
    return Feedback(_domains(lines), recognition, listening, options, closing, safety, untold, told,
                    well=_well(talk, lines), next=_next(lines, safety, closing, listening, untold))


def _with(lines: Sequence[Exchange], moves: Sequence[str]) -> tuple[int, ...]:
    """Numbers of the lines with one of these moves."""
    return tuple(line.number for line in lines if set(line.said.moves or (line.said.move,)) & set(moves))


def _domains(lines: Sequence[Exchange]) -> dict[str, tuple[int, ...]]:
    """The four domains of the method, with the lines that touched them."""
    return {name: _with(lines, moves) for name, moves in DOMAINS.items()}


def _recognition(lines: Sequence[Exchange]) -> tuple[Finding, ...]:
    """Recognition before information (S40), and which of the kinds there were (S41-S44)."""
    recognised, informed = _with(lines, KINDS), _with(lines, INFORMS)
    found = []
    if informed:
        first = recognised and recognised[0] <= informed[0]
        found.append(Finding("recognised_first" if first else "informed_first", {}, (*recognised[:1], *informed[:1])))
    kinds = [kind for kind in KINDS if _with(lines, [kind])]
    found.append(Finding("kinds", {"count": len(kinds), "of": len(KINDS)}, recognised))
    return tuple(found)


def _listening(lines: Sequence[Exchange]) -> tuple[Finding, ...]:
    """Questions open and closed, and reflections, counted; a ratio stands beside its counts (MITI)."""
    forms = [(line.number, form) for line in lines for form in line.said.questions if line.said.asks not in YES_OR_NO]
    opened = tuple(dict.fromkeys(number for number, form in forms if form == "open"))
    closed = tuple(dict.fromkeys(number for number, form in forms if form == "closed"))
    counts = {"open": sum(form == "open" for _, form in forms), "closed": sum(form == "closed" for _, form in forms)}
    reflected = _with(lines, ["reflect"])
    tired = next((line.number for line in lines if line.answer.state.energy <= 0), None)
    return (Finding("questions", counts, opened),
            Finding("reflections", {"reflections": len(reflected), "questions": len(forms)}, reflected),
            *([Finding("closed_questions", counts, closed)] if closed else []),
            *([Finding("tired", {"line": tired}, (tired,))] if tired else []))


def _options(lines: Sequence[Exchange], words: dict[str, Sequence[str]]) -> tuple[Finding, ...]:
    """All four options alike (S53, S60): how often each was named; never alike where one was pushed."""
    named = _named(lines, words)
    counts = {option: len(numbers) for option, numbers in named.items()}
    if not any(counts.values()):
        return (Finding("options_untouched", counts),)
    alike = min(counts.values()) > 0 and max(counts.values()) - min(counts.values()) <= 1 and not _with(lines, ["push_option"])
    shown = tuple(sorted({number for numbers in named.values() for number in numbers}))
    return (Finding("options_alike" if alike else "options_uneven", counts, shown),)


def _named(lines: Sequence[Exchange], words: dict[str, Sequence[str]]) -> dict[str, tuple[int, ...]]:
    """Numbers of the lines about the options that name each; a line that names several is about them.

    The longest words come first and each piece of a line counts once: "without legal residence" names no legal residence.
    """
    owners = {word: {option for option in OPTIONS if word in words[option]} for option in OPTIONS for word in words[option]}
    naming = re.compile("|".join(map(re.escape, sorted(owners, key=len, reverse=True))))
    found = {line.number: set().union(*map(owners.get, naming.findall(f" {line.said.text.casefold()} "))) for line in lines}
    about = {*_with(lines, ABOUT_OPTIONS), *(number for number, options in found.items() if len(options) > 1)}
    return {option: tuple(number for number in found if number in about and option in found[number]) for option in OPTIONS}


def _closing(lines: Sequence[Exchange]) -> tuple[Finding, ...]:
    """Verdicts, advice, pushes and comforts, the gravest first, with their lines and where another wording stands."""
    found = {move: tuple(line.number for line in lines if line.said.move == move) for move in CLOSES}
    return tuple(Finding(move, {}, numbers, INSTEAD[move]) for move, numbers in found.items() if numbers)


def _safety(talk: Talk) -> tuple[Finding, ...]:
    """The direct question (S97): asked after a hint, missed after it, or asked where there was none."""
    dark = {fact.id for fact in talk.persona.facts if fact.dark}
    hints = tuple(line.number for line in talk.exchanges if dark & set(line.answer.told))
    asked = _with(talk.exchanges, ["ask_safety"])
    if not hints:
        return (Finding("direct_asked", {}, asked),) if asked else ()
    answered = any(fact.topic == "safety" and fact.id in talk.told for fact in talk.persona.facts)
    after = asked if answered else tuple(number for number in asked if number > hints[0])
    return (Finding("dark_asked" if after else "dark_missed", {}, after or hints),)


def _well(talk: Talk, lines: Sequence[Exchange]) -> Finding:
    """The line that opened most: where something hidden came out, or trust grew."""
    if not lines:
        return Finding("well_nothing", {})
    best = max(lines, key=lambda line: (len(line.answer.told), line.after.trust - line.before.trust, -line.number))
    if best.answer.told:
        return Finding("well_told", {"line": best.said.text}, (best.number,))
    if best.after.trust > best.before.trust:
        return Finding("well_trust", {"line": best.said.text}, (best.number,))
    return Finding("well_tried", {"count": len(lines)})


def _next(lines: Sequence[Exchange], safety: Sequence[Finding], closing: Sequence[Finding], listening: Sequence[Finding],
          untold: Sequence[str]) -> Finding:
    """One thing to try: the gravest first."""
    if safety and safety[0].name == "dark_missed":
        return Finding("next_safety", {}, safety[0].lines)
    if closing:
        return Finding(f"next_{closing[0].name}", closing[0].values, closing[0].lines, closing[0].instead)
    if lines and not _with(lines, KINDS):
        return Finding("next_recognise", {}, (lines[0].number,), "loss")
    counts = listening[0].values
    if counts["closed"] > counts["open"]:
        return Finding("next_open", counts, next(each.lines for each in listening if each.name == "closed_questions"))
    if listening[1].values["reflections"] * 2 < listening[1].values["questions"]:
        return Finding("next_reflect", listening[1].values, listening[1].lines)
    return Finding("next_untold", {"count": len(untold)}) if untold else Finding("next_goal", {})
