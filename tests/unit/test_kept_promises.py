"""Whatever callers choose, and whenever: people who call the earliest due first keep it all."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.hours.calendar import Calendar, Interval
from intake.promises import windows
from intake.promises.load import Load

CALL = timedelta(minutes=30)  # two an hour
HALF_DAYS = (Interval(9 * 60, 12 * 60), Interval(13 * 60, 15 * 60))
PRACTICE = Calendar(ZoneInfo("Europe/Berlin"), (HALF_DAYS,) * 4 + (HALF_DAYS[:1],) + ((),) * 2)
MONDAY = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)  # in the week before clocks change

# How many calls' time passes before somebody comes, and which of the choices they take.
VISITS = st.lists(
    st.tuples(st.sampled_from([0, 0, 0, 0, 0, 1, 3, 20]), st.sampled_from([0, 0, 1, 1, 1, 2, 5])),
    min_size=10,
    max_size=60,
)


def offered(now, promised):
    """Return from when and until when each choice is, as the form does."""
    load = Load(PRACTICE, now, 2, [due_at for due_at, _ in promised])
    blocks = [(each.from_at, each.due_at) for each in windows.blocks(PRACTICE, now, 2)]
    free = [times for times in blocks if load.has_room(*times)]
    return [(now, load.soon(timedelta(minutes=60))), *free]


def work(now, promised):
    """Make one call if we are open, the earliest due of those whom we may call; return the next."""
    if PRACTICE.is_open(now):
        may = sorted(each for each in promised if each[1] <= now)
        if may:
            assert now + CALL <= may[0][0], "called too late"
            promised.remove(may[0])
    return now + CALL


@settings(max_examples=60, deadline=None)
@given(VISITS)
def test_what_is_offered_can_be_kept(visits):
    now, promised = MONDAY, []
    for calls, choice in visits:
        for _ in range(calls):
            now = work(now, promised)
        choices = offered(now, promised)
        from_at, due_at = choices[choice % len(choices)]
        promised.append((due_at, from_at))
    while promised:
        now = work(now, promised)
