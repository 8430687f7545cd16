"""The report: a table of figures against their targets, and what was measured how."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.run import Size
from bot.settings import ROOT

Found = dict[str, dict[str, Any]]
TARGETS = {"latency_stock": 6.0, "latency_lean": 3.0, "crowd_stock": 5.0, "crowd_lean": 3.0, "growth": 1.3,
           "start_s": 8.0, "memory_mb": 450.0}
COLUMNS = ("perspectief", "lean", "stock")
ROWS = (
    ("one turn, p50, ms", "latency", "p50_ms", ".1f"),
    ("one turn, p95, ms", "latency", "p95_ms", ".1f"),
    ("turns that all answered alike, p50, ms", "latency", "alike_p50_ms", ".1f"),
    ("one turn, processor time (all processes), ms", "latency", "processor_ms", ".1f"),
    ("many people at once, turns a second", "crowd", "turns_per_second", ".1f"),
    ("parse of one message, p50, ms", "parse", "p50_ms", ".1f"),
    ("10th turn of a long conversation, ms", "growth", "tenth_ms", ".1f"),
    ("turn compared with it (last lines)", "growth", "compared", "d"),
    ("that late turn, ms", "growth", "late_ms", ".1f"),
    ("late turn, times the 10th", "growth", "ratio", ".2f"),
    ("start to first answer, s", "start", "median_s", ".1f"),
    ("start, processor time (all processes), s", "start", "processor_s", ".1f"),
    ("memory of the serving process, MB", "memory", "serving_mb", ".0f"),
    ("memory with the action server, MB", "memory", "all_mb", ".0f"),
)


def write(folder: Path, found: Found, size: Size, *, quick: bool, trained_here: bool, load: float) -> str:
    """Write report.md and report.json; gives the text."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = {"date": date.today().isoformat(), "quick": quick, "machine": machine(), "load_before": round(load, 2),
             "python": platform.python_version(), "rasa": version("rasa"), "size": asdict(size), "targets": TARGETS}
    judged = targets(found)
    (folder / "report.json").write_text(json.dumps({**facts, "judged": judged, "setups": found}, indent=1,
                                                   ensure_ascii=False) + "\n", encoding="utf-8")
    lines = [*_head(facts), *_table(found), "", *_targets(judged), "", *_how(found, size, trained_here)]
    text = "\n".join(lines) + "\n"
    (folder / "report.md").write_text(text, encoding="utf-8")
    return text


def machine() -> str:
    """The machine in words; no name, no path."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024 ** 3
    return f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB of memory, no GPU used, {platform.system()}"


def targets(found: Found) -> list[dict[str, Any]]:
    """Each target with what was measured and whether it is met; those that need an absent set-up are left out."""
    ours = found.get("perspectief")
    if ours is None:
        return []
    rows = []
    for key, name in (("stock", "stock"), ("lean", "lean")):
        if other := found.get(key):
            rows.append(_at_least(f"one turn, p50: times faster than {name}", TARGETS[f"latency_{key}"],
                                  other["latency"]["p50_ms"] / ours["latency"]["p50_ms"]))
            rows.append(_at_least(f"many at once: times the turns a second of {name}", TARGETS[f"crowd_{key}"],
                                  ours["crowd"]["turns_per_second"] / other["crowd"]["turns_per_second"]))
    growth, noted = ours["growth"], ours["growth_noted"]
    rows += [_at_most(f"turn {growth['compared']} against the 10th", TARGETS["growth"], growth["ratio"]),
             _at_most(f"the same, each turn adds a note (turn {noted['compared']})", TARGETS["growth"],
                      noted["ratio"]),
             _at_most("start to first answer, s", TARGETS["start_s"], ours["start"]["median_s"]),
             _at_most(f"memory of the serving process after {ours['memory']['turns']} turns, MB",
                      TARGETS["memory_mb"], ours["memory"]["serving_mb"])]
    return sorted(rows, key=lambda row: not row["figure"].startswith(("one", "many")))


def _at_least(figure: str, target: float, measured: float) -> dict[str, Any]:
    return {"figure": figure, "target": f"at least {target:g}", "measured": measured, "met": measured >= target}


def _at_most(figure: str, target: float, measured: float) -> dict[str, Any]:
    return {"figure": figure, "target": f"at most {target:g}", "measured": measured, "met": measured <= target}


def _head(facts: dict[str, Any]) -> list[str]:
    quick = ["", "**A quick run: it shows that everything works; the figures are rough.**"] if facts["quick"] else []
    return ["# Speed, memory and growth", "",
            f"Measured on {facts['date']} by `make bench`, in one run on one machine: {facts['machine']}; "
            f"Python {facts['python']}, Rasa {facts['rasa']}; load before the run {facts['load_before']:.2f}.",
            *quick, ""]


def _table(found: Found) -> list[str]:
    """All figures, a column per set-up, and the ratios to Perspectief."""
    keys = [key for key in COLUMNS if key in found]
    ratios = [key for key in keys if key != "perspectief"] if "perspectief" in keys else []
    header = ["figure", *(found[key]["title"] for key in keys),
              *(f"{found[key]['title']} / Perspectief" for key in ratios)]
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    for name, part, figure, style in ROWS:
        values = {key: found[key][part][figure] for key in keys}
        cells = [f"{values[key]:{style}}" for key in keys]
        cells += [f"{values[key] / values['perspectief']:.2f}" for key in ratios]
        lines.append("| " + " | ".join([name, *cells]) + " |")
    return lines


def _targets(judged: list[dict[str, Any]]) -> list[str]:
    if not judged:
        return []
    rows = [(row["figure"], row["target"], f"{row['measured']:.2f}", "yes" if row["met"] else "**no**")
            for row in judged]
    return ["| target (Perspectief) | at least / at most | measured | met |", "|---|---|---|---|",
            *("| " + " | ".join(row) + " |" for row in rows)]


def _how(found: Found, size: Size, trained_here: bool) -> list[str]:
    """What was measured how, and what was answered."""
    data = "all NLU examples" if size.examples is None else f"the first {size.examples} NLU examples of each intent"
    stock = (f"trained on {data} and the project's domain and rules with {size.epochs} epochs instead of 100 (what a "
             "prediction costs does not depend on them)" if trained_here else "a model from an earlier run")
    return [
        "## What was measured how", "",
        "- **Perspectief**: `perspectief run`, `POST /api/turn`, SQLite, all in one process.",
        "- **Lean Rasa**: the same model file, served by `rasa run` (REST channel) beside `rasa run actions`, with "
        "Rasa's own SQL tracker store on SQLite.",
        f"- **Stock Rasa**: the same two servers with Rasa's default pipeline and policies, {stock}.",
        _stories_note(),
        "- One talk of turns for all (`bench/turns.txt`), with the same conversation ids; every turn runs custom "
        "actions. A button is its id for Perspectief and the payload behind it for Rasa. The client is httpx, on the "
        "same machine.",
        f"- One turn: {_times(size.talks)} the whole talk, turn after turn, after {size.warm} turns of warm-up; the "
        "set-ups take turns talk by talk.",
        "- Turns answered alike: those of the talk to which every set-up gave the same words (how many: last lines). "
        "The stock classifier reads some turns otherwise, and its talk then takes another way; here the work is "
        "the same.",
        f"- Many at once: {size.people} people with {size.people_turns} turns each, {_times(size.crowds)}, median.",
        f"- Long conversation: two interruptions by button in turn, to turn {size.compared} and 10 more, or until "
        f"{size.growth_seconds:.0f} s have passed; median of turns 5-15 against the 21 turns around the late one.",
        f"- Start: from starting the process(es) until health is 200 and the first turn is answered, "
        f"{_times(size.starts)}, median; the model was trained before, files may be in the system's cache.",
        f"- Memory: resident, of the process and its children, after {size.warm} turns.",
        f"- Parse: {size.parses} messages, each model in a process of its own with nothing else in it.", "",
        "## What was answered", "", *(_answers(found[key]) for key in COLUMNS if key in found)]


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _stories_note() -> str:
    stories = any("- story:" in path.read_text(encoding="utf-8") for path in (ROOT / "data/stories").rglob("*.yml"))
    if stories:
        return "- The project has stories: the learning policies of stock Rasa (TED, UnexpecTED) learned from them."
    return ("- The project has rules and no stories: the learning policies of stock Rasa (TED, UnexpecTED) have "
            "nothing to learn and cost it next to nothing. With stories it would be slower.")


def _answers(one: dict[str, Any]) -> str:
    latency, crowd, growth = one["latency"], one["crowd"], one["growth"]
    crowded = "all answered" if crowd["all_answered"] else "**not all answered**"
    back = "the open question came back each time" if growth["question_came_back"] else "**the open question changed**"
    return (f"- {one['title']}: {latency['silent']} of {latency['turns']} turns without an answer; "
            f"{len(latency['other_replies'])} of the {len(latency['per_turn_ms'])} turns of the talk answered in other "
            f"words than in the first column, {latency['alike']} alike by "
            f"all; many at once: {crowded}; late turn of the long conversation: "
            f"{growth['compared']}, {back}.")
