"""bot/check/registry.py against the code: what actions/ and bot/ say, open or know by name stands in it, and back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from bot.check import registry
from bot.script import loader
from bot.settings import ROOT

ELSEWHERE = ("check", "telegram", "rehearsal", "rehearsal.py", "store")     # they say labels, or nothing
FILES = sorted([*(ROOT / "actions").glob("*.py"),
                *(path for path in (ROOT / "bot").rglob("*.py") if not set(ELSEWHERE) & set(path.relative_to(ROOT).parts))])
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
SAYS = {"say": 0, "follow": 0, "_first": 1}                                     # call -> which argument is the reply
OPENS = {"start": 1, "detour": 0, "open": 1, "next_in_series": 1}               # call -> which argument is the series
NOT_OURS = ("bot/training.py", "bot/retention.py", "bot/cli.py")                # `say` and `open` of another kind
HARD = ("crisis", "danger")

# Names that are put together or passed on: what the expression can be. A new one belongs here and in the registry.
SAID = {
    ("actions/about.py", "intent"): registry.INTENTS_ANSWERED,
    ("actions/about.py", "'not_understood' if intent == 'nlu_fallback' else intent"):
        ("not_understood", *registry.INTENTS_ANSWERED),
    ("actions/about.py", "'closing_end' if summary else 'closing_end_short'"): ("closing_end", "closing_end_short"),
    ("actions/about.py", "f'{intent}_outside'"): ("affirm_outside", "deny_outside"),
    ("actions/exercises.py", "f'exercise_{exercise}'"): tuple(f"exercise_{name}" for name in registry.EXERCISES),
    ("actions/goal.py", "talk.said.intent"): ("ask_reminder", "report_progress", "report_setback"),
    ("actions/interludes.py", "f\"{talk.place.series.partition('_')[0]}_still_here\""):
        tuple(f"{kind}_still_here" for kind in HARD),
    ("actions/interludes.py", "f\"{talk.place.series.partition('_')[0]}_go_on\""):
        tuple(f"{kind}_go_on" for kind in HARD),
    ("actions/interludes.py", "key"): registry.SAFETY,
    ("actions/interludes.py", "f'{kind}_rather_not'"): tuple(f"{kind}_rather_not" for kind in HARD),
    ("actions/interrupts.py", "f'{hard}_{answer}'"):
        tuple(f"{kind}_{answer}" for kind in HARD for answer in ("no", "safe", "unsafe", "rather_not")),
    ("actions/steering.py", "f'{hard}_rather_not'"): tuple(f"{kind}_rather_not" for kind in HARD),
    ("actions/hard_moments.py", "key"): registry.SAFETY,
    ("actions/hard_moments.py", "f'{kind}_rather_not'"): tuple(f"{kind}_rather_not" for kind in HARD),
    ("actions/hard_moments.py", "f'{kind}_still_here'"): tuple(f"{kind}_still_here" for kind in HARD),
    ("actions/safety.py", "f'{kind}_rather_not'"): tuple(f"{kind}_rather_not" for kind in HARD),
    ("actions/safety.py", "f'{kind}_maybe' if question == 'ask' else f'{kind}_still_here'"):
        tuple(f"{kind}_{way}" for kind in HARD for way in ("maybe", "still_here")),
    ("actions/law.py", "key"): ("ask_legal", "share_rumour", "law_letter"),
    ("actions/referral.py", "key"): registry.NEEDS,
    ("actions/safety.py", "key"): registry.SAFETY,
    ("actions/steering.py", "'goodbye' if talk.said.intent == 'goodbye' else 'pause'"): ("goodbye", "pause"),
}
OPENED = {
    ("actions/exercises.py", "exercise"): registry.EXERCISE_SERIES,
    ("actions/interludes.py", "following"): registry.INTERLUDES,
    ("actions/phases.py", "self.series"): registry.PHASE_SERIES,
    ("actions/phases.py", "place.series"): registry.SERIES,
    ("actions/steering.py", "talk.place.series"): registry.SERIES,
    ("actions/talk.py", "series"): registry.INTERLUDES,
}


def calls(wanted: dict[str, int]) -> Iterator[tuple[str, ast.expr, ast.Call]]:
    """Calls by name, with the file and the argument that names a reply or series."""
    for file, tree in TREES.items():
        for node in ast.walk(tree) if file not in NOT_OURS else ():
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name not in wanted:
                continue
            place = wanted[name]
            if name == "say" and node.args and ast.unparse(node.args[0]) == "talk":     # safety.say(talk, key)
                place = 1
            if place < len(node.args) and ast.unparse(node.func) != "super().start":
                yield file, node.args[place], node


def names(file: str, argument: ast.expr, known: dict) -> tuple[str, ...]:
    if isinstance(argument, ast.Constant):
        return (argument.value,)
    expression = ast.unparse(argument)
    if (file, expression) not in known:
        pytest.fail(f"{file}: {expression} is said or opened: list it here, and its names in bot/check/registry.py")
    return known[file, expression]


def strings() -> set[str]:
    return {node.value for tree in TREES.values() for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_what_the_code_says_is_registered_and_nothing_else():
    said = {name for file, argument, _ in calls(SAYS) for name in names(file, argument, SAID)}
    assert said - set(registry.REPLIES) == set(), "said, but not in REPLIES"
    assert set(registry.REPLIES) - said == set(), "in REPLIES, but never said"
    assert not set(registry.AWAITED) & said, "said by now: move it from AWAITED to REPLIES"


def test_what_the_code_fills_in_a_reply_is_registered():
    for file, argument, call in calls({"say": 0}):
        given = {keyword.arg for keyword in call.keywords} - {"image", "buttons"}
        for name in names(file, argument, SAID) if given else ():
            assert given == set(registry.REPLIES[name]), f"{file}: {name}"


def test_what_the_code_opens_is_registered():
    opened = {name for file, argument, _ in calls(OPENS) for name in names(file, argument, OPENED)}
    for tree in TREES.values():
        for node in ast.walk(tree):
            target = ast.unparse(node.targets[0]) if isinstance(node, ast.Assign) else ""
            if target == "(form, series)":
                opened.add(node.value.elts[1].value)
    assert opened - set(registry.SERIES) == set()


def test_every_registered_series_is_known_to_the_code():
    methods = {node.name for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    places = {text.partition(".")[0] for text in strings() if "." in text}
    assert set(registry.SERIES) - strings() - methods - places == set()


def test_questions_known_by_name_are_registered_and_nothing_else():
    known = re.compile(rf"(?:{'|'.join(registry.SERIES)})\.[a-z_]+")
    found = {text for text in strings() if known.fullmatch(text)}
    assert found - set(registry.STEPS) == set(), "named in the code, but not in STEPS"
    assert set(registry.STEPS) - found == set(), "in STEPS, but not named in the code"


def test_the_exercises_and_ways_out_of_an_interlude_are_those_of_the_actions():
    interludes = "".join(ast.unparse(TREES[f"actions/{name}.py"])
                          for name in ("interludes", "interrupts", "hard_moments"))
    for series in registry.INTERLUDES:
        assert f"'{series}'" in interludes or f"def {series}(" in interludes, f"InterludeForm does not know {series}"
    assert set(registry.EXERCISE_SERIES) < set(registry.EXERCISES)


@pytest.mark.parametrize("prefix", ["tg_", "rehearsal_"])
def test_each_label_that_a_channel_names_stands_in_the_script(prefix):
    labels = loader.load("nl").labels
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*") if path.suffix in (".py", ".html")]
    named = {name for source in sources for name in re.findall(rf"[\"']({prefix}[a-z0-9_]*)[\"'{{]", source)}
    begun = tuple(name for name in named if name.endswith("_"))        # f"tg_do_{deed}", "rehearsal_move_" ~ move
    assert named and not {name for name in named if name not in begun} - set(labels)
    assert not [label for label in labels if label.startswith(prefix) and label not in named and not label.startswith(begun)]
