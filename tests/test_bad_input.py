"""Whatever is sent, there is a clear answer or a 4xx with a code, nothing is lost, and the server answers afterwards."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import re
from urllib.parse import quote

import httpx
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from actions.phases import PhaseForm
from bot.channels.web.app import create
from bot.choices import CONTROLS, NAVIGATION
from bot.incoming import MOST_TEXT
from bot.nlg import ScriptNaturalLanguageGenerator
from bot.store.record import Record

SLASHES = ('/inform{"choice": "options.pick:return"}', "/forget_me", "/restart", "/session_start", "/back", "/",
           "/express_crisis{", "/action_forget", '/navigate{"choice": "go:closing"}', "/ / /", "/intent{...}", "//start")
numbers = itertools.count()


class Api:
    """The real application on the real engine, without a network."""

    def __init__(self, engine, settings, loop) -> None:
        self.engine, self.loop = engine, loop
        self._app = create(engine, settings)
        self._headers = {"Authorization": f"Bearer {settings.token}"}

    def send(self, method: str, path: str, **given) -> httpx.Response:
        return self.loop.run_until_complete(self._send(method, path, **given))

    async def _send(self, method: str, path: str, **given) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, **{"headers": self._headers, **given})

    def post(self, body: object) -> httpx.Response:
        plain = json.dumps(body, ensure_ascii=False)
        halves = re.search("[\ud800-\udfff]", plain)      # halves of characters can only be sent as \uXXXX
        return self.send("POST", "/api/turn", content=json.dumps(body) if halves else plain.encode())

    def turn(self, conversation: str, **what: str) -> dict:
        return answered(self.post({"conversation": conversation, **what}))

    def at_once(self, bodies: list[dict]) -> list[dict]:
        async def all_of_them():
            return await asyncio.gather(*(self._send("POST", "/api/turn", json=body) for body in bodies))
        return [answered(answer) for answer in self.loop.run_until_complete(all_of_them())]

    def start(self, conversation: str, phase: str = "motives") -> str:
        """A talk at the first question of a phase; the question."""
        self.turn(conversation, text="/start")
        self.turn(conversation, choice="welcome.moment:thirty")
        return self.turn(conversation, choice=f"go:{phase}")["state"]["step"]

    def record(self, conversation: str) -> list[dict]:
        return self.send("GET", f"/api/conversations/{quote(conversation, safe='')}/record").json()["entries"]

    def still_answers(self) -> None:
        assert self.send("GET", "/api/health").status_code == 200
        assert self.turn(f"daarna-{next(numbers)}", text="/start")["state"]["step"] == "welcome.moment"


@pytest.fixture
def api(engine, settings, loop):
    api = Api(engine, settings, loop)
    yield api
    api.still_answers()


@pytest.fixture
def here(request: pytest.FixtureRequest) -> str:
    """A conversation of this test alone."""
    return "slecht-" + re.sub(r"\W", "-", request.node.name)[:60] + f"-{next(numbers)}"


def answered(answer: httpx.Response) -> dict:
    """A 200 with something to read."""
    assert answer.status_code == 200, answer.text
    assert any(reply["text"].strip() for reply in answer.json()["replies"]), answer.text
    return answer.json()


def refused(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.status_code == status and answer.json()["error"]["code"] == code, answer.text


def clear(answer: httpx.Response) -> None:
    """An answer with words, or a refusal with a code; never a fault of the server."""
    if answer.status_code == 200:
        answered(answer)
    else:
        assert 400 <= answer.status_code < 500, answer.text
        error = answer.json()["error"]
        assert set(error) == {"code", "message"} and all(error.values()), answer.text


@pytest.mark.parametrize(("text", "reply"), [
    ("", "empty_text"), ("  \n\t ", "empty_text"), ("\x00\x01\x1b\u200e\u202e", "empty_text"), ("😢🙏🏽👨‍👩‍👧", "emoji_only"),
    ("?!…", "emoji_only"), ("/", "emoji_only")])
def test_what_holds_no_word_is_said_so_and_the_question_stays(api: Api, here: str, engine, text: str, reply: str) -> None:
    step = api.start(here)
    turn = api.turn(here, text=text)
    assert turn["replies"][0]["text"] in engine.services.script("nl").reply(reply).client
    assert turn["state"]["step"] == step and len(turn["replies"]) > 1
    assert not api.record(here)


def test_control_characters_are_left_out_and_the_words_are_kept(api: Api, here: str) -> None:
    step = api.start(here)
    api.turn(here, text="ik \x00wou\x1b een\u202e eigen winkel")
    assert {entry["step"]: entry["text"] for entry in api.record(here)}[step] == "ik wou een eigen winkel"


@pytest.mark.parametrize("letter", ["a", "1", "woord ", "é", "👍 a ", "²"])
def test_a_hundred_thousand_characters_are_cut_and_said_so(api: Api, here: str, engine, letter: str) -> None:
    api.start(here)
    turn = api.turn(here, text=(letter * 100_000)[:100_000])
    assert turn["replies"][0]["text"] in engine.services.script("nl").reply("too_long").client
    assert all(len(entry["text"]) <= MOST_TEXT for entry in api.record(here))


@pytest.mark.parametrize("text", SLASHES)
def test_slashes_are_words_and_steer_nothing(api: Api, here: str, text: str) -> None:
    api.start(here)
    api.turn(here, text="ik wou een eigen winkel met brood")
    before = api.record(here)
    turn = api.turn(here, text=text)
    assert turn["state"]["phase"] == "motives"
    kept = api.record(here)
    assert before == kept[:len(before)] and before, "nothing was deleted or begun anew"
    assert not any(entry["step"].startswith("options") for entry in kept), "no button was pressed by words"


@pytest.mark.parametrize("text", ["²", "٣", "0", "9" * 5000, "-1", "1e9", "Ⅷ"])
def test_odd_numbers_press_no_button_that_is_not_there(api: Api, here: str, text: str) -> None:
    api.turn(here, text="/start")
    api.turn(here, text=text)


@pytest.mark.parametrize("choice", [
    "", " ", "nope", "no:such", "options.pick:", ":", "welcome.moment:forever", "go:nowhere", "exercise:yoga",
    "options.pick:fifth", "goal_order.first:step_²", "goal_order.first:step_" + "9" * 5000, "x" * 100_000, "\x00", "😢"])
def test_an_unknown_choice_is_refused_and_changes_nothing(api: Api, here: str, choice: str) -> None:
    step = api.start(here)
    refused(api.post({"conversation": here, "choice": choice}), 400, "unknown_choice")
    assert api.turn(here, text="")["state"]["step"] == step


def test_a_button_of_another_question_is_answered_and_changes_nothing(api: Api, here: str) -> None:
    step = api.start(here)
    for choice in ("options.pick:return", "closing.what_next:no", "goal_order.first:step_9", "crisis_now.safe:yes"):
        answer = api.post({"conversation": here, "choice": choice})
        clear(answer)
    assert api.turn(here, text="")["state"]["step"] == step and not api.record(here)


@pytest.mark.parametrize(("method", "path"), [("GET", "/record"), ("GET", "/ladder.svg"), ("DELETE", "")])
def test_an_unknown_conversation(api: Api, method: str, path: str) -> None:
    for name in ("niemand", "x" * 5000, "%00", "a/b", "😢"):
        refused(api.send(method, f"/api/conversations/{quote(name, safe='%')}{path}"), 404, "unknown_conversation")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"conversation": "x", "text": "\n"}'])
def test_malformed_json(api: Api, body: bytes) -> None:
    refused(api.send("POST", "/api/turn", content=body), 400, "malformed_json")


@pytest.mark.parametrize(("body", "code"), [
    ([], "wrong_type"), ("text", "wrong_type"), (None, "wrong_type"), ({"conversation": 3, "text": "x"}, "wrong_type"),
    ({"conversation": "een", "text": ["x"]}, "wrong_type"), ({"conversation": "een", "choice": {}}, "wrong_type"),
    ({"conversation": "een"}, "text_or_choice"), ({"conversation": "een", "text": "x", "choice": "y"}, "text_or_choice"),
    ({"conversation": "x" * 300, "text": "x"}, "bad_conversation"), ({"conversation": "a\x00b", "text": "x"}, "bad_conversation"),
    ({"conversation": " ", "text": "x"}, "bad_conversation"), ({"conversation": "", "text": "x"}, "empty"),
    ({"conversation": "een", "text": "x", "language": "xx"}, "unknown_language"),
    ({"conversation": "een", "text": "x", "audience": "boss"}, "unknown_audience"),
    ({"conversation": "een", "text": "half \ud800"}, "broken_text")])
def test_what_cannot_be_meant(api: Api, body: object, code: str) -> None:
    refused(api.post(body), 400, code)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nee", "Basic a-token", "Bearer a-token-too"])
def test_a_wrong_token(api: Api, header: str) -> None:
    for method, path in (("POST", "/api/turn"), ("GET", "/api/conversations/een/record")):
        refused(api.send(method, path, headers={"Authorization": header}, json={}), 401, "wrong_token")


@pytest.mark.parametrize("many", [2, 10])
def test_messages_of_one_conversation_at_once_are_all_answered_in_some_order(api: Api, here: str, many: int) -> None:
    api.start(here)
    texts = [f"mijn oom bakte brood in ons dorp, zin {number}" for number in range(many)]
    turns = api.at_once([{"conversation": here, "text": text} for text in texts])
    entries = api.record(here)
    places = [(entry["step"], entry["item"]) for entry in entries]
    assert len(places) == len(set(places)), "one answer to a question"
    assert sorted(entry["text"] for entry in entries) == sorted(texts), "none is lost"
    assert api.turn(here, text="")["state"]["step"] in [turn["state"]["step"] for turn in turns]


def test_twenty_conversations_at_once_keep_apart(api: Api) -> None:
    people = [f"Ali-{next(numbers)}" for _ in range(20)]
    for moment in ({"text": "/start"}, {"choice": "welcome.moment:thirty"}, {"choice": "go:motives"}):
        api.at_once([{"conversation": person, **moment} for person in people])
    api.at_once([{"conversation": person, "text": f"mijn oom bakte brood, zegt {person}"} for person in people])
    for person in people:
        assert {entry["text"] for entry in api.record(person)} == {f"mijn oom bakte brood, zegt {person}"}


def no_statement(*_, **__):
    raise sa.exc.OperationalError("INSERT INTO entries", {"text": "Balthazar"}, Exception("Balthazar is vergrendeld"))


async def no_words(*_, **__):
    raise KeyError("Balthazar")


def no_answer(*_, **__):
    raise ValueError("Balthazar")


@pytest.mark.parametrize(("owner", "name", "fault"), [
    (PhaseForm, "answered", no_answer), (Record, "file", no_statement),
    (ScriptNaturalLanguageGenerator, "generate", no_words)])
def test_a_fault_inside_a_turn_is_said_in_plain_words_and_the_next_turn_works(
        api: Api, here: str, engine, monkeypatch, caplog, owner, name, fault) -> None:
    step = api.start(here)
    with monkeypatch.context() as patched, caplog.at_level(logging.DEBUG):
        patched.setattr(owner, name, fault)
        turn = api.turn(here, text="oom Balthazar had een winkel met brood")
    assert turn["replies"][0]["text"] in engine.services.script("nl").reply("error").client
    assert turn["state"]["step"] == step and len(turn["replies"]) > 1, "the open question is asked again"
    assert "Balthazar" not in caplog.text and "turn failed" in caplog.text
    assert api.turn(here, text="oom Balthazar had een winkel met brood")["state"]["step"] != step
    assert "oom Balthazar had een winkel met brood" in [entry["text"] for entry in api.record(here)]


def test_a_fault_does_not_hold_back_the_helplines(api: Api, here: str, monkeypatch) -> None:
    api.start(here)
    with monkeypatch.context() as patched:
        patched.setattr(ScriptNaturalLanguageGenerator, "generate", no_words)
        turn = api.turn(here, text="ik wil niet meer leven")
    assert "1813" in turn["replies"][1]["text"]


def fuzz(examples: int):
    return bounded(max_examples=examples, derandomize=True, deadline=None, database=None,
                   suppress_health_check=list(HealthCheck))


anything = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
                        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
                        max_leaves=6)
names = st.sampled_from(["fuzz-a", "fuzz-b", "fuzz-c"])
spoken = st.text(max_size=60) | st.text("/{}\":abe 19²\n\x00😢\u202e", max_size=20) | st.sampled_from(SLASHES)


@given(conversation=names, text=spoken)
@fuzz(120)
def test_any_text_gets_an_answer(api: Api, conversation: str, text: str) -> None:
    answer = api.post({"conversation": conversation, "text": text})
    answered(answer) if not re.search("[\ud800-\udfff]", text) else clear(answer)


def test_any_button_at_any_moment_gets_an_answer(api: Api, engine) -> None:
    script = engine.services.script("nl")
    ids = [*CONTROLS, *NAVIGATION, *(f"{step.name}:{choice.id}" for step in script.steps.values() for choice in step.choices),
           *(f"options.pick:{option}" for option in script.options), *(f"goal_order.next:step_{n}" for n in range(1, 4))]

    @given(conversation=names, choice=st.sampled_from(ids), audience=st.sampled_from(["client", "counsellor"]))
    @fuzz(200)
    def press(conversation: str, choice: str, audience: str) -> None:
        answered(api.post({"conversation": conversation, "choice": choice, "audience": audience}))
    press()


@given(body=anything | st.fixed_dictionaries({"conversation": names | anything}, optional={
    name: anything | spoken for name in ("text", "choice", "language", "audience")}))
@fuzz(150)
def test_any_json_gets_a_clear_answer(api: Api, body: object) -> None:
    clear(api.post(body))


@given(body=st.binary(max_size=40), path=st.text(max_size=20))
@fuzz(60)
def test_any_bytes_and_any_address_get_a_clear_answer(api: Api, body: bytes, path: str) -> None:
    clear(api.send("POST", "/api/turn", content=body))
    address = quote(path.encode("utf-8", "surrogatepass"), safe="")
    assert api.send("GET", f"/api/conversations/{address}/record").status_code < 500
    assert api.send("GET", f"/talk/{address}").status_code < 500
