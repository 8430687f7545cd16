"""`python -m bench [--quick] [--only perspectief]`: runs the comparison, then Telegram; writes report.md and report.json.

A full run takes about half an hour and writes to `bench/`; a quick or partial one is for trying out, and writes to
`results/`, which git does not keep. `--only telegram --out bench` renews the part about Telegram in the report that is there.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import signal
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from bench import report, stock, telegram, telegram_report
from bench.processes import BenchError
from bench.run import FULL, QUICK, Run, Size, parse_time
from bench.setups import Perspectief, Rasa, Setup
from bot import training
from bot.errors import PerspectiefError
from bot.settings import ROOT

KEYS = ("perspectief", "lean", "stock")
TELEGRAM = "telegram"


def prepare(keys: list[str], size: Size, folder: Path, stock_model: Path | None) -> tuple[list[Setup], dict[str, Path]]:
    """The set-ups and their models, trained where there is none yet."""
    models = {key: training.ensure_model() for key in keys if key != "stock"}
    setups: list[Setup] = []
    if "perspectief" in keys:
        setups.append(Perspectief(folder))
    if "lean" in keys:
        setups.append(Rasa(folder, "lean", "Lean Rasa", models["lean"]))
    if "stock" in keys:
        if stock_model is None:
            print("training the stock model ...", flush=True)
            stock_model = stock.train(folder / "stock-model", size.examples, size.epochs)
        models["stock"] = stock_model
        setups.append(Rasa(folder, "stock", "Stock Rasa", stock_model))
    return setups, models


def measure(keys: list[str], size: Size, folder: Path, stock_model: Path | None) -> dict[str, dict]:
    """All figures per set-up; every process is ended, whatever happens."""
    setups, models = prepare(keys, size, folder, stock_model)
    run = Run(setups, size, say=lambda line: print(line, flush=True))
    try:
        asyncio.run(run.everything())
    finally:
        for setup in setups:
            setup.stop()
    for key, model in models.items():
        run.found[key]["parse"] = parse_time(model, size.parses)
    return run.found


def compare(arguments: argparse.Namespace, keys: list[str], folder: Path, out: Path) -> str:
    """The comparison and its report."""
    load = os.getloadavg()[0]
    size = replace(QUICK if arguments.quick else FULL, epochs=arguments.epochs)
    found = measure(keys, size, folder, arguments.stock_model)
    return report.write(out, found, size, quick=arguments.quick, trained_here=not arguments.stock_model, load=load)


def talk(arguments: argparse.Namespace, folder: Path, out: Path) -> str:
    """The figures of Telegram, put into the report."""
    load = os.getloadavg()[0]
    training.ensure_model()
    figures = telegram.measure(folder, telegram.QUICK if arguments.quick else telegram.FULL, lambda line: print(line, flush=True))
    return telegram_report.write(out, {"load_before": round(load, 2), **figures}, quick=arguments.quick)


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few turns: shows that it works, the figures are rough")
    parser.add_argument("--only", choices=(*KEYS, TELEGRAM), help="one set-up, or Telegram")
    parser.add_argument("--out", type=Path, help="folder of the report")
    parser.add_argument("--epochs", type=int, default=stock.EPOCHS, help="of training the stock model (Rasa: 100)")
    parser.add_argument("--stock-model", type=Path, help="a stock model from an earlier run, not trained again")
    parser.add_argument("--keep", type=Path, help="keep logs, databases and the stock model in this new folder")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    arguments = _arguments(argv)
    parts = [arguments.only] if arguments.only else [*KEYS, TELEGRAM]
    keys = [key for key in parts if key in KEYS]
    out = arguments.out or (ROOT / "results" if arguments.quick or arguments.only else Path(__file__).parent)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))     # so that what was started is ended
    folder = Path(tempfile.mkdtemp(prefix="perspectief-bench-"))
    try:
        if keys:
            print(compare(arguments, keys, folder, out))
        if TELEGRAM in parts:
            print(talk(arguments, folder, out))
    except (AssertionError, BenchError, PerspectiefError) as error:     # the stand-in and its people assert
        print(error, file=sys.stderr)
        return 1
    finally:
        if arguments.keep:
            shutil.copytree(folder, arguments.keep, dirs_exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
