"""While a safety question is open: which lines are shown, and what may end the waiting."""

from __future__ import annotations

import re

from actions import referral
from actions.talk import Talk
from bot.nlu.lexicon import plain

HARD_MOMENTS = ("crisis_ask", "crisis_now", "crisis_after", "danger_ask", "danger_now", "danger_after")
# How many lines of which topic. Police is not among them: nobody is pushed there (112 stands in the texts).
CRISIS_TOPICS = {"suicide": 2, "listening": 1}
DANGER_TOPICS = {"violence": {"violence": 2}, "exploitation": {"trafficking": 3}, "child": {"child_danger": 2},
                 "medical": {"emergency": 1}, "other": {"violence": 2, "listening": 1}}
NOT_SAFE = ("niet veilig", "nie veilig", "onveilig", "not safe", "unsafe", "pas en securite")

# "No, I do not think of suicide": the words of the question, denied. Short, without a "but" or "not any more".
DENIED = re.compile(r"(?:nee|neen|nein|non|no)\b(?!.*\b(?:maar|mais|but|soms|parfois|sometimes|liever|meer|plus|anymore)\b)"
                    r".*\b(?:niet|nie|geen|nooit|pas|jamais|not|dont|never)(?: \S+){0,2}? "
                    r"(?:zelfmoord|zelfdoding|suicide|dood|doodgaan|sterven|mourir|die)")
MOST_WORDS_OF_A_NO = 9
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

    A clear sign stays until the person answers; now and then the lines stand there again. A mere hint that is twice
    answered with something else leaves the lines and goes on.
    """
    kind, _, question = talk.place.series.partition("_")
    if question == "ask" and talk.memory.unclear:
        say(talk, f"{kind}_rather_not")
        return False
    say(talk, f"{kind}_still_here")
    talk.memory.unclear += 1
    talk.memory.wording += 1
    if talk.memory.unclear % LINES_AGAIN == 0:
        talk.say("referrals", lines=lines_for(talk, kind))
    return True


def hard_moment(talk: Talk) -> str:
    """"crisis" or "danger" while a safety question is open, else ""."""
    series = open_series(talk)
    return series.partition("_")[0] if series in HARD_MOMENTS else ""


def open_series(talk: Talk) -> str:
    """The series of the open question, "" while nothing is asked."""
    return talk.place.series if talk.form and talk.place else ""


def says_no(talk: Talk) -> bool:
    """Whether "do you think of suicide?" is answered with a no in the same words: a no is believed."""
    words = plain(talk.said.text)
    return open_series(talk) == "crisis_ask" and len(words.split()) <= MOST_WORDS_OF_A_NO and bool(DENIED.fullmatch(words))


def says_unsafe(talk: Talk) -> bool:
    """Whether the words say "not safe", in any of the languages, however else they were read."""
    words = f" {plain(talk.said.text)} "
    return any(f" {phrase} " in words for phrase in NOT_SAFE)


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
