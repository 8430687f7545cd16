"""What is left behind: of a whole conversation without the key, and of somebody who forgot all, with it too."""

from __future__ import annotations

import threading
from typing import Any

from bot.script import loader
from tests import telegram_served as people
from tests.bot_api_people import Person
from tests.telegram_kept import Kept, Secret, sealed_in
from tests.telegram_served import Serving, Writer

NAME = "Zebulonne"
OTHERS, TURNS = 10, 8
FORGOTTEN = loader.load("nl").label("tg_forgotten")[:60]
MOST_TURNS = 150
RASA = ("tell_goal", "tell_dream", "action_listen", "goal_form")      # what Rasa calls what was said, and what it does


def traces(serving: Serving, _: object = None) -> dict[str, Any]:
    """Both looks, the second one twice: alone in the data folder, and among others who stay."""
    whole = Writer(serving.api, first_name=NAME)
    people.begin(serving.api, [whole])
    talks_to_the_end(serving, whole)
    without_key = readable_without_key(serving, whole)
    return {"whole_conversation": without_key, "forgotten_alone": forgotten_alone(serving, whole),
            "forgotten_among_others": forgotten_among_others(serving)}


def talks_to_the_end(serving: Serving, writer: Writer) -> None:
    """The whole script, to the ladder and a check-in."""
    person = writer.person
    while person.last.button("skip") and writer.turns < MOST_TURNS:
        writer.goes_on(in_turn=("options.pick:", "goal_step.more:"))
        serving.settles()
    for act in (lambda: person.says("/goal"), lambda: person.says("/reminders"), lambda: person.presses("tg:remind:3"),
                lambda: person.says("/mydata"), lambda: person.sends("voice")):
        act()
        serving.settles()


def readable_without_key(serving: Serving, writer: Writer) -> dict[str, Any]:
    """Answers, id and name in any file; and, so that the look is known to find them, with the key."""
    kept, secrets = Kept(serving.data), [*secrets_of(writer), *RASA]
    found = kept.readable(secrets) + in_log(serving, secrets)
    return {"turns": writer.turns, "pictures": sum(one.kind == "photo" for one in writer.person.received),
            "looked_for": len(secrets), "files": len(kept.files()), "found_without_key": len(found),
            "found_with_key": len({secret for _, secret in kept.readable(secrets, rows=True)})}


def forgotten_alone(serving: Serving, writer: Writer) -> dict[str, int]:
    """With nobody else in the folder nothing that is sealed may be left, whoever it is about."""
    kept = Kept(serving.data)
    secrets = [*secrets_of(writer), *kept.names(writer.person.chat_id)]
    sealed = kept.sealed()
    forgets(serving, writer.person)
    return {"sealed_before": len(sealed), "sealed_after": len(kept.sealed()), **left(serving, writer, secrets, sealed)}


def forgotten_among_others(serving: Serving) -> dict[str, int]:
    """The same with others in the same files, of whom nothing may be lost."""
    kept, writers = Kept(serving.data), [Writer(serving.api) for _ in range(OTHERS + 1)]
    leaves, stay = writers[OTHERS // 2], [one for number, one in enumerate(writers) if number != OTHERS // 2]
    with Watch(kept, leaves.person.chat_id) as watch:
        people.begin(serving.api, writers)
        for _ in range(TURNS):
            for writer in writers:
                writer.goes_on()
            serving.settles()
        secrets = [*secrets_of(leaves), *kept.names(leaves.person.chat_id)]
        forgets(serving, leaves.person)
    lost, _ = people.kept_wrongly([word for one in stay for word in one.told], kept.texts())
    return {"others": OTHERS, "sealed_before": len(watch.sealed), "lost_of_others": len(lost),
            **left(serving, leaves, secrets, watch.sealed)}


def left(serving: Serving, writer: Writer, secrets: list[Secret], sealed: set[bytes]) -> dict[str, int]:
    """What is left of somebody: rows, what the files hold in clear or sealed, and lines of the log."""
    kept = Kept(serving.data)
    return {"rows": len(kept.of(map(str, secrets))), "readable_with_key": len(kept.readable(secrets, rows=True)),
            "files_with_sealed_pieces": len(kept.holding(sealed)), "log_lines": len(in_log(serving, secrets))}


def secrets_of(writer: Writer) -> list[Secret]:
    """All that somebody told, and who they are."""
    person = writer.person
    said = [one.text for one in person.messages.values() if not one.by_bot and one.kind == "text" and one.text[0] != "/"]
    return [person.chat_id, person.who["first_name"], *writer.told, *said]


def in_log(serving: Serving, secrets: list[Secret]) -> list[tuple[str, Secret]]:
    """Lines of all that the process said."""
    wanted = [*secrets, serving.api.TOKEN]
    return [(line, secret) for line in serving.served.said.splitlines() for secret in wanted if str(secret) in line]


def forgets(serving: Serving, person: Person) -> None:
    """/forget, the yes, and the last message."""
    person.says("/forget")
    serving.settles()
    put = person.presses("forget_confirm.sure:yes")
    person.waits_for(FORGOTTEN, after=put.message_id)
    serving.settles()


class Watch:
    """Collects every sealed text of a chat, those too that stand in the database for a moment only."""

    def __init__(self, kept: Kept, chat_id: int) -> None:
        self.sealed: set[bytes] = set()
        self._kept, self._chat_id = kept, chat_id
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(0.005):
            self.sealed |= sealed_in(self._kept.of(self._kept.names(self._chat_id), opened=False))
