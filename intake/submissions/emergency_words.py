"""RECEIVE, urgent: a site's words of emergency and its number for help, and who used such words.

Nothing is refused for them: we say whom to call now, and the request goes on top.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select, update
from wtforms import HiddenField, StringField

from intake import audit, db
from intake.db import session
from intake.sites.service import SiteView
from intake.submissions import emergencies
from intake.submissions.tables import EmergencyWords, EvidenceFound
from intake.words import Evidence, Kind

TRAP = "website_2"


@dataclass(frozen=True)
class Emergency:
    """Whom to call, and the words that make us say so, by language."""

    number: str
    words: Mapping[str, tuple[str, ...]]

    @property
    def phrases(self) -> list[str]:
        return emergencies.phrases(self.words)


def of(site: SiteView) -> Emergency:
    """Return what the site's owner has set, or what is usual where the site is."""
    row = session().get(EmergencyWords, site.id)
    if row is None:
        return Emergency(emergencies.usual_number(site.region), emergencies.USUAL_WORDS)
    return Emergency(row.number, {name: tuple(words) for name, words in row.words.items()})


def save(site_id: int, emergency: Emergency, account_id: int | None) -> None:
    """Use these from now on, in the caller's transaction."""
    words = {name: list(phrases) for name, phrases in emergency.words.items()}
    values: dict[str, Any] = {"number": emergency.number, "words": words}
    session().execute(db.insert_once(EmergencyWords).values(site_id=site_id, **values))
    session().execute(
        update(EmergencyWords)
        .where(EmergencyWords.site_id == site_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    audit.note(
        "emergency.set",
        account_id=account_id,
        site_id=site_id,
        subject=f"site:{site_id}",
        words=sum(map(len, words.values())),
    )


def evidence(form: Any) -> list[Evidence]:
    """Say whether a message or a request has words of emergency in any field that is typed."""
    if form.kind is Kind.COMMENT:
        return []
    typed = _typed(form)
    is_one = any(typed) and emergencies.has_one(typed, of(form.site).phrases)
    return [Evidence.EMERGENCY] if is_one else []


def number_for(submission_id: int, site: SiteView) -> str:
    """Return whom its sender should have called, if it has words of emergency."""
    noted = exists().where(
        EvidenceFound.submission_id == submission_id, EvidenceFound.name == Evidence.EMERGENCY
    )
    return of(site).number if session().scalar(select(noted)) else ""


def _typed(form: Iterable[Any]) -> list[str]:
    return [
        field.data
        for field in form
        if isinstance(field, StringField)
        and not isinstance(field, HiddenField)
        and field.name != TRAP
        and isinstance(field.data, str)
    ]
