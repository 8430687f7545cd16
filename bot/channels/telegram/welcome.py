"""First contact: language, then in plain words what this is and what it keeps, then a yes. Before it nothing is kept."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from bot.channels.telegram import messages
from bot.channels.telegram.visit import OWN, Visit
from bot.nlu import languages
from bot.turns import Reply

START = "/start"


async def first(visit: Visit) -> None:
    """Answer somebody who has not said yes yet."""
    kind, _, rest = visit.body.get("data", "").removeprefix(OWN).partition(":")
    language, _, code = rest.partition(":")
    if language in visit.engine.services.scripts:
        visit.script = visit.engine.services.script(language)
        step = {"lang": explain, "yes": begin, "no": decline}.get(kind)
        if step:
            await step(visit, code)
            return
    if visit.body["kind"] == "text" and not visit.text.startswith("/"):
        await _hear(visit)
    ask_language(visit, invitation(visit.text))


def invitation(text: str) -> str:
    """The code behind `/start`, as a link of a counsellor carries it; "" for none."""
    command, _, code = text.partition(" ")
    return code.strip() if command == START and code.strip().isalnum() and len(code.strip()) < 33 else ""


def ask_language(visit: Visit, code: str = "") -> None:
    """Which language: asked in all of them, the likeliest first."""
    scripts = visit.engine.services.scripts
    ordered = [visit.script, *(script for name, script in scripts.items() if name != visit.script.language)]
    rows = [[messages.button(f"{OWN}lang:{script.language}:{code}".rstrip(":"), script.label(f"lang_{script.language}"))]
            for script in ordered]
    visit.write("\n".join(script.label("tg_choose_language") for script in ordered), rows)


async def _hear(visit: Visit) -> None:
    """Words before a yes are not kept. But a hint of crisis or danger is answered, before anything else."""
    visit.script = visit.engine.services.script(languages.detect(visit.text, visit.engine.lexicon) or visit.script.language)
    passing = f"passing-{secrets.token_hex(12)}"
    try:
        turn = await visit.engine.turn(passing, text=visit.text, language=visit.script.language, audience="client")
    finally:
        await visit.engine.forget(passing, passing=True)
    if turn.state.safety:
        visit.urgent = True
        visit.write("\n\n".join(reply.text for reply in turn.replies))
    visit.say("tg_not_kept_yet")


async def explain(visit: Visit, code: str) -> None:
    """A program, no person and no lawyer; what is kept; how to stop; the lines. Then the question."""
    settings = visit.settings
    language = visit.script.language
    rows = [[messages.button(f"{OWN}{answer}:{language}:{code}".rstrip(":"), visit.script.label(f"tg_consent_{answer}_button"))]
            for answer in ("yes", "no")]
    visit.write(f"{visit.words('tg_lines_intro')}\n{visit.engine.helplines(visit.script)}")
    visit.say("tg_intro", rows, days=settings.retention_days, months=settings.record_months)


async def begin(visit: Visit, code: str) -> None:
    """The yes: from here on the conversation is kept."""
    visit.client = visit.stores.clients.find(visit.chat) or visit.stores.clients.add(visit.chat_id)
    if code and await join(visit, code):
        return
    turn = await visit.take(text=START)
    visit.show(_short(visit, turn.replies))


def _short(visit: Visit, replies: Sequence[Reply]) -> list[Reply]:
    """The first question in short: what goes before it was said already."""
    step = visit.script.step("welcome.moment")
    return [replace(reply, text=step.client.again or reply.text) if reply.text in step.client.ask else reply for reply in replies]


async def decline(visit: Visit, code: str) -> None:
    """The no: kind, with the lines, and nothing is kept."""
    visit.write(f"{visit.words('tg_declined')}\n{visit.engine.helplines(visit.script)}")


async def join(visit: Visit, code: str) -> bool:
    """Go on where a counsellor and the client were; False (and said) where the code leads nowhere."""
    invite = visit.stores.invites.find(code)
    joined = invite and ((visit.again and visit.client.linked == invite.conversation) or await visit.engine.adopt(
        invite.conversation, visit.conversation, visit.script.language))
    if not joined:
        visit.say("tg_invite_unknown")
        return False
    visit.change(linked=invite.conversation, contact=invite.contact, share="")
    visit.used_code = code
    visit.say("tg_invite_joined")
    state = await visit.engine.state(visit.conversation)
    turn = await visit.take(choice="ask_goal" if state.ended else "ask_repeat" if state.step else "resume")
    visit.show(turn.replies)
    return True
