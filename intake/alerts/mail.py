"""One mail to one person: a fixed set of headers and a fixed text."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from intake import clock
from intake.alerts import texts
from intake.alerts.texts import Letter
from intake.errors import ConfigError

# Words with dots between them, as HTML's own rule says: nothing that a header could be made of.
ADDRESS = re.compile(
    r"(?=.{3,254}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
)
SEVEN_BIT = SMTP.clone(cte_type="7bit")  # no server needs 8BITMIME for us


def write(letter: Letter, sender: Address, host: str) -> EmailMessage:
    """Return the mail. Its Message-ID is the letter's id at our host, the same at every try."""
    mail = EmailMessage(policy=SEVEN_BIT)
    mail["From"] = sender
    mail["To"] = Address(addr_spec=letter.address)
    mail["Subject"] = texts.subject(letter.text)
    mail["Date"] = clock.now()
    mail["Message-ID"] = f"<{letter.message_id}@{host}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies, please
    if stop_link := letter.text.stop_link:
        mail["List-Unsubscribe"] = f"<{stop_link}>"
        if stop_link.startswith("https:"):  # RFC 8058 wants no other
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(texts.text(letter.text))
    return mail


def sender(text: str) -> Address:
    """Read MAIL_FROM, such as `Intake <intake@example.org>`. Raises ConfigError."""
    name, address = parseaddr(text)
    if not ADDRESS.fullmatch(address):
        raise ConfigError(f"MAIL_FROM must look like Intake <intake@example.org>, not {text!r}.")
    return Address(display_name=texts.one_line(name), addr_spec=address)
