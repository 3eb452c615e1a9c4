"""Forms built from what a site has declared: a class for each version, drawn and read as any."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict
from wtforms import Field

from intake.declared.declaration import Asked, Type
from intake.declared.service import FormView
from intake.sites.service import SiteView
from intake.submissions import phones
from intake.submissions.built_fields import YES, built, value_of
from intake.submissions.choice_fields import DayField
from intake.submissions.fields import PhoneField
from intake.submissions.forms import PublicForm
from intake.submissions.window_field import WindowField
from intake.words import CallbackDraft, ContactDraft, Evidence, FieldAnswer, Kind

MOST_CLASSES = 128  # versions that are in use at once; more are built anew


class BuiltForm(PublicForm):
    """A declared form. Fields that every desk knows fill the Draft, the others are its answers."""

    shown: ClassVar[FormView]
    template = "declared"
    closed_template = "form_closed"

    def __init__(self, site: SiteView, fields: MultiDict[str, str] | None = None) -> None:
        super().__init__(site, fields)
        for field in self:
            if isinstance(field, WindowField | DayField):
                field.offer(site)

    @property
    def form_name(self) -> str:
        return self.shown.name

    @property
    def version(self) -> int:
        return self.shown.version

    @property
    def is_open(self) -> bool:
        return self.shown.is_open

    def declared(self) -> list[Field]:
        """Return the fields that the form declares, in its order."""
        return [self[asked.name] for asked in self.shown.declaration.fields]

    def draft(self) -> ContactDraft | CallbackDraft:
        phone = self._of("phone", "phone", phones.Phone(""))
        usual: dict[str, Any] = {
            "name": self._of("name"),
            "email": self._of("email", "normal"),
            "phone": phone.e164,
            "phone_typed": self._of("phone"),
            "phone_extension": phone.extension,
            "text": self._of("message"),
            "answers": self.answers(),
            "form": "" if self.shown.name == self.kind else self.shown.name,
            "form_id": self.shown.id,
        }
        if self.kind is Kind.CONTACT:
            return ContactDraft(**usual)
        return CallbackDraft(
            **usual,
            window=self._of("window"),
            is_voicemail_ok=bool(self._of("voicemail")),
            is_text_ok=bool(self._of("text_ok")),
            is_only_number=bool(self._of("only_number")),
            language=self._of("language"),
        )

    def answers(self) -> tuple[FieldAnswer, ...]:
        """Return what was filled in beyond the usual, and each consent with its text."""
        found = []
        for asked in self.shown.declaration.fields:
            is_consent = asked.type is Type.CONSENT
            value = value_of(asked, self[asked.name])
            if is_consent and (value == YES or not asked.is_standard):
                found.append(_answer(asked, value, asked.shown))
            elif value and not is_consent and not asked.is_standard:
                found.append(_answer(asked, value))
        return tuple(found)

    def evidence(self) -> list[Evidence]:
        is_odd = any(field.phone.is_odd for field in self if isinstance(field, PhoneField))
        return super().evidence() + ([Evidence.ODD_PHONE] if is_odd else [])

    def _of(self, name: str, what: str = "data", usual: Any = "") -> Any:
        return getattr(self[name], what) if name in self else usual


@lru_cache(MOST_CLASSES)
def form_class(shown: FormView) -> type[BuiltForm]:
    """Return the class of this version."""
    fields = {asked.name: built(asked) for asked in shown.declaration.fields}
    own = {"kind": shown.declaration.goes_to, "shown": shown, "__doc__": shown.declaration.title}
    return type("Declared", (BuiltForm,), fields | own)


def _answer(asked: Asked, value: str, shown: str = "") -> FieldAnswer:
    return FieldAnswer(asked.name, str(asked.type), asked.label, value, asked.is_private, shown)
