"""How a line of the audit log is said to a person; also one that nobody thought of."""

from __future__ import annotations

from intake.privacy.readings import Line

ISOLATE, END_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

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
    "account.sign_in": "signed in",
    "account.sign_out": "signed out",
    "address.search": "searched for an address",
    "desk.close": "closed {about}",
    "desk.reopen": "reopened {about}",
}

# What is chosen in the search: the same without a person.
NAMES = {
    "item.decide": "Decisions about items",
    "field.reveal": "Looks at an address or number",
    "audit.export": "Exports of the audit log",
}

PAST = {
    "begin": "began", "do": "did", "choose": "chose", "decide": "decided about", "find": "found",
    "give": "gave", "hide": "hid", "make": "made", "put": "put", "read": "read", "reset": "reset",
    "send": "sent", "set": "set", "show": "showed", "stop": "stopped", "take": "took",
    "tell": "told", "undo": "undid", "withdraw": "withdrew", "write": "wrote",
}  # fmt: skip


def who(line: Line) -> str:
    """Say who did it."""
    if line.account_id is None:
        return "A command" if line.origin == "command" else "Somebody who was not signed in"
    return isolated(line.name) if line.name else f"Account {line.account_id}"


def sentence(line: Line, site_name: str) -> str:
    """Say what was done, with who did it and where."""
    where = f" on {isolated(site_name)}" if site_name else ""
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
    """Say what else was noted, in the words it was noted in."""
    said = (
        (name, _value(value)) for name, value in line.details.items() if value not in ("", None)
    )
    return ", ".join(f"{_words(name)}: {value}" for name, value in said)


def is_plain(line: Line) -> bool:
    """Say whether the sentence tells everything that was noted, so that details would repeat it."""
    return line.action == "item.decide" or line.action in SAID


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


def isolated(words: str) -> str:
    """Keep the direction of somebody's name from turning the words around it."""
    return f"{ISOLATE}{words}{END_ISOLATE}"


def _done(line: Line) -> str:
    noun, _, verb = line.action.partition(".")
    told = {name: _value(value) for name, value in line.details.items()} | {"about": about(line)}
    if line.action == "item.decide":
        return _decided(line, told)
    if line.action in SAID:
        try:
            return SAID[line.action].format_map(told)
        except KeyError:  # a line of another version
            pass
    what = about(line) or f"the {_words(noun)}"
    first, _, rest = verb.partition("_")
    return f"{_past(first)} the {_words(rest)} of {what}" if rest else f"{_past(first)} {what}"


def _decided(line: Line, told: dict[str, str]) -> str:
    new = told.get("new", "")
    if new == "approved" and line.kind not in {"", "comment"}:
        done = "put {about} into the inbox"
    else:
        done = DECIDED.get(new, "decided about {about}")
    undoing = "took a decision back and " if told.get("action") == "undo" else ""
    return undoing + done.format_map(told)


def _past(verb: str) -> str:
    return PAST.get(verb) or (verb + ("d" if verb.endswith("e") else "ed"))


def _words(name: str) -> str:
    return name.replace("_", " ")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
