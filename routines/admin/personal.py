"""What people told us, to look at; only they change it."""

from django.contrib import admin

from routines.admin.read_only import ReadOnlyAdmin
from routines.models import PracticeSession, Screening, SessionCheckIn, SymptomCheckIn
from routines.reports import pseudonym


class PersonalAdmin(ReadOnlyAdmin):
    """Rows about one person. Lists use a pseudonym, so that no address stands beside a symptom."""

    @admin.display(description="person")
    def person(self, row) -> str:
        return pseudonym(self.owner(row))

    def owner(self, row):
        return row.user

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user")


@admin.register(PracticeSession)
class PracticeSessionAdmin(PersonalAdmin):
    list_display = ["local_date", "person", "title", "level", "status", "counted"]
    list_filter = ["status", "kind", "counted"]
    date_hierarchy = "local_date"
    exclude = ["user", "plan"]


@admin.register(SessionCheckIn)
class SessionCheckInAdmin(PersonalAdmin):
    list_display = ["created_at", "person", "highest_pain", "pain_now", "effort", "felt"]
    list_filter = ["highest_pain"]
    date_hierarchy = "created_at"

    @admin.display(description="what it felt like")
    def felt(self, row) -> str:
        return ", ".join(row.feeling_labels)

    def owner(self, row):
        return row.session.user

    def get_queryset(self, request):
        return admin.ModelAdmin.get_queryset(self, request).select_related("session__user")


@admin.register(SymptomCheckIn)
class SymptomCheckInAdmin(PersonalAdmin):
    list_display = ["on_date", "person", *SymptomCheckIn.SIGNS]
    date_hierarchy = "on_date"
    exclude = ["user"]


@admin.register(Screening)
class ScreeningAdmin(PersonalAdmin):
    list_display = ["started_at", "person", "completed_at", "stopped"]
    list_filter = ["stopped"]
    date_hierarchy = "started_at"
    exclude = ["user"]
