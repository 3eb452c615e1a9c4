"""How a line of the audit log is said to a person; also one that nobody thought of."""

from __future__ import annotations

from intake import audit
from intake.privacy import values
from intake.privacy.readings import Line
from intake.privacy.values import isolated

KINDS = {"comment": "comment", "contact": "message", "callback": "callback request"}

DECIDED = {
    "pending": "put {about} back into the queue",
    "approved": "published {about}",
    "rejected": "rejected {about}",
    "spam": "marked {about} as spam",
    "trashed": "put {about} into the trash",
}

# In the past, after the name of who did it. A `{word}` is the subject or one of the details.
SAID = {
    "field.reveal": "looked at the {field} of {about}",
    "audit.export": "took out lines of the audit log",
    "account.add": "got an account",
    "account.codes_renew": "made new recovery codes",
    "account.link_make": "made a link that sets a new password of {about}",
    "account.password_change": "changed their password",
    "account.password_reset": "set a new password through a link",
    "account.remove": "closed the account of {about}",
    "account.rename": "changed their name",
    "account.second_factor_add": "added a second step to their signing in",
    "account.second_factor_remove": "removed a second step from the signing in of {about}",
    "account.sign_in": "signed in",
    "account.sign_out": "signed out",
    "account.sign_out_elsewhere": "signed out everywhere else",
    "role.give": "gave {about} the role “{role}”",
    "role.take": "took the role “{role}” from {about}",
    "invitation.send": "invited somebody with the role “{role}”",
    "bulk.begin": "began a decision about {total} items",
    "bulk.cancel": "stopped a decision about {total} items",
    "bulk.undo": "took a decision about {total} items back",
    "order.give": "gave an order for what is still to come of a campaign",
    "order.end": "ended an order for what is still to come of a campaign",
    "comment.hand_over": "made {about} a message to the staff",
    "figures.export": "took out figures of the desk",
    "callbacks.export": "took out {count} callbacks",
    "desk.answer": "answered {about} by mail",
    "desk.answer_withdraw": "took an answer to {about} back",
    "desk.note": "wrote a note about {about}",
    "desk.attempt": "tried to call about {about}: {outcome}",
    "desk.cancel": "cancelled {about}",
    "desk.give_back": "gave {about} back",
    "desk.hand_over": "handed {about} to {to}",
    "desk.repromise": "promised another time for {about}",
    "learning.set_error": "let at most one in {one_in} real messages land in the spam box",
    "hours.set": "saved the opening hours",
    "desk.move": "gave {number} open callbacks another time with the opening hours",
    "site.open": "opened the site",
    "watching.set": "changed how the site is watched",
    "site.set_origins": "changed where the forms of the site may stand",
    "form.save": "saved version {version} of the form “{name}”",
    "form.open": "opened the form “{name}”",
    "form.close": "closed the form “{name}”",
    "destination.add": "added somebody who is told",
    "destination.remove": "removed somebody who is told",
    "desk.pass_on": "passed {about} on by text message",
    "replies.open": "made the address that answers by text message come in by",
    "way.add": "added a way to be told",
    "way.order": "changed when one of their ways rings",
    "way.remove": "removed a way to be told",
    "way.test": "sent a test by one of their ways",
    "comment.confirm": "confirmed to be the author of {about}",
    "letters.stop": "wants no more letters about {about}",
    "item.publish_by_policy": "published {about}, as the site’s policy says",
    "offer.set": "changed what callers are offered",
    "emergency.set": "changed the words of emergency or the number for help",
    "callback.move": "chose another time for {about}",
    "ladder.set": "set who is told if nobody calls",
    "duty.add": "put somebody on duty each week",
    "duty.remove": "took a duty out of the roster",
    "swap.add": "put somebody, or nobody, on duty for once",
    "swap.remove": "took a duty for once back",
    "thread.close_by_rule": "closed the comments of a page, as a rule says",
}

# What somebody did of whom nothing is known but whose account it was about.
SOMEBODY = {
    "account.sign_in_failed": "Somebody gave a wrong password for {about}",
    "account.second_factor_failed": "Somebody with the password of {about} gave a wrong code",
}

# What is chosen in the search: the same without a person.
NAMES = {
    "item.decide": "Decisions about items",
    "field.reveal": "Looks at an address or number",
    "audit.export": "Exports of the audit log",
}

UNTOLD = {"sites", "sign_in", "passkey", "number", "due_at"}  # numbers that say nothing to a reader

# Who it was if no account did it, by where it came from.
NOBODY = {audit.COMMAND: "Intake", audit.VISITOR: "A visitor"}

# How verbs of actions are said in the past; one that is not here gets no sentence.
PAST = {
    "begin": "began", "choose": "chose", "do": "did", "edit": "edited", "find": "found",
    "give": "gave", "hide": "hid", "make": "made", "put": "put", "read": "read", "reset": "reset",
    "send": "sent", "set": "set", "show": "showed", "stop": "stopped", "take": "took",
    "tell": "told", "undo": "undid", "withdraw": "withdrew", "write": "wrote",
    **{verb: f"{verb}d" for verb in ("change", "close", "invite", "move", "remove", "rename",
       "retire", "revise", "revoke", "delete", "create", "restore", "enable", "disable")},
    **{verb: f"{verb}ed" for verb in ("accept", "add", "cancel", "confirm", "end", "export", "open",
       "reopen", "renew", "reject", "search", "start", "turn", "switch", "order", "look", "reply",
       "answer", "finish", "download", "claim")},
    "reply": "replied to", "search": "searched", "decide": "decided about",
}  # fmt: skip


def who(line: Line) -> str:
    """Say who did it."""
    if line.account_id is not None:
        return isolated(line.name) if line.name else f"Account {line.account_id}"
    return NOBODY.get(line.origin, "Somebody who was not signed in")


def sentence(line: Line, site_name: str) -> str:
    """Say what was done, with who did it and where."""
    where = f" on {isolated(site_name)}" if site_name else ""
    if line.action in SOMEBODY:
        return SOMEBODY[line.action].format(about=about(line)) + "."
    return f"{who(line)} {_done(line)}{where}."


def about(line: Line) -> str:
    """Name what it was done to."""
    noun, _, number = line.subject.partition(":")
    if line.kind == "comment":
        return f"the comment {number}"
    if line.kind:
        return f"the {KINDS.get(line.kind, 'item')} {line.reference}"
    if line.about:
        return isolated(line.about)
    if not noun:
        return ""
    return f"the {_words('item' if noun == 'submission' else noun)} {number}".strip()


def details(line: Line) -> str:
    """Say what else was noted, which the sentence does not tell, in the words it was noted in."""
    template = SAID.get(line.action, "")
    told = {
        name: value
        for name, value in line.details.items()
        if value not in ("", None, []) and f"{{{name}}}" not in template and name not in UNTOLD
    }
    if line.action == "item.decide":
        told = {
            name: value for name, value in told.items() if name not in {"action", "seen", "new"}
        }
    return ", ".join(f"{_words(name)}: {values.said(line, name)}" for name in told)


def name(action: str) -> str:
    """Say an action by itself, as in a list to choose from."""
    noun, _, verb = action.partition(".")
    return NAMES.get(action) or f"{_words(noun)}: {_words(verb)}".capitalize()


def checked(rows: int) -> str:
    """Say how many lines were checked."""
    return "1 line was checked" if rows == 1 else f"{rows:,} lines were checked"


def trouble(broken_at: int | None) -> str:
    """Say what is wrong with the chain."""
    if broken_at is None:
        return (
            "The code that was kept is the code of no line: lines were removed at the end, or "
            "it belongs to another log."
        )
    return f"Line {broken_at} is not as it was written: it was changed, or it is gone."


def _done(line: Line) -> str:
    told = values.of(line) | {"about": about(line)}
    if line.action == "item.decide":
        return _decided(line, told)
    if line.action in SAID:
        try:
            return SAID[line.action].format_map(told)
        except KeyError:  # a line of another version
            pass
    return _plainly(line)


def _plainly(line: Line) -> str:
    """Say what nobody thought of, from the words of the action itself."""
    noun, _, verb = line.action.partition(".")
    what, parts = about(line) or f"the {_words(noun)}", verb.split("_")
    for is_verb, rest in ((parts[-1], parts[:-1]), (parts[0], parts[1:])):
        if is_verb in PAST:
            return f"{PAST[is_verb]} {f'the {chr(32).join(rest)} of ' if rest else ''}{what}"
    return f"did “{_words(noun)}: {_words(verb)}” to {what}"


def _decided(line: Line, told: dict[str, str]) -> str:
    new = told.get("new", "")
    if new == "approved" and line.kind not in {"", "comment"}:
        done = "put {about} on the desk"
    else:
        done = DECIDED.get(new, "decided about {about}")
    undoing = "took a decision back and " if told.get("action") == "undo" else ""
    return undoing + done.format_map(told)


def _words(name: str) -> str:
    return name.replace("_", " ")
