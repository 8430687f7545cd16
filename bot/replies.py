"""What an action said, as replies with buttons. Pure."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from rasa.shared.core.trackers import DialogueStateTracker

from bot.script.loader import Script
from bot.turns import Card, Choice, Reply

CHOICE_IN_PAYLOAD = re.compile(r'"choice": "([^"]+)"')


def reply(message: dict[str, Any], tracker: DialogueStateTracker) -> Reply:
    """One message of Rasa's as a reply."""
    data = message.get("data") or message
    buttons = [Choice(CHOICE_IN_PAYLOAD.search(button["payload"])[1], button["title"])
               for button in data.get("buttons") or []]
    card = (data.get("custom") or {}).get("card")
    image = f"/api/conversations/{quote(tracker.sender_id, safe='')}/{data['image']}.png" if data.get("image") else None
    return Reply(message.get("text") or "", buttons, image, Card(**card) if card else None)


def with_controls(replies: list[Reply], tracker: DialogueStateTracker, script: Script) -> list[Reply]:
    """Skip, back and stop within the client's reach under an open question; a way on where nothing is asked."""
    if not replies or tracker.get_slot("audience") == "counsellor":
        return replies
    memory = tracker.get_slot("talk") or {}
    if tracker.get_slot("step"):
        keys = ("skip", "go_back", "pause")
    elif memory.get("ended"):
        keys = ("ask_goal", "start_over", "forget_me")
    else:
        keys = ("resume", "forget_me")
    last = replies[-1]
    more = [Choice(key, script.label(key)) for key in keys if key not in {choice.id for choice in last.choices}]
    return [*replies[:-1], Reply(last.text, [*last.choices, *more], last.image, last.card)]
