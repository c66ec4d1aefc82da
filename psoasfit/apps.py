"""Which static files of our packages we publish."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class OwnStaticFilesConfig(StaticFilesConfig):
    """Leaves out what no page of ours loads; compressing it took most of collectstatic's time."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "rest_framework",
        "django_htmx/ext",
        "django_htmx/htmx-2.js",
        "django_htmx/htmx-4*",
        "admin/js/vendor/*/xregexp.js",
        "admin/js/vendor/*/jquery.js",
        "admin/js/vendor/*/select2.full.js",
    ]
