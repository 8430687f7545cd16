"""A counsellor's code, and what the client shows of the talk on Telegram: nothing, until the client saw it and said yes."""

from __future__ import annotations

import itertools
import re

import httpx
import pytest

from tests.processes import TOKEN
from tests.telegram_talking import Client, ServedChannel

pytestmark = pytest.mark.slow
NUMBERS = itertools.count(1)
GOAL, STEP, TOLD = "Een cursus lassen in Mechelen", "Bellen met de school", "mijn broer Sefu houdt mij recht"
RETURN = "terug naar mijn moeder in Kindu"
LATER = "Een eigen kapsalon"
LINK = re.compile(r'href="https://t\.me/(\w+)\?start=([a-z0-9]+)"')


class Counsellor:
    """A talk beside a client, on the counsellor's page."""

    def __init__(self, channel: ServedChannel) -> None:
        self.served, self.channel = channel.served, channel
        self.talk = f"naast-mij-{next(NUMBERS)}"
        self.served.turn(self.talk, text="/start", audience="counsellor")
        self.browser = httpx.Client(base_url=f"http://127.0.0.1:{self.served.port}", follow_redirects=True)
        self.browser.get("/", params={"token": TOKEN})

    def notes(self, **answers: str) -> Counsellor:
        """What was written down in the talk."""
        for step, text in answers.items():
            self.channel.record.file(self.talk, phase="goal", step=step.replace("__", "."), text=text, audience="counsellor",
                                     item="1" if step == "goal_step__what" else "")
        return self

    def page(self) -> str:
        return self.browser.get(f"/talk/{self.talk}/telegram").text

    def invites(self, contact: str = "") -> str:
        """Make a code on the page."""
        csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', self.page())[1]
        made = self.browser.post(f"/talk/{self.talk}/telegram", data={"csrf": csrf, "contact": contact}).text
        bot, code = LINK.search(made).groups()
        assert bot == "perspectief_test_bot" and "<svg" in made
        return code


@pytest.fixture
def counsellor(served_channel: ServedChannel) -> Counsellor:
    return Counsellor(served_channel).notes(goal__want=GOAL, goal_step__what=STEP, motives__support=TOLD)


def opens(channel: ServedChannel, code: str, language: str = "nl") -> Client:
    """Somebody opens the link on their phone, and says yes."""
    client = channel.somebody(language)
    client.says(f"/start {code}")
    client.presses(f"tg:lang:{language}:{code}")
    client.presses(f"tg:yes:{language}:{code}")
    return client


@pytest.fixture
def client(served_channel: ServedChannel, counsellor: Counsellor) -> Client:
    return opens(served_channel, counsellor.invites())


def api(client: Client, what: str = "record", method: str = "GET") -> httpx.Response:
    """What the API says of the client's conversation, to somebody who knows its id."""
    return client.channel.served.client.request(method, f"/api/conversations/{client.conversation}/{what}".rstrip("/"))


def shares(client: Client, what: str) -> None:
    client.presses_in("/privacy", f"tg:share:{what}", f"tg:share:{what}:yes")


def hidden(client: Client, counsellor: Counsellor) -> bool:
    """Whether page and API show nothing at all."""
    page = counsellor.page()
    seen = [word for word in (GOAL, STEP, TOLD, client.conversation, str(client.person.chat_id)) if word in page]
    return not seen and client.words("tg_page_nothing") in page and api(client).status_code == 404


# --- the way in --------------------------------------------------------------------------------------------------------

def test_who_opens_the_link_goes_on_where_the_two_were(client: Client):
    assert client.words("tg_invite_joined") in client.text
    assert client.answers_kept() == {"goal.want": GOAL, "goal_step.what@1": STEP, "motives.support": TOLD}
    assert "welcome.moment:ten" in client.buttons, "the question that was open"
    assert GOAL in client.says("/goal") and client.sent("photo")


def test_the_client_talks_in_another_language_than_the_counsellor(served_channel: ServedChannel, counsellor: Counsellor):
    client = opens(served_channel, counsellor.invites(), "fr")
    assert client.words("tg_invite_joined") in client.text and GOAL in client.says("/goal")


def test_a_code_opens_once(served_channel: ServedChannel, counsellor: Counsellor):
    code = counsellor.invites()
    opens(served_channel, code)
    second = opens(served_channel, code)
    assert second.words("tg_invite_unknown") in second.text and second.kept.linked == "" and second.answers_kept() == {}


def test_the_code_is_not_kept_in_readable_form(served_channel: ServedChannel, counsellor: Counsellor):
    code = counsellor.invites()
    assert not [file for file in served_channel.data.iterdir() if code.encode() in file.read_bytes()]


def test_somebody_who_wrote_before_may_join_and_keeps_what_was_told(served_channel: ServedChannel, counsellor: Counsellor):
    client = served_channel.somebody().begins()
    client.presses("help_question.request:work")
    client.says(f"/start {counsellor.invites()}")
    assert client.words("tg_invite_joined") in client.text
    assert {"Werk", GOAL} <= set(client.answers_kept().values())


def test_a_code_of_a_talk_that_was_deleted_leads_nowhere(served_channel: ServedChannel, counsellor: Counsellor):
    code = counsellor.invites()
    assert counsellor.served.client.delete(f"/api/conversations/{counsellor.talk}").status_code == 204
    client = opens(served_channel, code)
    assert client.words("tg_invite_unknown") in client.text


def test_who_asks_for_a_person_first_sees_what_the_counsellor_left(served_channel: ServedChannel, counsellor: Counsellor):
    client = opens(served_channel, counsellor.invites("Ilse, 0470 00 00 00, op werkdagen"))
    assert client.says("/human").startswith(client.words("tg_human_contact", contact="Ilse, 0470 00 00 00, op werkdagen"))
    assert "106" in client.text, "and the lines all the same"


# --- nothing without a yes ----------------------------------------------------------------------------------------------

def test_without_a_yes_page_and_api_show_nothing(client: Client, counsellor: Counsellor):
    client.says("ik wil graag lassen leren")
    assert hidden(client, counsellor)
    assert [api(client, f"ladder.{kind}").status_code for kind in ("svg", "png", "pdf")] == [404] * 3


def test_nobody_can_write_or_delete_in_the_clients_place(client: Client):
    answer = client.channel.served.client.post("/api/turn", json={"conversation": client.conversation, "text": "hallo"})
    assert answer.status_code == 404 and api(client, "", "DELETE").status_code == 404
    shares(client, "answers")
    answer = client.channel.served.client.post("/api/turn", json={"conversation": client.conversation, "text": "hallo"})
    assert answer.status_code == 404 and api(client, "", "DELETE").status_code == 404
    assert client.answers_kept()


def test_the_page_does_not_list_or_open_the_clients_conversation(client: Client, counsellor: Counsellor):
    shares(client, "answers")
    assert client.conversation not in counsellor.browser.get("/").text
    for path in ("", "/telegram", "/print", "/notes"):
        assert counsellor.browser.get(f"/talk/{client.conversation}{path}").status_code in (404, 405)


def test_who_has_no_counsellor_is_not_asked_to_show_anything(served_channel: ServedChannel):
    client = served_channel.somebody().begins()
    client.says("/privacy")
    assert not [button for button in client.buttons if button.startswith("tg:share")]
    assert client.words("tg_privacy_not_linked") in client.text


# --- seen first, then shown, then taken back ----------------------------------------------------------------------------

@pytest.mark.parametrize("what", ["goal", "answers"])
def test_the_client_sees_first_what_would_be_shown(client: Client, counsellor: Counsellor, what: str):
    client.presses_in("/privacy", f"tg:share:{what}")
    assert GOAL in client.text and STEP in client.text and (TOLD in client.text) == (what == "answers")
    assert client.words("tg_share_sure") in client.text and hidden(client, counsellor)
    client.presses(f"tg:share:{what}:no")
    assert hidden(client, counsellor)


def test_with_a_yes_to_the_goal_the_goal_is_shown_and_nothing_more(client: Client, counsellor: Counsellor):
    shares(client, "goal")
    assert GOAL in counsellor.page() and STEP in counsellor.page() and TOLD not in counsellor.page()
    shown = api(client).json()
    assert shown["entries"] == [] and shown["goal"]["text"] == GOAL
    assert api(client, "ladder.png").status_code == 200


def test_with_a_yes_to_the_answers_they_are_shown_but_never_those_about_return(client: Client, counsellor: Counsellor):
    client.channel.record.file(client.conversation, phase="options", step="option.brings", item="return", text=RETURN)
    client.presses_in("/privacy", "tg:privacy:keep", "tg:share:answers")
    assert RETURN not in client.text
    client.presses("tg:share:answers:yes")
    assert TOLD in counsellor.page() and RETURN not in counsellor.page()
    assert {entry["text"] for entry in api(client).json()["entries"]} == {GOAL, STEP, TOLD}


def test_what_is_told_after_the_yes_is_not_shown_before_the_client_shows_it_too(client: Client, counsellor: Counsellor):
    shares(client, "answers")
    assert client.text == client.words("tg_shared_answers")
    client.channel.record.file(client.conversation, phase="motives", step="motives.dream", text=LATER)
    assert TOLD in counsellor.page() and LATER not in counsellor.page()
    client.presses_in("/privacy", "tg:share:answers")
    assert LATER in client.text
    client.presses("tg:share:answers:yes")
    assert LATER in counsellor.page()
    client.says("/privacy")
    assert "tg:share:answers" not in client.buttons, "there is nothing new to show"


def test_taken_back_it_is_gone_at_once(client: Client, counsellor: Counsellor):
    shares(client, "answers")
    assert TOLD in counsellor.page()
    client.presses_in("/privacy", "tg:share:none")
    assert client.words("tg_unshared") in client.text and hidden(client, counsellor)


def test_less_than_before_is_shown_at_once_too(client: Client, counsellor: Counsellor):
    shares(client, "answers")
    shares(client, "goal")
    assert GOAL in counsellor.page() and TOLD not in counsellor.page() and api(client).json()["entries"] == []


def test_another_counsellor_sees_nothing_of_it(served_channel: ServedChannel, client: Client):
    shares(client, "answers")
    other = Counsellor(served_channel)
    assert GOAL not in other.page() and client.words("tg_page_linked") not in other.page()


def test_after_everything_was_deleted_the_page_knows_nothing_of_the_client(client: Client, counsellor: Counsellor):
    shares(client, "answers")
    client.presses_in("/forget", "forget_confirm.sure:yes")
    assert GOAL not in counsellor.page() and client.words("tg_page_linked") not in counsellor.page()


def test_there_is_nothing_to_show_yet(served_channel: ServedChannel):
    client = opens(served_channel, Counsellor(served_channel).notes(welcome__how_now="").invites())
    client.presses_in("/privacy", "tg:share:goal")
    assert client.text == client.words("tg_nothing_to_share") and client.kept.share == ""
