"""What tests of several pages share."""

from datetime import UTC, datetime, time

import pytest


@pytest.fixture
def at(monkeypatch):
    """Put the clock to ten in the morning UTC of a day."""

    def set_day(day):
        moment = datetime.combine(day, time(10), tzinfo=UTC)
        monkeypatch.setattr("psoasfit.clock.now", lambda: moment)

    return set_day
