"""The same first week in the production shape: PostgreSQL, Redis, granian, a Celery worker, beat, SMTP."""

import pytest

from tests.e2e.journey import EMAIL, Newcomer

pytestmark = pytest.mark.e2e


def test_a_newcomers_first_week(production, browser):
    newcomer, context = Newcomer.arrive(production, browser, closely=False)
    mail = newcomer.live_first_week()
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    newcomer.watch.assert_silent()
    assert [message["To"] for message in production.sink.received] == [EMAIL, EMAIL]
    context.close()


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_health_checks_of_the_compose_file_pass(production, service):
    production.check_health(service)
