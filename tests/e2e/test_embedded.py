"""The whole first week in the embedded default: one command, SQLite, no Redis."""

import pytest

from tests.e2e.journey import Newcomer

pytestmark = pytest.mark.e2e


def test_a_newcomers_first_week(embedded, browser):
    newcomer, context = Newcomer.arrive(embedded, browser, closely=True)
    newcomer.look_around()
    newcomer.sign_up()
    newcomer.answer_everything()
    newcomer.start_session()
    newcomer.pause_and_reload()
    newcomer.finish_session()
    newcomer.say_how_it_felt()
    newcomer.check_in_weekly()
    newcomer.see_progress()
    mail = newcomer.read_the_reminder()
    newcomer.stop_reminders(mail)
    newcomer.look_at_the_rest()
    newcomer.page.goto(f"{embedded.url}/inbox/")
    newcomer.watch.look("inbox")
    newcomer.watch.assert_silent()
    assert newcomer.watch.pages_checked >= 25
    context.close()
