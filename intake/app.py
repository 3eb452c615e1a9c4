"""create_app(): the one place where the parts meet."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from intake import bell, cli, db, errorpages, headers, logs, sealing
from intake.accounts import account_views, factor_views, people_views, second_views, signin
from intake.accounts import views as accounts
from intake.alerts import channels
from intake.alerts import views as alerts
from intake.authors import views as authors
from intake.callbacks import answer_views as answers
from intake.callbacks import calling_views as calling
from intake.callbacks import closing_views as closing
from intake.callbacks import figures_views as figures
from intake.callbacks import message_views as messages
from intake.callbacks import paper_views as paper
from intake.callbacks import reply_views as replies
from intake.callbacks import results_views as results
from intake.callbacks import views as callbacks
from intake.config import Settings
from intake.demo import views as demo
from intake.duty import duty_views as duty
from intake.duty import ladder_views as ladder
from intake.errors import ConfigError
from intake.moderation import bulk_views as bulk
from intake.moderation import finding_views as finding
from intake.moderation import handover_views as handover
from intake.moderation import learning_views as learning
from intake.moderation import live_views as live
from intake.moderation import mailed_views as mailed
from intake.moderation import policy_views as policy
from intake.moderation import reveal_views as reveal
from intake.moderation import rule_views as rules
from intake.moderation import views as moderation
from intake.moderation import writing_views as writing
from intake.privacy import views as privacy
from intake.setup import form_editor_views as form_editor
from intake.setup import form_views as site_forms
from intake.setup import hours_views as opening_hours
from intake.setup import offer_views as offer
from intake.setup import rung_views as rung
from intake.setup import views as setup
from intake.setup import ways_views as ways
from intake.submissions import promise_views as promises
from intake.submissions import views as submissions
from intake.threads import views as threads
from intake.threads.fast import FastPages
from intake.watch import views as watch
from intake.watch import watching_views as watching

PARTS = (
    submissions,
    promises,
    authors,
    threads,
    callbacks,
    answers,
    site_forms,
    form_editor,
    calling,
    replies,
    closing,
    figures,
    messages,
    paper,
    results,
    moderation,
    bulk,
    finding,
    live,
    mailed,
    writing,
    handover,
    reveal,
    rules,
    policy,
    learning,
    offer,
    ladder,
    duty,
    rung,
    privacy,
    alerts,
    accounts,
    account_views,
    factor_views,
    second_views,
    people_views,
    setup,
    opening_hours,
    ways,
    watch,
    watching,
    demo,
)
MOST_BODY_BYTES = 64 * 1024
TEMPLATES = Path(__file__).parent.parent / "templates"


def create_app(settings: Settings | None = None) -> Flask:
    """Make the web application; settings come from the environment unless given."""
    try:
        return _made(settings or Settings.from_env())
    except ConfigError as error:
        raise SystemExit(f"Intake cannot start. {error}") from None


def _made(settings: Settings) -> Flask:
    app = Flask(__name__, template_folder=str(TEMPLATES))
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secrets.secret_key,
        MAX_CONTENT_LENGTH=MOST_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BODY_BYTES,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
    )
    logs.configure()
    sealing.equip(settings.secrets)
    db.connect(settings)
    bell.hang(settings)
    channels.equip(settings)

    headers.add_to(app)
    errorpages.register(app)
    signin.set_up(app)
    for part in PARTS:
        app.register_blueprint(part.bp)
    cli.register(app)
    app.before_request(db.done)  # the fast pages keep a connection, which may have died since
    app.teardown_appcontext(lambda _error: db.done())

    app.wsgi_app = FastPages(app.wsgi_app)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    return app
