"""A conversation in the terminal: for trying the script, and for people without a browser."""

from __future__ import annotations

import sys
import uuid

from bot.app import build_engine
from bot.settings import Settings

END = ("/quit", "/exit")


async def chat(settings: Settings, language: str | None, audience: str) -> int:
    """Talk until end of input or `/quit`. A number presses the button of that number. The talk is not kept."""
    engine = build_engine(settings, say=lambda line: print(line, file=sys.stderr))
    conversation = f"terminal-{uuid.uuid4().hex}"
    turn = await engine.turn(conversation, text="/start", language=language, audience=audience)
    try:
        while True:
            buttons = _show(turn.replies)
            line = sys.stdin.readline()
            if not line or line.strip() in END:
                return 0
            said = line.strip()
            if said.isdigit() and 0 < int(said) <= len(buttons):
                turn = await engine.turn(conversation, choice=buttons[int(said) - 1])
            else:
                turn = await engine.turn(conversation, text=said)
    finally:
        await engine.forget(conversation)


def _show(replies: list) -> list[str]:
    """Print what was said and the numbered buttons; their ids in that order."""
    buttons: list[str] = []
    for reply in replies:
        print(f"\n{reply.text}")
        for choice in reply.choices:
            buttons.append(choice.id)
            print(f"  [{len(buttons)}] {choice.label}")
    print("\n> ", end="", flush=True)
    return buttons
