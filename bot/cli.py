"""The command `perspectief`. Each command imports what it needs only when it is called: `check` takes a second, not ten."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import warnings
from collections.abc import Callable

from bot import lean
from bot import settings as settings_module
from bot.errors import PerspectiefError
from bot.settings import SETTINGS, Settings

# TensorFlow and old packages of Rasa's fill the terminal with notes that nobody here can act on.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
os.environ.setdefault("PYTHONWARNINGS", "ignore")                # for the processes that are started
warnings.showwarning = lambda *_, **__: None                     # a filter would be undone by those packages


def run(settings: Settings, _: argparse.Namespace) -> int:
    """Serve the page and the API until interrupted."""
    from bot.channels.web import server

    return server.serve(settings)


def check(settings: Settings, _: argparse.Namespace) -> int:
    """All content errors at once, with file and line."""
    from bot import check as checker

    return checker.main_check(print)


def chat(settings: Settings, arguments: argparse.Namespace) -> int:
    """A conversation in the terminal."""
    from bot.channels import terminal

    return asyncio.run(terminal.chat(settings, arguments.language, arguments.audience))


def rehearse(settings: Settings, arguments: argparse.Namespace) -> int:
    """The rehearsal room in the terminal."""
    from bot.channels import rehearsal

    return rehearsal.rehearse(settings, arguments.language, arguments.persona, arguments.seed)


def understand(settings: Settings, arguments: argparse.Namespace) -> int:
    """A message a line in, how it is read out."""
    from bot import understanding

    return asyncio.run(understanding.lines(settings, arguments.language, sys.stdin, sys.stdout))


def forget(settings: Settings, arguments: argparse.Namespace) -> int:
    """Delete every trace of one conversation."""
    from bot import retention

    retention.forget(settings, arguments.conversation)
    print("weg")
    return 0


def purge(settings: Settings, _: argparse.Namespace) -> int:
    """Delete what has outlived its retention."""
    from bot import retention

    events, records = retention.purge(settings)
    print(f"{events} oude gebeurtenissen en {records} stille gesprekken gewist")
    return 0


def show_settings(settings: Settings, _: argparse.Namespace) -> int:
    """Every setting with its value, default and meaning; secrets stay hidden."""
    for setting in SETTINGS:
        value = getattr(settings, setting.attribute)
        shown = "**********" if isinstance(value, settings_module.Secret) else value
        print(f"{setting.key}={shown}\n    {setting.help} (default: {setting.default or 'none'})")
    return 0


COMMANDS: dict[str, Callable[[Settings, argparse.Namespace], int]] = {
    "run": run, "check": check, "chat": chat, "rehearse": rehearse, "understand": understand, "forget": forget, "purge": purge,
    "settings": show_settings,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="perspectief", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    added = {name: commands.add_parser(name, help=command.__doc__) for name, command in COMMANDS.items()}
    for name in ("chat", "rehearse", "understand"):
        added[name].add_argument("--language", default=None, help="nl (default: PERSPECTIEF_LANGUAGE)")
    added["chat"].add_argument("--audience", choices=("client", "counsellor"), default="client")
    added["rehearse"].add_argument("--persona", default=None, help="id of a written client; asked for when not given")
    added["rehearse"].add_argument("--seed", type=int, default=None, help="the same seed and lines give the same talk")
    added["forget"].add_argument("conversation", help="id of the conversation")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one command; a fault of use or content is one clear line, never a stack trace."""
    arguments = _parser().parse_args(argv)
    lean.serve_lean()
    try:
        return COMMANDS[arguments.command](settings_module.load(), arguments)
    except PerspectiefError as error:
        print(error, file=sys.stderr)
        return 1
    except (KeyboardInterrupt, BrokenPipeError):
        return 130


if __name__ == "__main__":
    sys.exit(main())
