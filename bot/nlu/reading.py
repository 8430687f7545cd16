"""How a message is read: safety and law in two tiers, and whether it answers the open question. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.nlu.lexicon import Lexicon, compile_patterns, plain

SAFETY = ("express_crisis", "report_danger")
KINDS = ("crisis", "danger")    # the hard moments, in the order of their intents
DISTRESS = "express_distress"
LAW = ("ask_legal", "share_rumour")
FALLBACK = "nlu_fallback"
ANSWER = "inform"
TELLING = ("tell_motive", "tell_dream", "tell_loss", "tell_gain", "tell_talent", "tell_support", "tell_goal",
           "report_progress", "report_setback", "express_hope")
PLAIN_ANSWERS = ("affirm", "deny", "dont_know", "skip", "go_back", *TELLING)
OPEN = ("open", "when", "who")
STEERS = ("skip", "go_back", "ask_repeat", "pause", "start_over", "ask_help", "change_language", "forget_me", "ask_goal",
          "ask_legal", "affirm", "dont_know", "goodbye", "express_distress", "express_anger")   # also in short, to "who?"
SHORT = 2           # words
BRIEF = 4           # words up to which an answer needs more for a "maybe": there is little to read
COMMANDS = ("goodbye", "greet", "thank", "start_over", "change_language", "forget_me", "ask_goal", "ask_reminder", "insult")
STORY = 100         # words from which the rest of a message says nothing of a plain word in it
DROWNED = 0.5       # probability of safety from which the rest of a long story does not weaken its words
NARROW = ("when", "who")    # a date or a person: nearly anything short is one
NARROW_ANSWERS = (("when", "pause"), ("who", "talk_to_human"), ("who", "deny"))    # "later"; "mijn begeleider"; "niemand"
TELLS_TOO = 0.25    # probability of telling from which a legal question is taken to stand inside an answer


@dataclass(frozen=True)
class Thresholds:
    """Probabilities at which something counts. Tuned on the project's own development set (tests/nlu/).

    Attributes:
        safety_sure, safety_maybe: for crisis and danger together.
        safety_sure_in_answer: "sure" in what may answer an open question, where no word of the lexicon stands: there the
            gentle question comes first.
        safety_brief: "maybe" in an answer of a few words.
        safety_cleared: "maybe" for crisis (or danger) once the person said in this talk that there is none: a no is believed.
        law_sure, law_maybe: for legal questions and rumours together.
        law_in_answer: "maybe" in what answers an open question.
        interrupt: a short message that interrupts an open question.
        command: the same where it would be a greeting or a wish that has nothing to do with the question.
        interrupt_long: the same inside a longer story.
        ratio, law_ratio: what a "maybe" of safety, of law, needs at least beside the most likely other reading.
        fallback: below it nothing was understood (outside an open question).
        long: words from which a message is a story.
    """

    safety_sure: float = 0.92
    safety_sure_in_answer: float = 0.99
    safety_maybe: float = 0.17
    safety_brief: float = 0.3
    safety_cleared: float = 0.4
    law_sure: float = 0.55
    law_maybe: float = 0.012
    law_in_answer: float = 0.06
    ratio: float = 0.12
    law_ratio: float = 0.02
    interrupt: float = 0.4
    command: float = 0.8
    interrupt_long: float = 0.75
    fallback: float = 0.15
    long: int = 9


@dataclass(frozen=True)
class Reading:
    """What a message means here.

    `intent` steers the dialogue (`inform` where it answers the open question), `reading` is the intent of the
    taxonomy, `safety` and `law` are "sure", "maybe" or None, `danger` the kind of danger, `extra` what else was found.
    """

    intent: str
    reading: str
    confidence: float
    safety: str | None = None
    law: str | None = None
    extra: dict[str, str | bool] = field(default_factory=dict)


def read(text: str, probabilities: Mapping[str, float], pending: Mapping | None, lexicon: Lexicon,
         thresholds: Thresholds, likely: Mapping[str, float] | None = None) -> Reading:
    """Decide how a message is read.

    Args:
        text: as typed.
        probabilities: of the classifier, by intent.
        pending: `{"kind": "open"|"when"|"who"|"yes_no"|"option"|"choice", "answers": [intents], "words": [patterns]}` of the
            open question; `words` are those by which one of its buttons is meant.
        lexicon: of all languages.
        thresholds: see there.
        likely: how likely "safety" and "law" are in the whole message, where the classifier read a long one in parts;
            else the sums of their intents.
    """
    words = plain(text)
    likely = likely or {name: sum(probabilities.get(intent, 0.0) for intent in intents)
                        for name, intents in (("safety", SAFETY), ("law", LAW))}
    best = max(probabilities, key=probabilities.get) if probabilities else FALLBACK
    extra = _extras(words, lexicon)
    safety, kind = _safety(words, probabilities, likely["safety"], best, pending, lexicon, thresholds)
    law = _law(words, probabilities, likely["law"], best, pending, lexicon, thresholds)
    if safety:
        return Reading(kind, kind if safety == "sure" else best, probabilities.get(kind, 0.0), safety=safety, law=law,
                       extra=extra)
    set_aside = (*SAFETY, *(() if law else LAW))     # no tier, no such reading
    best = max((name for name in probabilities if name not in set_aside), key=probabilities.get, default=best)
    button = compile_patterns((pending or {}).get("words") or ())
    if button and button.search(words):
        return Reading(ANSWER, best, 1.0, law=law, extra=extra)
    command = lexicon.kind("stop", words) if lexicon.covers("stop", words, 0) else ""
    if command:
        best = command
    law = None if command else law
    confidence = 1.0 if command else probabilities.get(best, 0.0)
    if law == "sure":
        intent = max(LAW, key=lambda name: probabilities.get(name, 0.0))
        if pending and pending.get("kind") in OPEN and _tells_too(words, probabilities, thresholds):
            return Reading(ANSWER, intent, confidence, law="maybe", extra=extra)
        return Reading(intent, intent, probabilities.get(intent, 0.0), law=law, extra=extra)
    intent = best if command else _gate(best, confidence, len(words.split()), pending, thresholds)
    return Reading(intent, best, confidence, law=law, extra=extra)


def _extras(words: str, lexicon: Lexicon) -> dict[str, str | bool]:
    found: dict[str, str | bool] = {
        "law_topic": lexicon.kind("law_topics", words), "exercise": lexicon.kind("exercises", words),
        "language": lexicon.kind("languages", lexicon.without("languages_not", words)),
        "danger": lexicon.kind("danger_sure", words) or lexicon.kind("danger_maybe", words),
        "procedure": lexicon.covers("procedure", words, 1),
    }
    return {name: value for name, value in found.items() if value}


def _safety(words: str, probabilities: Mapping[str, float], likely: float, best: str, pending: Mapping | None, lexicon: Lexicon,
            thresholds: Thresholds) -> tuple[str | None, str]:
    """The tier, and which of the two safety intents. Words count at any confidence; an idiom or a denial is no "sure"."""
    crisis, danger = (probabilities.get(name, 0.0) for name in SAFETY)
    meant = lexicon.without("crisis_not", words)
    excused = meant != words or bool(lexicon.kind("crisis_doubt", words))
    in_danger = lexicon.without("danger_not", words)
    # Likelier than crisis, the words stand there in grief, in the past or denied; not in a long story, where they drown.
    distress = probabilities.get(DISTRESS, 0.0) if likely < DROWNED and len(words.split()) <= STORY else 0.0
    if lexicon.kind("crisis_sure", meant):
        return ("maybe" if distress > crisis or lexicon.kind("crisis_doubt", words) else "sure"), SAFETY[0]
    if lexicon.kind("danger_sure", in_danger):
        plainly = in_danger == words or danger >= thresholds.safety_maybe
        return ("sure" if plainly and distress <= danger else "maybe"), SAFETY[1]
    kind = SAFETY[0] if crisis >= danger else SAFETY[1]
    if lexicon.covers("stop", words, 0) and meant == words == in_danger and not lexicon.kind("crisis_maybe", words):
        return None, ""         # nothing but a command
    enough = thresholds.safety_sure_in_answer if pending else thresholds.safety_sure
    if likely >= enough and best in SAFETY and not (excused and kind == SAFETY[0]):
        return "sure", kind
    if _says_enough(words, likely, pending, thresholds) and _hint_of_safety(probabilities, likely, pending, thresholds):
        return "maybe", kind
    if lexicon.kind("crisis_maybe", meant):
        return "maybe", SAFETY[0]
    if lexicon.kind("danger_maybe", in_danger):
        return "maybe", SAFETY[1]
    return None, ""


def _says_enough(words: str, likely: float, pending: Mapping | None, thresholds: Thresholds) -> bool:
    """Whether there is enough to read for a hint without a word of the lexicon: "ik zelf" to "who does it?" is not."""
    length = len(words.split())
    return not pending or length > BRIEF or (length > SHORT and likely >= thresholds.safety_brief)


def _hint_of_safety(probabilities: Mapping[str, float], likely: float, pending: Mapping | None, thresholds: Thresholds) -> bool:
    """Whether crisis or danger is likely enough to ask; of what was cleared up in this talk it takes more."""
    cleared = (pending or {}).get("cleared") or ()
    if not cleared:
        return _hint(SAFETY, probabilities, likely, thresholds.safety_maybe, thresholds.ratio)
    both = sum(probabilities.get(name, 0.0) for name in SAFETY) or 1.0
    shares = (likely * probabilities.get(name, 0.0) / both for name in SAFETY)
    least = (thresholds.safety_cleared if kind in cleared else thresholds.safety_maybe for kind in KINDS)
    return any(_hint(SAFETY, probabilities, share, needed, thresholds.ratio) for share, needed in zip(shares, least, strict=True))


def _hint(names: tuple[str, str], probabilities: Mapping[str, float], likely: float, least: float, ratio: float) -> bool:
    """Whether these intents are likely enough for a "maybe": at all, and beside the most likely other one."""
    other = max((value for name, value in probabilities.items() if name not in names), default=0.0)
    return likely >= max(least, ratio * other)


def _law(words: str, probabilities: Mapping[str, float], likely: float, best: str, pending: Mapping | None, lexicon: Lexicon,
         thresholds: Thresholds) -> str | None:
    if best in LAW and likely >= thresholds.law_sure:
        return "sure"
    least = thresholds.law_in_answer if pending else thresholds.law_maybe
    if _hint(LAW, probabilities, likely, least, thresholds.law_ratio) or lexicon.kind("law", words):
        return "sure" if best in LAW and lexicon.kind("law", words) else "maybe"
    return None


def _tells_too(words: str, probabilities: Mapping[str, float], thresholds: Thresholds) -> bool:
    """Whether a legal question stands inside a longer answer, so that the answer is kept too."""
    telling = sum(probabilities.get(name, 0.0) for name in TELLING)
    return len(words.split()) > thresholds.long and telling >= TELLS_TOO


def _gate(intent: str, confidence: float, length: int, pending: Mapping | None, thresholds: Thresholds) -> str:
    """The pending question decides between readings: what answers it does not interrupt it."""
    if not pending:
        return intent if confidence >= thresholds.fallback else FALLBACK
    kind, answers = pending.get("kind"), pending.get("answers") or ()
    if intent in answers or intent == FALLBACK:
        return ANSWER
    if length <= SHORT + 1 and ((kind, intent) in NARROW_ANSWERS or (kind in NARROW and intent not in STEERS)):
        return ANSWER
    if intent.startswith("choose_") and kind == "option":
        return ANSWER
    needed = thresholds.interrupt_long if kind in NARROW or length > thresholds.long else thresholds.interrupt
    if intent in COMMANDS:
        needed = max(needed, thresholds.command)
    if kind in OPEN and confidence < needed and intent not in TELLING:
        return ANSWER
    if kind not in OPEN and confidence < thresholds.interrupt and intent not in PLAIN_ANSWERS:
        return ANSWER
    return intent
