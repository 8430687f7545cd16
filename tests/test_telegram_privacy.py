"""Looking at return leaves no trace, all that is kept comes as a file, and no log says a word of it."""

from __future__ import annotations

import logging
import traceback

import pytest
import sqlalchemy as sa

from bot.store.database import sealer
from tests.processes import wait_until
from tests.telegram_talking import Channel, Client

RETURN = "bij mijn grootmoeder in Kananga wonen"
OTHER = "werken bij de bakker in Hoboken"
LANGUAGES = ("nl", "en", "fr")


def walks(client: Client, step: str, item: str = "") -> None:
    """Answer until a question is open."""
    for _ in range(60):
        state = client.state
        if state.step == step and item in ("", state.item):
            return
        client.goes_on()
    raise AssertionError(f"{step} does not come; the talk is at {client.state.step}")


def looks_at(client: Client, option: str, words: str) -> None:
    """Choose an option, say one thing about it, and skip the rest of its questions."""
    client.presses(f"options.pick:{option}")
    client.says(words)
    assert words in client.answers_kept().values() and words in raw(client), "it is kept while it is looked at"
    while client.state.step != "options.pick":
        client.presses("skip")


@pytest.fixture
def client(channel: Channel) -> Client:
    """Somebody before the four directions."""
    client = channel.somebody("nl").begins("thirty")
    walks(client, "options.pick")
    return client


def leaves(client: Client) -> None:
    """Go on until the directions are behind, with nothing decided."""
    client.presses("options.pick:enough")
    while client.state.phase == "options":
        if client.state.step == "options_after.leaning":
            client.presses("options_after.leaning:not_decided")
        else:
            client.goes_on()


def raw(client: Client) -> str:
    """What is kept of the talk word for word, opened with the key."""
    store = client.channel.stores.engine
    with store.connect() as connection:
        rows = connection.execute(sa.text("SELECT data FROM events WHERE sender_id = :id"), {"id": client.conversation}).scalars()
        return "\n".join(sealer(store).open(row, "events.data") for row in rows)


# --- return (S56) ------------------------------------------------------------------------------------------------------

def test_what_is_said_about_return_is_gone_once_that_part_is_left(client: Client):
    looks_at(client, "return", RETURN)
    looks_at(client, "legal_stay", OTHER)
    leaves(client)
    kept = client.answers_kept()
    assert OTHER in kept.values() and RETURN not in kept.values()
    assert not [place for place in kept if place.endswith("@return")]
    assert "Kananga" not in raw(client) and '"return"' not in raw(client), "neither the words nor the place"
    client.says("/mydata")
    assert "Kananga" not in client.file() and OTHER in client.file()
    assert client.channel.services.script("nl").options["return"].name not in client.file(), "not even that it was looked at"


def test_the_talk_goes_on_all_the_same(client: Client):
    looks_at(client, "return", RETURN)
    leaves(client)
    for _ in range(60):
        if client.state.ended:
            break
        client.goes_on()
    assert client.state.ended and client.sent("photo")


def test_who_asks_for_it_keeps_what_was_said_about_return(client: Client):
    looks_at(client, "return", RETURN)
    client.presses_in("/privacy", "tg:privacy:keep")
    assert client.text == client.words("tg_privacy_return_kept")
    leaves(client)
    assert RETURN in client.answers_kept().values()
    client.presses_in("/privacy", "tg:privacy:drop")
    client.says("/help")
    assert RETURN not in client.answers_kept().values(), "and it can be taken back"


def test_who_goes_away_in_the_middle_of_it_leaves_no_trace_either(client: Client):
    looks_at(client, "return", RETURN)
    client.says("/pause")
    client.says("/start")
    client.presses("resume.go_on:start_over")
    client.presses("start_over_confirm.sure:yes")
    assert RETURN not in client.answers_kept().values() and "Kananga" not in raw(client)


# --- /mydata -----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_holds_answers_goal_plans_and_how_it_is_kept(channel: Channel, language: str):
    client = channel.somebody(language).begins().has_a_goal("De school bellen", goal="Een cursus lassen")
    client.says("Ik zoek werk — als lasser, été comme hiver ✓")
    client.presses_in("/reminders", "tg:remind:3")
    client.says("/mydata")
    file, message = client.file(), client.sent("document")[0]
    assert message.filename == "perspectief.txt" and message.caption == client.words("tg_mydata_caption")
    for heading in ("heading", "answers", "goal", "planned", "shared"):
        assert client.words(f"tg_mydata_{heading}") in file
    for words in ("Een cursus lassen", "De school bellen", "été comme hiver ✓", client.words("tg_privacy_not_linked"),
                  client.words("tg_mydata_kept_how", days=30, months=12)):
        assert words in file
    assert client.words("tg_remind_none") not in file and "{" not in file and "None" not in file
    assert client.conversation not in file and client.chat not in file


def test_the_file_holds_earlier_versions_and_the_talk_word_for_word(channel: Channel):
    client = channel.somebody("nl").begins().has_a_goal("De school bellen")
    client.says("dankjewel, ik ben Imani niet hoor")
    client.channel.record.file(client.conversation, phase="goal", step="goal.want", text="Een ander doel")
    client.says("/mydata")
    earlier, _, talk = client.file().partition(client.words("tg_mydata_talk"))
    earlier = earlier.partition(client.words("tg_mydata_replaced"))[2].partition(f"\n{client.words('tg_mydata_goal')}\n")[0]
    assert "Een ander doel" not in earlier and earlier.strip()
    said = f"{client.words('tg_mydata_you')}: dankjewel, ik ben Imani niet hoor"
    assert said in talk and f"{client.words('tg_mydata_program')}: " in talk.partition(said)[2]


def test_every_answer_stands_in_the_file_under_its_question(client: Client):
    client.says("/mydata")
    file = client.file()
    script = client.channel.services.script("nl")
    assert len(client.answers_kept()) > 8
    for place, words in client.answers_kept().items():
        asked = script.step(place.partition("@")[0]).client.ask[0].splitlines()[-1] if "." in place else ""
        assert words in file and asked.rpartition(". ")[2] in file, place


def test_talks_of_before_stand_in_the_file_too(channel: Channel):
    client = channel.somebody("nl").begins()
    client.says("ik zoek een matras voor Imani")
    client.says("opnieuw beginnen")
    client.presses("start_over_confirm.sure:yes")
    client.presses("welcome.moment:ten")
    client.says("ik zoek een fiets voor Imani")
    client.says("/mydata")
    assert client.file().index("matras voor Imani") < client.file().index("fiets voor Imani")
    assert client.words("tg_mydata_earlier", number=2) in client.file()


def test_who_told_nothing_gets_a_file_that_says_so(channel: Channel):
    client = channel.somebody("nl").agrees()
    channel.engine._store.forget_words(client.conversation)
    client.says("/mydata")
    assert client.words("tg_mydata_nothing") in client.file()


def test_nobody_gets_the_words_of_somebody_else(channel: Channel):
    channel.somebody("nl").begins().has_a_goal("Een stap van Wilhelmina")
    other = channel.somebody("nl").begins()
    other.says("/mydata")
    assert "Wilhelmina" not in other.file()


# --- logs --------------------------------------------------------------------------------------------------------------

def written(caplog: pytest.LogCaptureFixture) -> str:
    """All that was logged, with every argument and stack trace."""
    lines = []
    for record in caplog.records:
        trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        lines.append(f"{record.name} {record.getMessage()} {record.args} {trace}")
    return "\n".join(lines)


def test_no_log_of_any_level_says_a_word_a_name_a_number_or_the_token(channel: Channel, caplog: pytest.LogCaptureFixture,
                                                                      monkeypatch: pytest.MonkeyPatch):
    caplog.set_level(logging.DEBUG)
    client = channel.somebody("nl", "Philomenata").begins()
    client.says("mijn nicht Scholastique")
    client.says("ik wil niet meer leven")
    for status in (500, 400, 0):
        channel.api.fail("sendMessage", status, chat=client.person)
        client.says("/help")
    channel.api.update({"message": {"message_id": 7, "text": "half bericht van Philomenata"}})

    async def breaks(*_: object, **__: object) -> None:
        raise ValueError("mijn nicht Scholastique")
    with monkeypatch.context() as broken:
        broken.setattr(channel.engine, "turn", breaks)
        assert client.says("nog iets over Scholastique") == client.words("tg_error")
    client.person.refusal = "Forbidden: bot was blocked by the user"
    put = client.person.says("/goal")
    wait_until(lambda: channel.has_answered(put.update_id, client.chat), "it was tried")
    said = written(caplog)
    assert "ValueError" in said and "an update cannot be read" in said, "what went wrong is said"
    for secret in ("Scholastique", "niet meer leven", "Philomenata", str(client.person.chat_id), channel.api.TOKEN,
                   channel.api.TOKEN.partition(":")[2], client.conversation, client.chat):
        assert secret not in said, secret
