"""The audit log: who did what, when and from where; a chain in which no row changes unnoticed.

Noted in the transaction of what was done, and written as its last statement: so writers wait for
one another as briefly as can be, and always in the same order. Each row's code is keyed and takes
in the code of the row before. No row holds what a visitor wrote, nor an address.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ForeignKey, String, Table, Text, insert, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake import clock, db
from intake.sealing import sealer

BEGINNING = "0" * 64
LOCK = 0x1A7A  # of PostgreSQL's advisory locks, ours for the end of the chain
READ_AT_ONCE = 1000

COMMAND, VISITOR = "command", "visitor"

# Where the person is: the address that a request came from; never that of a visitor.
origin: ContextVar[str] = ContextVar("origin", default=COMMAND)


class Noted(db.Base):
    """One thing that was done. Only ever added to; a trigger refuses anything else.

    `subject` names what it was done to, such as `submission:12`. `details` is JSON.
    """

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"), index=True)
    action: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str] = mapped_column(String(80), index=True)
    details: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(64))


_NOTED = cast("Table", Noted.__table__)


def note(
    action: str,
    /,
    *,
    account_id: int | None,
    site_id: int | None = None,
    subject: str = "",
    **details: str | float | bool | list[int] | None,
) -> None:
    """Note what is done, in the caller's transaction.

    `action` is a noun and a verb, such as `rule.change`. `details` are ids, numbers and words of
    ours: never what a visitor wrote, never an address. Outside a transaction it would be lost.
    """
    if not db.is_writing():
        raise RuntimeError("audit.note() outside a transaction")
    waiting: list[dict[str, Any]] = db.session().info.setdefault("audit", [])
    waiting.append(
        {
            "at": clock.now(),
            "account_id": account_id,
            "site_id": site_id,
            "action": action,
            "subject": subject,
            "details": json.dumps(details, sort_keys=True),
            "origin": origin.get()[:64],
        }
    )


def _write(session: Session) -> None:
    """Write what was noted at the end of the chain; nobody else does meanwhile."""
    noted = session.info.pop("audit", [])
    if not noted:
        return
    if not db.current().is_sqlite:  # where writers take turns anyway
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    last = session.execute(select(Noted.id, Noted.code).order_by(Noted.id.desc()).limit(1)).first()
    id_, code = (last.id, last.code) if last else (0, BEGINNING)
    for row in noted:
        id_ += 1
        code = _code(id_, row, code)
        row.update(id=id_, code=code)
    session.connection().execute(insert(_NOTED), noted)


db.last_before_commit(_write)


def _code(id_: int, row: dict[str, Any], before: str) -> str:
    told = [
        before,
        id_,
        row["at"].isoformat(),
        row["account_id"],
        row["site_id"],
        row["action"],
        row["subject"],
        row["details"],
        row["origin"],
    ]
    return sealer().code(json.dumps(told, ensure_ascii=False), "audit")


@dataclass(frozen=True)
class Checked:
    """What checking the chain came to. `broken_at`: the first row that is not as it was written.

    `head` is the code of the last row: whoever keeps it can tell later that no row is gone since.
    """

    rows: int
    head: str
    broken_at: int | None = None
    has_head: bool = True

    @property
    def is_sound(self) -> bool:
        return self.broken_at is None and self.has_head


def verify(head: str = "") -> Checked:
    """Check every row against the one before; `head`: a code that must still be among them."""
    rows, code, seen = 0, BEGINNING, not head
    for row in _everything():
        if row["id"] != rows + 1 or row["code"] != _code(rows + 1, row, code):
            return Checked(rows, code, broken_at=rows + 1, has_head=seen)
        rows, code = rows + 1, row["code"]
        seen = seen or code == head
    return Checked(rows, code, has_head=seen)


def _everything() -> Iterator[dict[str, Any]]:
    reached = 0
    while True:
        query = select(_NOTED).where(_NOTED.c.id > reached).order_by(_NOTED.c.id)
        found = db.session().execute(query.limit(READ_AT_ONCE)).mappings().all()
        for row in found:
            yield dict(row)
        if len(found) < READ_AT_ONCE:
            return
        reached = found[-1]["id"]
