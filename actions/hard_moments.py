"""While a safety question is open: which lines are shown, and what may end the waiting."""

from __future__ import annotations

import re

from actions import referral
from actions.talk import Talk
from bot.nlu import lexicon
from bot.nlu.lexicon import plain

HARD_MOMENTS = ("crisis_ask", "crisis_now", "crisis_after", "danger_ask", "danger_now", "danger_after")
# How many lines of which topic. Police is not among them: nobody is pushed there (112 stands in the texts).
CRISIS_TOPICS = {"suicide": 2, "listening": 1}
DANGER_TOPICS = {"violence": {"violence": 2}, "exploitation": {"trafficking": 3}, "child": {"child_danger": 2},
                 "medical": {"emergency": 1}, "other": {"violence": 2, "listening": 1}}

# "No, I do not think of suicide": the words of the question, denied. Short, without a "but" or "not any more".
DENIED = re.compile(r"(?:nee|neen|nein|non|no)\b(?!.*\b(?:maar|mais|but|soms|parfois|sometimes|liever|meer|plus|anymore)\b)"
                    r".*\b(?:niet|nie|geen|nooit|pas|jamais|not|dont|never)(?: \S+){0,2}? "
                    r"(?:zelfmoord|zelfdoding|suicide|dood|doodgaan|sterven|mourir|die)")
MOST_WORDS_OF_A_NO = 9
MOST_WORDS_OF_AN_ANSWER = 20
LINES_AGAIN = 3     # so many messages beside a safety question, and its lines are shown again


def lines(talk: Talk, topics: dict[str, int]) -> str:
    """The helplines that fit, so many a topic: those that speak the person's language first, wherever the person is."""
    directory = talk.services.directory
    found = (entry for topic, most in topics.items() for entry in directory.find(topic, language=talk.language, limit=most))
    return referral.lines(talk, [entry for entry in dict.fromkeys(found) if entry.numbers])


def crisis_lines(talk: Talk) -> str:
    """The lines for someone in crisis, from the directory."""
    return lines(talk, CRISIS_TOPICS)


def lines_for(talk: Talk, kind: str) -> str:
    """The lines that fit "crisis", or "danger" of the kind that was named."""
    if kind == "crisis":
        return crisis_lines(talk)
    return lines(talk, DANGER_TOPICS.get(talk.memory.crisis, DANGER_TOPICS["other"]))


def say(talk: Talk, key: str) -> None:
    """A safety reply with the lines that fit the moment."""
    talk.say(key, lines=lines_for(talk, key.partition("_")[0]))


def still_asks(talk: Talk) -> bool:
    """Something else came while a safety question is open: keep asking it, or (False) let the talk go on.

    A clear sign stays until the person answers; now and then, or to who asks for help, the lines stand there again. A mere
    hint that is twice answered with something else leaves the lines and goes on.
    """
    kind, _, question = talk.place.series.partition("_")
    if question == "ask" and talk.memory.unclear:
        say(talk, f"{kind}_rather_not")
        return False
    say(talk, f"{kind}_still_here")
    talk.memory.unclear += 1
    talk.memory.wording += 1
    wants_help = talk.said.means("ask_help") or lexicon.shared().groups["safety_answers"]["help"].search(plain(talk.said.text))
    if wants_help or talk.memory.unclear % LINES_AGAIN == 0:
        talk.say("referrals", lines=lines_for(talk, kind))
    return True


def hard_moment(talk: Talk) -> str:
    """"crisis" or "danger" while a safety question is open, else ""."""
    series = open_series(talk)
    return series.partition("_")[0] if series in HARD_MOMENTS else ""


def open_series(talk: Talk) -> str:
    """The series of the open question, "" while nothing is asked."""
    return talk.place.series if talk.form and talk.place else ""


def plain_answer(talk: Talk) -> str:
    """What typed words say plainly to a safety question, however else they were read; "" where they do not.

    "no" to "do you think of suicide?" or "is there danger?": a no is believed, also with more words behind it. A refusal
    to answer is no such no: "rather_not".
    "safe" or "unsafe" to "are you safe now?". Words of death or danger beside it, or a "but", leave it open.
    """
    question = open_series(talk).partition("_")[2] if hard_moment(talk) and not talk.said.choice else ""
    words, answers = plain(talk.said.text), lexicon.shared().groups["safety_answers"]
    if question in ("now", "after") and answers["unsafe"].search(words):
        return "unsafe"
    if question == "ask" and answers["refuse"].search(words) and not _grave(words):
        return "rather_not"
    if question == "ask" and len(words.split()) <= MOST_WORDS_OF_A_NO and DENIED.fullmatch(words):
        return "no"
    if not question or len(words.split()) > MOST_WORDS_OF_AN_ANSWER or answers["but"].search(words) or _grave(words):
        return ""
    if question == "ask" and answers["no"].match(words):
        return "no"
    return "safe" if question == "now" and answers["safe"].search(words) else ""


def hedged(talk: Talk) -> bool:
    """Whether a typed no has a "but" in it: "nee, maar soms"."""
    return not talk.said.choice and bool(lexicon.shared().groups["safety_answers"]["but"].search(plain(talk.said.text)))


def _grave(words: str) -> bool:
    """Whether words of death or danger stand there, other than denied ones."""
    known = lexicon.shared()
    words = known.without("danger_not", known.without("crisis_not", words))
    return any(known.kind(section, words) for section in ("crisis_sure", "crisis_maybe", "danger_sure", "danger_maybe"))


def waiting(talk: Talk) -> str:
    """"crisis" or "danger" while a safety question waits, behind a pause say: nothing else opens before it."""
    series = (step.partition(".")[0] for _, step, _ in reversed(talk.memory.suspended))
    return next((name.partition("_")[0] for name in series if name in HARD_MOMENTS), "")


def come_back(talk: Talk) -> None:
    """Something else came while a safety question waits: say that this goes first."""
    kind = waiting(talk)
    say(talk, f"{kind}_still_here")


def set_aside(talk: Talk) -> None:
    """Let the open safety question wait; it returns before anything else."""
    talk.memory.suspended.append([talk.form, talk.step, talk.memory.item])
