"""What experts may look at. Content is changed in its files; what people told us is changed by them alone."""

from django.contrib import admin

from routines.models import (
    Exercise,
    PracticeSession,
    Routine,
    RoutineStep,
    Screening,
    SessionCheckIn,
    SymptomCheckIn,
)


class ReadOnlyAdmin(admin.ModelAdmin):
    """To look at, never to add, change or delete."""

    actions = None
    list_per_page = 50

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Exercise)
class ExerciseAdmin(ReadOnlyAdmin):
    list_display = [
        "name",
        "kind",
        "sides",
        "level_required",
        "article",
        "reviewed_by",
        "reviewed_on",
        "retired",
    ]
    list_filter = ["kind", "article", "retired", "reviewed_on"]
    search_fields = ["name", "slug"]


class RoutineStepInline(admin.TabularInline):
    model = RoutineStep
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Routine)
class RoutineAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "article", "retired"]
    inlines = [RoutineStepInline]


class PersonalAdmin(ReadOnlyAdmin):
    """Rows about one person. Lists name the person by key, so that no address stands beside a symptom."""

    @admin.display(description="person")
    def person(self, row) -> str:
        return str(self.owner(row).key)[:8]

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
