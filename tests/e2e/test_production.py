"""The same first week in the production shape: PostgreSQL, Redis, granian, a Celery worker, beat, SMTP."""

import pytest

from tests.e2e.journey import EMAIL, Newcomer

pytestmark = pytest.mark.e2e


def test_a_newcomers_first_week(production, browser):
    newcomer, context = Newcomer.arrive(production, browser, closely=False)
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
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    newcomer.stop_reminders(mail)
    newcomer.watch.assert_silent()
    assert [message["To"] for message in production.sink.received] == [EMAIL, EMAIL]
    context.close()


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_health_checks_of_the_compose_file_pass(production, service):
    production.check_health(service)
