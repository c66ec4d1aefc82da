"""Pain reports and referrals in the admin: a queue nobody watches live, notes, and what the rules decide.

The list names nobody. Opening a report is written down in the admin's log; who it is about is shown only to
those with the permission `view_person_in_reports`.
"""

import csv

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from psoasfit import clock
from routines import report_log, report_page, reports, rule_counts
from routines.admin.read_only import ReadOnlyAdmin
from routines.forms.reports import NoteForm, QueueForm
from routines.models import ReportNote

SEES_NAMES = "routines.view_person_in_reports"
PER_PAGE = 50


@admin.register(ReportNote)
class ReportAdmin(ReadOnlyAdmin):
    """The queue stands where Django would list the notes, and a report where it would show one."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("rules/", view(require_safe(self.rules_view)), name="routines_rule_counts"),
            path("rules/csv/", view(require_safe(self.csv_view)), name="routines_rule_counts_csv"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        self._check(request)
        names = reports.names_of_exercises()
        rules, slugs = reports.rules_and_exercises()
        exercises = sorted(((slug, names.get(slug, slug)) for slug in slugs), key=lambda pair: pair[1])
        form = QueueForm(request.GET, rules=rules, exercises=exercises)
        page = Paginator(form.rows(), PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "title": "Pain reports and referrals",
            "chosen": form.chosen,
            "filters": [(name, form.fields[name].choices) for name in form.fields],
            "page": page,
            "reports": reports.filled(page.object_list, names),
        }
        return self._render(request, "reports", context)

    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None):
        """One report; a POST adds a note."""
        self._check(request)
        report = reports.find(object_id)
        if report is None:
            raise Http404("There is no such report.")
        now, sees_name = clock.now(), request.user.has_perm(SEES_NAMES)
        may_write = request.user.has_perm("routines.add_reportnote")
        form = NoteForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            if not may_write:
                raise PermissionDenied
            if form.is_valid():
                note = form.save(report=report, author=request.user, now=now)
                report_log.log(report, by=request.user, words=f"{note.get_step_display()}.", now=now)
                messages.success(request, f"{note.get_step_display()}.")
                return redirect(request.path)
        report_log.log_look(report, by=request.user, named=sees_name, now=now)
        context = {
            "title": f"{report.person}: pain report",
            "report": report,
            "sees_name": sees_name,
            "may_write": may_write,
            "form": form,
            **report_page.context(report),
        }
        return self._render(request, "report", context)

    def rules_view(self, request: HttpRequest) -> HttpResponse:
        self._check(request)
        now, names = clock.now(), reports.names_of_exercises()
        by_rule, by_exercise = rule_counts.counted(now=now)
        context = {
            "title": "Which rules fire how often",
            "weeks": rule_counts.weeks(now=now),
            "by_rule": by_rule,
            "by_exercise": [(names.get(row.exercise, row.exercise), row) for row in by_exercise],
        }
        return self._render(request, "rule_counts", context)

    def csv_view(self, request: HttpRequest) -> HttpResponse:
        self._check(request)
        now = clock.now()
        name = f"psoasfit-rules-{now:%Y-%m-%d}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        response = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
        writer = csv.writer(response)
        writer.writerow(rule_counts.COLUMNS)
        writer.writerows(rule_counts.table(now=now))
        return response

    def _check(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _render(self, request: HttpRequest, template: str, context: dict) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return render(request, f"admin/routines/{template}.html", context)
