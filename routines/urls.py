"""Addresses of the practice."""

from django.urls import path

from routines import api
from routines.views import (
    checkin,
    crawlers,
    learn,
    library,
    privacy,
    progress,
    reminders,
    session,
    settings,
    week,
    welcome,
)

urlpatterns = [
    path("exercises/", library.exercises, name="exercises"),
    path("exercises/<slug:slug>/", library.exercise, name="exercise"),
    path("routines/", library.routines, name="routines"),
    path("routines/<slug:slug>/", library.routine, name="routine"),
    path("learn/", learn.learn, name="learn"),
    path("learn/feed/", learn.feed, name="article_feed"),
    path("learn/<slug:slug>/", learn.article, name="article"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/stopped/", welcome.stopped, name="welcome_stopped"),
    path("welcome/<slug:step>/", welcome.step, name="welcome_step"),
    path("today/", week.today, name="today"),
    path("today/start/", week.start, name="start_session"),
    path("today/move/", week.move, name="move_session"),
    path("sessions/<uuid:pk>/", session.session, name="session"),
    path("sessions/<uuid:pk>/check-in/", checkin.after_session, name="session_check_in"),
    path("check-ins/", checkin.weekly, name="weekly_check_in"),
    path("progress/", progress.progress, name="progress"),
    path("progress/sessions/<uuid:pk>/", progress.past_session, name="past_session"),
    path("settings/", settings.index, name="settings"),
    path("settings/reminders/", settings.reminders, name="settings_reminders"),
    path("settings/privacy/", privacy.privacy, name="settings_privacy"),
    path("settings/privacy/download/", privacy.download, name="settings_privacy_download"),
    path("settings/privacy/withdraw/", privacy.withdraw, name="settings_privacy_withdraw"),
    path("settings/privacy/delete/", privacy.delete, name="settings_privacy_delete"),
    path("settings/privacy/deleted/", privacy.deleted, name="settings_privacy_deleted"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("r/<str:signed>/", reminders.link, name="reminder_link"),
    path("api/v1/csrf/", api.csrf, name="api_csrf"),
    path("api/v1/sessions/", api.sessions, name="api_sessions"),
    path("api/v1/sessions/<uuid:pk>/", api.session, name="api_session"),
    path("api/v1/sessions/<uuid:pk>/sets/<uuid:client_id>/", api.session_set, name="api_session_set"),
]
