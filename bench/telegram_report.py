"""The part of the report about Telegram: the figures against their targets, and how they were taken."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from bench.report import machine

HEADING = "# Telegram"
P50_MS, P95_S = 40, 10


def write(folder: Path, figures: dict[str, Any], *, quick: bool) -> str:
    """Put the figures into report.md and report.json; what stands there of other parts stays. Gives the text."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = {"date": date.today().isoformat(), "quick": quick, "machine": machine(), **figures, "judged": judged(figures)}
    as_json, as_text = folder / "report.json", folder / "report.md"
    known = json.loads(as_json.read_text(encoding="utf-8")) if as_json.exists() else {}
    as_json.write_text(json.dumps({**known, "telegram": figures}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    before = as_text.read_text(encoding="utf-8").partition(HEADING)[0].rstrip() if as_text.exists() else ""
    text = "\n".join([HEADING, "", *_section(figures)]) + "\n"
    as_text.write_text(f"{before}\n\n{text}" if before else text, encoding="utf-8")
    return text


def judged(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Each figure as it was asked for, with what was measured and whether it is met."""
    one, many, kills, faults, traces = (figures[name] for name in ("one", "crowd", "kills", "faults", "traces"))
    whole, gone = traces["whole_conversation"], (traces["forgotten_alone"], traces["forgotten_among_others"])
    left = sum(part[name] for part in gone for name in LEFT) + traces["forgotten_alone"]["sealed_after"]
    answered = f"{many['answered']} of {many['clients']} answered, {many['lost']} lost, {_twice(many)} twice"
    return [
        _row("update in -> sendMessage out, one client, p50", f"{P50_MS} ms", f"{one['p50_ms']:.1f} ms", one["p50_ms"] <= P50_MS),
        _row(f"{many['clients']} clients writing at once, one message an answer: all answered, none lost, none twice; "
             "30 sends a second", f"p95 of {P95_S} s", f"p95 of {many['p95_s']:.1f} s; {answered}",
             many["p95_s"] <= P95_S and many["answered"] == many["clients"] and not many["lost"] + _twice(many)),
        _row(f"{kills['kills']} kills (-9) at random moments under load, {kills['messages']:,} messages",
             "0 messages lost, 0 answers stored twice", f"{kills['lost']} lost, {kills['stored_twice']} stored twice",
             not kills["lost"] + kills["stored_twice"]),
        _row(f"{faults['updates']:,} updates, {faults['repeated']} repeated, {faults['in_another_order']} in another order, "
             f"{faults['failed_sends']} of {faults['sends']:,} sends failing", "0 lost, 0 stored twice",
             f"{faults['lost']} lost, {faults['stored_twice']} stored twice", not faults["lost"] + faults["stored_twice"]),
        _row("after a full conversation: any answer, id or name readable in any file of the data folder without the key", "0",
             str(whole["found_without_key"]), not whole["found_without_key"]),
        _row("after /forget: rows, files, free pages or log lines of that person, also with everything decrypted by the key",
             "0", str(left), not left)]


LEFT = ("rows", "readable_with_key", "files_with_sealed_pieces", "log_lines")


def _twice(part: dict[str, Any]) -> int:
    return part["stored_twice"] + part["answers_sent_twice"] + part["more_than_one_answer"]


def _row(figure: str, target: str, measured: str, met: bool) -> dict[str, Any]:
    return {"figure": figure, "target": target, "measured": measured, "met": met}


def _section(figures: dict[str, Any]) -> list[str]:
    rows = [f"| {row['figure']} | {row['target']} | {row['measured']} | {'yes' if row['met'] else '**no**'} |"
            for row in figures["judged"]]
    quick = ["**A quick run: it shows that everything works; the figures are rough.**", ""] if figures["quick"] else []
    return [f"Measured on {figures['date']} by `make bench` (this part alone: `python -m bench --only telegram`) on "
            f"{figures['machine']}; load before {figures['load_before']:.2f}. The real process (`perspectief run`) against the "
            "project's own stand-in for the Bot API (tests/bot_api.py), over HTTP.", "",
            *quick, "| what | at least | measured | met |", "|---|---|---|---|", *rows, "",
            *_how(figures), *_traces(figures["traces"])]


def _how(figures: dict[str, Any]) -> list[str]:
    one, many, kills, faults = (figures[name] for name in ("one", "crowd", "kills", "faults"))
    return [
        "Every text that was sent holds a word that no other text holds. After a run the record is opened with the key: a text "
        "that it holds nowhere is lost, one that it holds twice is stored twice. Answers that were replaced count too.", "",
        f"- One client: {one['turns']} turns of a client who is alone and waits a moment before going on; from the moment the "
        f"update is there until the call with its answer is (p95 {one['p95_ms']:.1f} ms; {one['processor_ms']:.1f} ms of "
        "processor time a turn, first contact and the waiting in between included).",
        f"- {many['clients']} at once: from the first message on until each first answer (p50 {many['p50_s']:.1f} s, last "
        f"{many['last_s']:.1f} s); more than 30 sends a second get 429 ({many['refused_by_telegram']} did).",
        f"- Kills: {kills['kills']} times kill -9, 0 to 3 s after the start, while {figures['size']['killed_writers']} people "
        f"wrote as soon as the message before was answered ({kills['texts']:,} texts; on average "
        f"{kills['waiting_at_a_kill']:.1f} updates and answers waited at a kill). Answers that Telegram got twice: "
        f"{kills['answers_sent_twice']}, of which {kills['left_open_at_a_kill']} because the process ended after Telegram took "
        "them and before that could be noted.",
        f"- Faults: sends fail with 500, 429 or a closed connection, before they reach anybody; {faults['texts']:,} of the "
        f"updates are texts; answers that came twice: {faults['answers_sent_twice']}."]


def _traces(traces: dict[str, Any]) -> list[str]:
    whole, alone, among = (traces[name] for name in ("whole_conversation", "forgotten_alone", "forgotten_among_others"))
    return [
        f"- A full conversation: {whole['turns']} turns to the end, {whole['pictures']} pictures, a check-in that was asked for, "
        f"/mydata, a voice message; {whole['looked_for']} answers, ids and names were looked for in {whole['files']} files (all "
        "but the key) and in all that the process wrote to the terminal. Opened with the key, the same look finds "
        f"{whole['found_with_key']} of them.",
        f"- /forget, alone in the folder: {alone['sealed_before']} sealed texts in the files before, pages included that are no "
        f"longer used; {alone['sealed_after']} after, whoever they are about.",
        f"- /forget, among {among['others']} others who stay: {among['sealed_before']} sealed texts of the person were noted "
        f"while they stood in the database; files that hold a piece of one after it: {among['files_with_sealed_pieces']}. Of the "
        f"others {among['lost_of_others']} texts were lost."]
