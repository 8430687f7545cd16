"""All that is kept for Telegram, on one database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Connection, Engine

from bot.store.clients import Client, Clients
from bot.store.follow_ups import FollowUps
from bot.store.inbox import Inbox
from bot.store.invites import Invites
from bot.store.outbox import Outbox


@dataclass(frozen=True)
class Stores:
    """The tables of Telegram."""

    engine: Engine
    clients: Clients
    inbox: Inbox
    outbox: Outbox
    follow_ups: FollowUps
    invites: Invites


def build(engine: Engine) -> Stores:
    """All of them on one database."""
    return Stores(engine, Clients(engine), Inbox(engine), Outbox(engine), FollowUps(engine), Invites(engine))


def forget(connection: Connection, engine: Engine, client: Client) -> None:
    """Delete a client, what came in, what goes out and what is due; bare numbers of updates stay, linked to nobody."""
    stores = build(engine)
    stores.inbox.forget(connection, client.chat)
    stores.outbox.forget(connection, client.chat)
    stores.follow_ups.cancel(connection, client.conversation)
    stores.clients.forget(connection, client.chat)
