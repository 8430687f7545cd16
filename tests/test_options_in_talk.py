"""The four options in a talk: after a yes, after recognition, always all four and equal; the client leads."""

from __future__ import annotations

import pytest

from bot.script.flow import rotated
from tests.talking import Talking

SAME_QUESTIONS = ("option.brings", "option.costs", "option.realistic", "option.needed", "option.own_hands", "option.feeling")
WORDS = {"brings": "rust voor de kinderen", "costs": "mijn moeder mis ik", "realistic": "halverwege misschien",
         "needed": "een goed gesprek", "own_hands": "zelf leren en bellen"}
OWN_IDEA = "een grot in de bergen"


def opened(engine, loop, name: str, minutes: str = "thirty") -> Talking:
    """A talk in which the client said yes to the four."""
    talking = Talking(engine, loop, f"options-{name}")
    talking.start(minutes)
    talking.go("options")
    talking.press("yes")
    return talking


def picking(engine, loop, name: str, minutes: str = "thirty") -> Talking:
    talking = opened(engine, loop, name, minutes)
    talking.mean("inform", "vier wegen die ik kan gaan")
    assert talking.step == "options.pick"
    return talking


def offered(talking: Talking) -> list[str]:
    """The options among the buttons, in their order."""
    ids = [button.rpartition(":")[2] for button in talking.buttons]
    return [id for id in ids if id in talking.engine.services.script("nl").options]


def look_at(talking: Talking, option: str, feeling: str = "light") -> list[str]:
    """Look at one option to the end; which questions were asked."""
    talking.press(f"options.pick:{option}")
    asked = []
    while talking.step.startswith("option."):
        asked.append(talking.step)
        name = talking.step.partition(".")[2]
        if name == "feeling":
            talking.press(feeling)
        else:
            talking.mean("inform", f"{WORDS[name]} {option}")
    return asked


def shows_the_four(talking: Talking) -> bool:
    four = talking.engine.services.script("nl").options.values()
    return any(all(option.about in reply.text for option in four) for reply in talking.turn.replies)


def test_the_four_open_after_a_yes_all_of_them(engine, loop) -> None:
    talking = opened(engine, loop, "yes")
    assert shows_the_four(talking) and talking.step == "options.overview"


@pytest.mark.parametrize("answer", ["weet niet", "nee", "overslaan", "nee liever niet", "een grot in de bergen"])
def test_nothing_but_a_yes_opens_them(answer: str, engine, loop) -> None:
    talking = Talking(engine, loop, f"options-no-{answer}")
    talking.start()
    talking.go("options")
    for _ in range(2):
        if talking.step == "options.consent":
            talking.say(answer)
        assert not shows_the_four(talking) and not offered(talking)
    assert talking.step == "goal.want"


@pytest.mark.parametrize("first", ["later", "skip"])
@pytest.mark.parametrize("again", ["go:options", "exercise:chairs"])
def test_after_a_no_they_stay_closed_until_a_yes(first: str, again: str, engine, loop) -> None:
    talking = Talking(engine, loop, f"options-closed-{first}-{again}")
    talking.start()
    talking.go("options")
    talking.press(first)
    talking.press(again)
    assert talking.step == "options.consent" and not shows_the_four(talking)
    talking.press("yes")
    assert shows_the_four(talking)


def test_deeper_does_not_pass_the_question_for_consent(engine, loop) -> None:
    talking = Talking(engine, loop, "options-deeper", "counsellor")
    talking.start()
    talking.go("options")
    talking.press("deeper")
    assert talking.step == "options.consent"


@pytest.mark.parametrize("answer", ["later", "skip"])
def test_naming_an_option_elsewhere_opens_them_only_after_a_yes(answer: str, engine, loop) -> None:
    talking = Talking(engine, loop, f"options-named-{answer}")
    talking.start()
    talking.mean("choose_return", "ik wil terug naar mijn land")
    assert talking.step == "option_now.now"
    talking.press(answer)
    assert talking.step == "welcome.how_now" and not shows_the_four(talking)


@pytest.mark.parametrize("intent", ["choose_legal_stay", "choose_onward_migration", "choose_return",
                                    "choose_stay_without_status"])
def test_whichever_is_named_all_four_are_laid_out(intent: str, engine, loop) -> None:
    talking = Talking(engine, loop, f"options-{intent}")
    talking.start()
    talking.mean(intent, "dat wil ik")
    talking.press("yes")
    assert shows_the_four(talking)


def test_a_short_talk_that_opens_them_gets_all_of_them(engine, loop) -> None:
    talking = opened(engine, loop, "ten", "ten")
    assert shows_the_four(talking)
    talking.mean("inform", "vier wegen")
    assert look_at(talking, "return") == list(SAME_QUESTIONS)


@pytest.mark.parametrize("way", ["go:options", "exercise:chairs"])
def test_recognition_comes_first_also_after_a_jump_at_the_very_start(way: str, engine, loop) -> None:
    talking = Talking(engine, loop, f"options-jump-{way}")
    talking.say("/start")
    talking.press(way)
    lines = [line.text for line in engine.services.script("nl").recognition["thanks"]]
    texts = [reply.text for reply in talking.turn.replies]
    assert [text for text in texts if text in lines] and talking.step == "options.consent"


def test_every_pick_and_the_standing_offer_all_four_in_one_order(engine, loop) -> None:
    talking = picking(engine, loop, "stable")
    order = offered(talking)
    assert order == rotated(talking.id, engine.services.script("nl").options) and len(order) == 4
    for option in order:
        assert offered(talking) == order
        look_at(talking, option)
    talking.walk("options_after.leaning")
    assert offered(talking) == order


def test_over_conversations_each_stands_first(engine, loop) -> None:
    first = set()
    for number in range(40):
        first.add(tuple(offered(picking(engine, loop, f"order-{number}"))))
        if len(first) == 4:
            break
    assert len(first) == 4 and {order[0] for order in first} == set(engine.services.script("nl").options)


def test_each_of_the_four_gets_the_same_questions(engine, loop) -> None:
    talking = picking(engine, loop, "same")
    asked = {option: look_at(talking, option) for option in offered(talking)}
    assert set(map(tuple, asked.values())) == {SAME_QUESTIONS}


def test_all_four_are_equally_long_and_checked_with_as_many_questions(engine) -> None:
    for script in engine.services.scripts.values():
        four = script.options.values()
        assert len(four) == 4 and {len(option.check) for option in four} == {5}
        lengths = [len(option.about) for option in four]
        assert max(lengths) <= 1.25 * min(lengths)


@pytest.mark.parametrize("option", ["legal_stay", "onward_migration", "return", "stay_without_status"])
def test_an_own_idea_is_kept_and_finds_its_place_under_one_of_the_four(option: str, engine, loop) -> None:
    talking = picking(engine, loop, f"own-{option}")
    talking.mean("inform", OWN_IDEA)
    assert OWN_IDEA in talking.text and talking.step == "place_fifth.under"
    assert set(offered(talking)) == set(engine.services.script("nl").options)
    talking.press(f"place_fifth.under:{option}")
    assert talking.step == "option.brings" and talking.turn.state.item == option
    assert OWN_IDEA in talking.entries().values()


def test_not_decided_is_a_full_ending(engine, loop) -> None:
    talking = picking(engine, loop, "undecided")
    look_at(talking, offered(talking)[0])
    talking.press("options.pick:enough")
    talking.walk("options_after.leaning")
    talking.press("not_decided")
    assert "volledig antwoord" in talking.text and talking.turn.state.phase == "goal"


def test_looking_at_none_is_no_obstacle(engine, loop) -> None:
    talking = picking(engine, loop, "none")
    talking.press("skip")
    talking.walk("goal.want")
    assert not talking.turn.state.ended


def test_the_overview_holds_the_clients_words_for_all_four(engine, loop) -> None:
    talking = picking(engine, loop, "overview")
    for option in offered(talking)[:2]:
        look_at(talking, option)
    talking.press("options.pick:enough")
    assert talking.step == "options_after.pros_cons"
    for option in engine.services.script("nl").options.values():
        assert option.name in talking.text
    for option in rotated(talking.id, engine.services.script("nl").options)[:2]:
        assert f"{WORDS['brings']} {option}" in talking.text and f"{WORDS['costs']} {option}" in talking.text


@pytest.mark.parametrize("feeling", ["heavy", "stop"])
def test_a_heavy_feeling_is_acknowledged(feeling: str, engine, loop) -> None:
    talking = picking(engine, loop, f"feeling-{feeling}")
    talking.press(f"options.pick:{offered(talking)[0]}")
    talking.walk("option.feeling")
    talking.press(feeling)
    assert talking.turn.replies[0].text in engine.services.script("nl").reply("option_heavy").client
    assert talking.step == ("options.pick" if feeling == "heavy" else "options_after.pros_cons")


def test_being_forced_is_never_asked_of_a_client(engine, loop) -> None:
    talking = picking(engine, loop, "forced", "sixty")
    asked = []
    while talking.turn.state.phase == "options":
        asked.append(talking.step)
        talking.press("deeper") if talking.step == "options_after.if_no" and asked.count(talking.step) == 1 \
            else talking.answer()
    assert "options_after.if_no" in asked and "options_after.if_forced" not in asked


def test_a_counsellor_may_ask_it(engine, loop) -> None:
    talking = Talking(engine, loop, "options-forced-counsellor", "counsellor")
    talking.start("sixty")
    talking.go("options")
    talking.press("yes")
    talking.walk("options_after.if_forced", 90)
    assert talking.turn.replies[-1].card
