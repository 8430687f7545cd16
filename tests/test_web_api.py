"""The HTTP API on a fake engine: its shapes, its errors, and that nothing takes it down."""

from __future__ import annotations

import asyncio
import json
import logging

import httpx
import pytest

from bot.channels.web.app import create
from tests import web_fakes

TOKEN = "een-token"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def engine(tmp_path):
    return web_fakes.build(tmp_path, TOKEN)


def send(engine, method: str, path: str, **given) -> httpx.Response:
    """One request to the application, without a network."""
    async def go():
        transport = httpx.ASGITransport(create(*engine), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, **{"headers": BEARER, **given})
    return asyncio.run(go())


def turn(engine, **body) -> httpx.Response:
    return send(engine, "POST", "/api/turn", json=body)


def assert_error(answer: httpx.Response, status: int, code: str) -> None:
    """The one shape of an error."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()) == {"error"} and set(answer.json()["error"]) == {"code", "message"}
    assert answer.json()["error"]["code"] == code and answer.json()["error"]["message"]


def test_health(engine):
    answer = send(engine, "GET", "/api/health")
    assert answer.status_code == 200 and answer.json()["status"] == "ok" and answer.json()["version"]


def test_a_monitor_needs_no_token(engine):
    assert send(engine, "GET", "/api/health", headers={}).status_code == 200


def test_a_turn_has_the_promised_shape(engine):
    answer = turn(engine, conversation="een", text="/start", audience="counsellor", language="nl")
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"replies", "state"}
    assert set(body["replies"][0]) == {"text", "choices", "image"}
    assert set(body["replies"][-1]["choices"][0]) == {"id", "label"}
    assert set(body["state"]) == {"phase", "step", "intent", "confidence", "safety", "law", "language"}
    assert engine[0].said[-1][1]["audience"] == "counsellor"


def test_who_says_nothing_about_the_audience_is_a_client(engine):
    turn(engine, conversation="een", text="/start", choice=None)
    assert engine[0].said[-1][1] == {"text": "/start", "choice": None, "language": None, "audience": "client"}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}, {"Authorization": f"Basic {TOKEN}"},
                                     {"Authorization": "Bearer é"}, {"Authorization": ""}])
@pytest.mark.parametrize("path", ["/api/turn", "/api/conversations/een/record", "/api/nothing", "/api"])
def test_without_the_token_there_is_nothing(engine, headers, path):
    encoded = {key: value.encode("latin-1") for key, value in headers.items()}
    answer = send(engine, "GET", path, headers=encoded)
    assert_error(answer, 401, "wrong_token")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("body", [b"", b"{", b"nonsense", b"\xff\xfe", b"[" * 50_000, b'{"text": NaN'])
def test_malformed_json(engine, body):
    assert_error(send(engine, "POST", "/api/turn", content=body), 400, "malformed_json")


@pytest.mark.parametrize("body", [[], "text", 3, None, {"conversation": 3, "text": "x"}, {"text": "x"},
                                  {"conversation": "een", "text": 3}, {"conversation": "een", "choice": ["skip"]},
                                  {"conversation": "een", "text": "x", "language": 1},
                                  {"conversation": "een", "text": "x", "audience": {}}])
def test_wrong_types(engine, body):
    assert_error(send(engine, "POST", "/api/turn", content=json.dumps(body)), 400, "wrong_type")
    assert not engine[0].said


@pytest.mark.parametrize(("body", "code"), [
    ({"conversation": "een"}, "text_or_choice"),
    ({"conversation": "een", "text": None, "choice": None}, "text_or_choice"),
    ({"conversation": "een", "text": "x", "choice": "skip"}, "text_or_choice"),
    ({"conversation": "", "text": "x"}, "empty"),
    ({"conversation": "een", "text": "x", "audience": "boss"}, "unknown_audience"),
    ({"conversation": "een", "choice": "no:such"}, "unknown_choice"),
    ({"conversation": "a" * 201, "text": "x"}, "bad_conversation"),
    ({"conversation": "een", "text": "half \ud800"}, "broken_text"),
])
def test_what_cannot_be_meant(engine, body, code):
    assert_error(send(engine, "POST", "/api/turn", content=json.dumps(body)), 400, code)


def test_a_long_text_goes_to_the_engine_and_a_huge_body_does_not(engine):
    assert turn(engine, conversation="een", text="a" * 100_000).status_code == 200
    assert_error(turn(engine, conversation="een", text="a" * 300_000), 413, "too_large")


def test_a_huge_body_without_a_length_is_refused_too(engine):
    async def endless():
        for _ in range(300):
            yield b"a" * 1024
    assert_error(send(engine, "POST", "/api/turn", content=endless()), 413, "too_large")


def test_unknown_places_and_methods(engine):
    assert_error(send(engine, "GET", "/api/nothing"), 404, "not_found")
    assert_error(send(engine, "GET", "/api/turn"), 405, "method_not_allowed")
    assert_error(send(engine, "POST", "/api/health"), 405, "method_not_allowed")
    for method, path in (("GET", "record"), ("GET", "ladder.svg"), ("DELETE", "")):
        address = f"/api/conversations/nobody/{path}".rstrip("/")
        assert_error(send(engine, method, address), 404, "unknown_conversation")


def test_the_record_and_the_goal(engine):
    asyncio.run(web_fakes.walk(engine[0], "met/streep en spatie"))
    answer = send(engine, "GET", "/api/conversations/met%2Fstreep%20en%20spatie/record")
    assert answer.status_code == 200
    entries = answer.json()["entries"]
    assert {"step", "phase", "round", "text", "at"} <= set(entries[0])
    assert "Een eigen restaurant" in [entry["text"] for entry in entries]
    assert answer.json()["goal"]["text"] == "Nederlands leren"


def test_no_goal_yet(engine):
    asyncio.run(web_fakes.walk(engine[0], "een", 2))
    assert send(engine, "GET", "/api/conversations/een/record").json()["goal"] is None
    assert_error(send(engine, "GET", "/api/conversations/een/ladder.png"), 404, "no_goal")


@pytest.mark.parametrize(("kind", "media", "start"), [
    ("svg", "image/svg+xml", b"<svg"), ("png", "image/png", b"\x89PNG"), ("pdf", "application/pdf", b"%PDF")])
def test_the_ladder(engine, kind, media, start):
    asyncio.run(web_fakes.walk(engine[0], "een"))
    answer = send(engine, "GET", f"/api/conversations/een/ladder.{kind}")
    assert answer.headers["content-type"].startswith(media) and answer.content.startswith(start)


def test_forgetting_leaves_nothing(engine):
    asyncio.run(web_fakes.walk(engine[0], "een"))
    assert send(engine, "DELETE", "/api/conversations/een").status_code == 204
    assert_error(send(engine, "GET", "/api/conversations/een/record"), 404, "unknown_conversation")


def test_an_unforeseen_fault_says_nothing_of_the_conversation(engine, caplog):
    engine[0].fault = ValueError("mijn geheim staat hier")
    with caplog.at_level(logging.ERROR):
        answer = turn(engine, conversation="een", text="mijn geheim")
    assert_error(answer, 500, "internal")
    assert "geheim" not in answer.text and "geheim" not in caplog.text and "ValueError" in caplog.text


def test_strict_headers_on_answers_and_errors(engine):
    for path in ("/api/health", "/api/nothing"):
        headers = send(engine, "GET", path).headers
        assert headers["cache-control"] == "no-store" and headers["x-content-type-options"] == "nosniff"
