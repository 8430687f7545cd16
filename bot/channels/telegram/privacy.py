"""What is kept, who sees it, all of it in a file, and all of it gone. The client decides, and sees it first (S95, S98)."""

from __future__ import annotations

from bot import quiet
from bot.channels.telegram import messages, reminders
from bot.channels.telegram.visit import Visit
from bot.discretion import visible
from bot.goal import written as goal_written
from bot.script.asked import asked, filled
from bot.store.clients import SHARES
from bot.store.record import Entry

FILE = "perspectief.txt"
SURE = "forget_confirm.sure"        # the question of the script before all is deleted


def menu(visit: Visit) -> None:
    """Who sees what now, and what can be changed."""
    client = visit.client
    lines = [visit.words("tg_privacy_return_kept" if client.keep_all else "tg_privacy_return_dropped")]
    keep = "drop" if client.keep_all else "keep"
    rows = [[visit.button(f"privacy:{keep}", f"tg_do_{keep}_return")]]
    if client.linked:
        lines.insert(0, visit.words(f"tg_privacy_share_{client.share or 'none'}"))
        rows += [[visit.button(f"share:{share or 'none'}", f"tg_do_share_{share or 'none'}")]
                 for share in SHARES if share != client.share]
        rows += [[visit.button("share:answers", "tg_do_share_answers_again")]] if _told_since(visit) else []
    else:
        lines.insert(0, visit.words("tg_privacy_not_linked"))
    rows += [[visit.button("mydata", "tg_do_mydata")], [messages.button("forget_me", visit.words("tg_do_forget"))]]
    visit.write("\n\n".join(lines), rows)


def keep_return(visit: Visit, keep: bool) -> None:
    """Whether answers about return are kept too."""
    visit.change(keep_all=keep)
    visit.say("tg_privacy_return_kept" if keep else "tg_privacy_return_dropped")


def share(visit: Visit, what: str) -> None:
    """The client chose what the counsellor may see: it is shown to the client first. Nothing needs no second yes."""
    name, _, sure = what.partition(":")
    share = "" if name == "none" else name
    if share not in SHARES or not visit.client.linked:
        menu(visit)
    elif not share or sure == "no":
        visit.change(share="" if not share else visit.client.share)
        visit.say("tg_unshared" if not share else "tg_left_as_is")
    elif sure == "yes":
        visit.change(share=share, shared_until=max((entry.at for entry in _answered(visit)), default=""))
        visit.say("tg_shared_answers" if share == "answers" else "tg_shared")
    else:
        _preview(visit, share)


def _preview(visit: Visit, share: str) -> None:
    content = shown(visit, share)
    if not content:
        visit.say("tg_nothing_to_share")
        return
    rows = [[visit.button(f"share:{share}:{sure}", f"tg_do_share_{sure}")] for sure in ("yes", "no")]
    visit.write("\n\n".join((visit.words("tg_share_preview"), content, visit.words("tg_share_sure"))), rows)


def shown(visit: Visit, share: str) -> str:
    """What a counsellor sees with this permission, as text."""
    parts = [goal_written(visit.goal(), visit.script.labels)] if visit.goal() else []
    if share == "answers":
        parts.append(_answers(visit, _answered(visit)))
    return "\n\n".join(part for part in parts if part)


def _answered(visit: Visit) -> list[Entry]:
    """The answers of the current talk that can be shown."""
    return visible(visit.record.entries(visit.conversation, visit.record.round(visit.conversation)))


def _told_since(visit: Visit) -> bool:
    """Whether there are answers that were given after the client last showed theirs."""
    return visit.client.share == "answers" and any(entry.at > visit.client.shared_until for entry in _answered(visit))


def my_data(visit: Visit) -> None:
    """All that is kept, as a file that can be read without us."""
    settings, conversation = visit.settings, visit.conversation
    entries = visit.record.entries(conversation)
    parts = [visit.words("tg_mydata_heading")]
    for number in sorted({entry.round for entry in entries}):
        mine = [entry for entry in entries if entry.round == number and entry.text]
        if mine:
            parts += [f"{visit.words('tg_mydata_answers')} ({visit.words('tg_mydata_earlier', number=number)})",
                      _answers(visit, mine)]
    earlier = [entry for entry in visit.record.replaced(conversation) if entry.text]
    parts += [visit.words("tg_mydata_replaced"), _answers(visit, earlier)] if earlier else []
    if visit.goal():
        parts += [visit.words("tg_mydata_goal"), goal_written(visit.goal(), visit.script.labels)]
    said = visit.engine.said(conversation)
    parts += [visit.words("tg_mydata_talk"), _talk(visit, said)] if said else []
    if len(parts) == 1:
        parts.append(visit.words("tg_mydata_nothing"))
    shared = f"tg_privacy_share_{visit.client.share or 'none'}" if visit.client.linked else "tg_privacy_not_linked"
    parts += [visit.words("tg_mydata_planned"), reminders.planned(visit), visit.words("tg_mydata_shared"),
              visit.words(shared), visit.words("tg_mydata_kept_how", days=settings.retention_days, months=settings.record_months)]
    if visit.client.contact:
        parts.append(visit.words("tg_human_contact", contact=visit.client.contact))
    visit.out.append(messages.document(visit.chat_id, FILE, "\n\n".join(parts) + "\n", visit.words("tg_mydata_caption")))


def _answers(visit: Visit, entries: list[Entry]) -> str:
    return "\n".join(f"{quiet.day_of_iso(entry.at)}  {_question(visit, entry)}\n    {entry.text}" for entry in entries)


def _talk(visit: Visit, said: list[tuple[float, bool, str]]) -> str:
    """What was said to and fro, with the day."""
    who = {True: visit.words("tg_mydata_you"), False: visit.words("tg_mydata_program")}
    return "\n".join(f"{quiet.day_of(at).isoformat()}  {who[person]}: {words}" for at, person, words in said if words)


def _question(visit: Visit, entry: Entry) -> str:
    """The question an answer belongs to, in short; a dash for what was told beside the questions."""
    step = visit.script.steps.get(entry.step)
    if step is None or step.client is None:
        return "–"
    option = visit.script.options.get(entry.item.partition(".")[0])
    question = asked(filled(step.client.ask[0], entry, visit.answers(), visit.script))
    return f"({option.name}) {question}" if option and option.name not in question else question


def forget(visit: Visit, chat_too: bool) -> None:
    """Everything goes, and that is the last thing said. The messages in the chat too, as far as Telegram lets us."""
    if chat_too:
        known = visit.stores.outbox.messages(visit.chat)
        visit.out = [{"method": "delete", "chat_id": visit.chat_id, "ids": known[n:n + 100]}
                     for n in range(0, len(known), 100)]
    else:
        visit.out = []
    visit.forget = True
    visit.say("tg_forgotten")
