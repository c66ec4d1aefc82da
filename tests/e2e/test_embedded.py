"""The whole first week in the embedded default: one command, SQLite, no Redis."""

import pytest

from tests.e2e.journey import Newcomer

pytestmark = pytest.mark.e2e


def test_a_newcomers_first_week(embedded, browser):
    newcomer, context = Newcomer.arrive(embedded, browser, closely=True)
    newcomer.live_first_week()
    newcomer.look_at_the_rest()
    newcomer.page.goto(f"{embedded.url}/inbox/")
    newcomer.watch.look("inbox")
    newcomer.watch.assert_silent()
    assert newcomer.watch.pages_checked >= 25
    context.close()
