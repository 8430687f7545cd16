"""The differences between two runs: report.json of before and now. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

LEAST_F1 = 0.05     # an intent has some ten messages: less is one message


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Every share that changed, per set and language, and every intent whose F1 moved by 5 points or more.

    `!` stands before a change beyond the 95 % intervals: those of before and now do not overlap.
    """
    lines = ["`!`: the 95 % intervals of before and now do not overlap."]
    for name in dict.fromkeys((*before, *now)):
        for language in sorted({*before.get(name, {}), *now.get(name, {})}):
            old, new = before.get(name, {}).get(language), now.get(name, {}).get(language)
            lines.append(f"\n{name}, {language}:")
            if not old or not new:
                lines.append(f"  only {'before' if old else 'now'}")
                continue
            if old["n"] != new["n"]:
                lines.append(f"  messages: {old['n']} -> {new['n']}: not the same set")
            lines += [*_shares(old, new), *_intents(old, new)] or ["  the same"]
    return "\n".join(lines)


def _shares(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    if old["macro_f1"] != new["macro_f1"]:
        yield f"    macro F1: {_change(old['macro_f1'], new['macro_f1'])}"
    for part, label in (("overall", ""), ("groups", "accuracy, ")):
        for name, is_ in new[part].items():
            was = old[part].get(name) or {"share": None}
            if is_["share"] is None or was["share"] is None or is_["share"] == was["share"]:
                continue
            clear = is_["low"] > was["high"] or is_["high"] < was["low"]
            yield f"  {'!' if clear else ' '} {label}{name}: {_change(was['share'], is_['share'])}"


def _intents(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    was = {row["name"]: row["f1"] for row in old["intents"]}
    moved = [(row["f1"] - was[row["name"]], row) for row in new["intents"] if row["name"] in was]
    for change, row in sorted(moved, key=lambda pair: pair[0]):
        if abs(change) >= LEAST_F1:
            yield f"    F1 of {row['name']}: {_change(was[row['name']], row['f1'])}"


def _change(was: float, is_: float) -> str:
    return f"{100 * was:.1f} -> {100 * is_:.1f} % ({100 * (is_ - was):+.1f})"
