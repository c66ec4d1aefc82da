"""Every address of the site. They are a contract: mails and bookmarks hold them for years."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from psoasfit import offline, views

urlpatterns = [
    path("", views.landing, name="landing"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("offline/", offline.offline, name="offline"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("accounts/", include("allauth.account.urls")),
    path("admin/login/", views.admin_login),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("routines.urls")),
]

handler400 = "psoasfit.views.bad_request"
handler403 = "psoasfit.views.forbidden"
handler404 = "psoasfit.views.not_found"
handler500 = "psoasfit.views.server_error"

if settings.DEBUG:
    urlpatterns += [path("errors/<int:status>/", views.show_error)]
