"""Golden conversations: what was read by a person before it was kept. `--update-golden` writes what is said now."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.talking import Talking

FILES = sorted((Path(__file__).parent / "conversations").glob("*.yml"))


class _Dumper(yaml.SafeDumper):
    """Longer texts as blocks, so that a transcript reads like a conversation."""


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar(
    "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None))


def play(talking: Talking, conversation: dict) -> list[dict]:
    """The turns of a conversation file with what is answered now."""
    played = []
    for turn in conversation["turns"]:
        if "say" in turn:
            talking.say(turn["say"])
            done = {"say": turn["say"]}
        else:
            talking.press(turn["press"])
            done = {"press": turn["press"]}
        done["replies"] = [reply.text for reply in talking.turn.replies]
        done["buttons"] = [button for button in talking.buttons if button not in ("skip", "go_back", "pause")]
        done["step"] = talking.step
        for tier in ("safety", "law"):
            if getattr(talking.turn.state, tier):
                done[tier] = getattr(talking.turn.state, tier)
        played.append(done)
    return played


def talking(engine, loop, file: Path, conversation: dict) -> Talking:
    """A conversation as its file says: under an id of its own, which decides the wordings."""
    return Talking(engine, loop, conversation.get("conversation", f"golden-{file.stem}"),
                   conversation.get("audience", "client"), conversation.get("language"))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_conversation_is_as_it_was_read(file: Path, engine, loop, request: pytest.FixtureRequest) -> None:
    conversation = yaml.safe_load(file.read_text(encoding="utf-8"))
    played = play(talking(engine, loop, file, conversation), conversation)
    if request.config.getoption("--update-golden"):
        conversation["turns"] = played
        file.write_text(yaml.dump(conversation, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110),
                        encoding="utf-8")
    assert played == conversation["turns"]


def test_there_are_conversations() -> None:
    assert FILES
