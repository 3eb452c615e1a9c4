"""What tests of alerts share: something to tell, somebody to tell it to, and what became of it."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from intake import db, outbox
from intake.alerts import channels, ledger, service
from intake.alerts.tables import Delivery
from intake.words import Event, Role

_numbers = count()


def happen(site, event=Event.CALLBACK_RECEIVED, reference="K7F2", due_at=None):
    """Store an alert, as the desk does when something arrives."""
    with db.transaction():
        outbox.add(event, site.id, f"test:{next(_numbers)}", reference=reference, due_at=due_at)


def told_by_mail(site, email="anna@clinic.example", audience=Role.STAFF):
    service.add_email(site.id, email, audience)


def mails_go_to(sink, settings, scheme="smtp", login=""):
    url = sink.url.replace("smtp://", f"{scheme}://{login}")
    channels.equip(replace(settings, smtp_url=url))


def one_at_a_time(monkeypatch):
    """Deliver with one thread, so that a test can count what a second try would have done."""
    monkeypatch.setattr(service, "AT_ONCE", 1)


def deliveries():
    """Every delivery as it is now, oldest first."""
    with db.transaction() as session:
        rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        session.expunge_all()
        return rows


def delivery():
    (only,) = deliveries()
    return only


def die_while(state):
    """Leave the delivery that is due as a worker does that is killed in this state."""
    claimed = ledger.claim()
    if state == "committing":
        ledger.mark_committing(claimed)
    return claimed


def certificate(folder, name):
    """Return a server's TLS context for this host name, and the file that makes it trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    unlocked = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, unlocked)
    file.write_bytes(made.public_bytes(pem) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context, file
