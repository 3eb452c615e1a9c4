"""DECIDE, beforehand: what a person decided about a campaign holds for a day for those to come.

What is newly judged and belongs to it gets that action at once, as a decision of that account and
of that bulk, so that its undo takes these back too. Nobody has read them, so they teach nothing;
nothing is published like that, and messages to the staff are never touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from intake import audit, clock
from intake.accounts import store as accounts
from intake.accounts.tables import Account
from intake.errors import BadBody
from intake.moderation import moving, standing_store, store
from intake.moderation.choosing import Choice
from intake.moderation.moving import STATUS_AFTER, By, Move
from intake.moderation.standing_store import Order
from intake.words import Action, Kind, Role, Status

MAY_STAND = {Action.SPAM, Action.TRASH, Action.REJECT}  # never what publishes
MAY_MEET = {Status.PENDING, Status.APPROVED}  # what waits, and what a policy has published
LASTS_SECONDS = 24 * 3600
ORIGIN = "standing order"  # in the audit log: the request that gave it says where the person was


def give(bulk_id: int, choice: Choice, account: Account) -> None:
    """Keep a standing order, in the caller's transaction. Raises BadBody."""
    if choice.action not in MAY_STAND or choice.wanted.alike is None or choice.ids is not None:
        raise BadBody("Only spam, trash or a rejection of a whole group can hold for a day.")
    campaign_id = choice.wanted.alike
    for site_id in standing_store.sites_of(campaign_id, choice.site_ids):
        standing_store.add(
            {
                "site_id": site_id,
                "campaign_id": campaign_id,
                "bulk_id": bulk_id,
                "account_id": account.id,
                "action": choice.action,
                "until": clock.in_(LASTS_SECONDS),
            }
        )
        audit.note(
            "order.give",
            account_id=account.id,
            site_id=site_id,
            subject=f"bulk:{bulk_id}",
            action=choice.action,
            campaign=campaign_id,
        )


def orders_for(
    campaign_ids: Collection[int], site_ids: Collection[int]
) -> dict[tuple[int, int], Order]:
    """Return the newest order about each of these campaigns, by site and campaign.

    An account that may not moderate the site any more orders nothing.
    """
    found = {(one.site_id, one.campaign_id): one for one in _allowed(campaign_ids, site_ids)}
    return dict(sorted(found.items()))


def carry_out(item_ids: Collection[int]) -> set[int]:
    """Do what is ordered about these, in the transaction that judged them; return which it were."""
    if not item_ids or not standing_store.has_any():
        return set()
    place_of = standing_store.prints(item_ids)
    orders = orders_for({c for _, c in place_of.values()}, {s for s, _ in place_of.values()})
    ordered = {id_: orders[place] for id_, place in place_of.items() if place in orders}
    return apply(ordered)


def apply(ordered: Mapping[int, Order]) -> set[int]:
    """Carry these orders out, each item's by its id, in the caller's transaction."""
    if not ordered:
        return set()
    moves: dict[Order, list[Move]] = defaultdict(list)
    for id_, subject in store.subjects(ordered).items():
        if subject.kind is Kind.COMMENT and subject.status in MAY_MEET:
            new = STATUS_AFTER[ordered[id_].action]
            moves[ordered[id_]].append(Move(id_, subject, new))
    token = audit.origin.set(ORIGIN)
    try:
        return {id_ for order, some in moves.items() for id_ in _done(order, some)}
    finally:
        audit.origin.reset(token)


def _done(order: Order, moves: Collection[Move]) -> Iterable[int]:
    by = By(order.account_id, order.action, order.bulk_id)
    return moving.carry_out(moves, by, teaches=False)


def _allowed(campaign_ids: Collection[int], site_ids: Collection[int]) -> list[Order]:
    orders = standing_store.in_force(campaign_ids, site_ids)
    roles = {id_: accounts.roles_by_site(id_) for id_ in {one.account_id for one in orders}}
    return [
        one
        for one in orders
        if roles[one.account_id].get(one.site_id, frozenset()) & {Role.MODERATOR, Role.OWNER}
    ]
