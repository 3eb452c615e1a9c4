"""Public holidays of a country, as a list to start from; what a site keeps is its own.

The library is large and slow to load, so that it is loaded only when somebody asks.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from intake.errors import IntakeError

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_NAME = 80


class NoHolidays(IntakeError):
    """Holidays that the library does not know."""

    status = 422
    code = "no_holidays"

    def __init__(self, sentence: str, about: str) -> None:
        super().__init__(sentence)
        self.about = about  # which of the arguments below


def public(country: str, subdivision: str, years: Collection[int]) -> dict[date, str]:
    """Return the public holidays with their names, in order. Raises NoHolidays.

    `country` is ISO 3166-1, such as US; `subdivision` such as NY, or empty.
    """
    import holidays  # noqa: PLC0415 - see above

    country, subdivision = country.strip().upper(), subdivision.strip().upper()
    known = holidays.list_supported_countries()
    if country not in known:
        raise NoHolidays("Enter the two letters of a country, like US or DE", "country")
    by_upper = {each.upper(): each for each in known[country]}
    if subdivision and subdivision not in by_upper:
        choice = f", one of {', '.join(sorted(by_upper))}" if by_upper else " empty"
        raise NoHolidays(f"Enter a part of {country}{choice}", "subdivision")
    if not all(FIRST_YEAR <= year <= LAST_YEAR for year in years):
        raise NoHolidays(f"Enter a year from {FIRST_YEAR} to {LAST_YEAR}", "years")
    subdiv = by_upper[subdivision] if subdivision else None
    # As these pages are; else it would be whatever the language of the machine is.
    found = holidays.country_holidays(country, subdiv=subdiv, years=years, language="en_US")
    return {on: name[:LONGEST_NAME] for on, name in sorted(found.items())}
