"""Recognition before information: which kind of thanks or acknowledgement fits what was told (S40, S42-S44)."""

from __future__ import annotations

from actions.talk import Talk

BY_READING = {
    "tell_motive": "road", "tell_dream": "dream", "tell_loss": "loss", "tell_gain": "hope", "tell_talent": "talent",
    "tell_support": "role", "tell_goal": "goal", "report_progress": "effort", "express_hope": "hope",
    "express_distress": "loss", "express_anger": "anger",
}
STRONGER_THAN_THE_QUESTION = ("express_distress", "express_anger", "tell_loss")
FEWEST_WORDS = 2    # a single word is answered with a plain thank-you


def after_answer(talk: Talk) -> None:
    """Thank for an answer in words. A pressed button or a bare word gets none: it would ring hollow."""
    step, said = talk.open_step, talk.said
    if said.choice or step.expects in ("yes_no", "option", "choice") or said.means("affirm", "deny", "dont_know"):
        return
    kind = step.recognise or "thanks"
    if said.means(*STRONGER_THAN_THE_QUESTION):
        kind = BY_READING[said.reading]
    if len(said.text.split()) < FEWEST_WORDS:
        kind = "thanks"
    talk.recognise(kind, said.text)


def before_options(talk: Talk) -> None:
    """The four options do not open before recognition was given."""
    if not talk.memory.recognised:
        talk.recognise("thanks")


def outside(talk: Talk) -> None:
    """Acknowledge what was told while nothing was asked."""
    kind = "need" if talk.said.reading.startswith("need_") else BY_READING.get(talk.said.reading, "thanks")
    talk.recognise(kind, talk.said.text)
