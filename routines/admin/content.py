"""Content in the admin: seen as visitors see it, reviewed, never changed: that is done in its files."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.formats import date_format

from accounts.models import Heartbeat
from psoasfit import clock
from routines import content
from routines.admin.read_only import ReadOnlyAdmin
from routines.forms.review import ReviewForm
from routines.models import (
    Article,
    ContentReview,
    Exercise,
    Myth,
    Programme,
    Routine,
    RoutineStep,
)
from routines.models.exercise import Content
from routines.where_used import where_used


class ReviewFilter(admin.SimpleListFilter):
    """What is left to review."""

    title = "review"
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return [("none", "Not yet reviewed"), ("changed", "Changed since"), ("current", "Up to date")]

    def queryset(self, request, queryset):
        match self.value():
            case "none":
                return queryset.filter(reviewer_name=None)
            case "changed":
                return queryset.filter(changed_since=True)
            case "current":
                return queryset.exclude(reviewer_name=None).filter(changed_since=False)
        return queryset


class ContentAdmin(ReadOnlyAdmin):
    """Content as visitors see it, where it is used, its reviews, and a form to record one."""

    change_form_template = "admin/routines/content.html"
    change_list_template = "admin/routines/content_list.html"

    def get_queryset(self, request):
        return super().get_queryset(request).with_review()

    @admin.display(ordering="reviewed_on", empty_value="not yet")
    def review(self, item) -> str | None:
        if not item.reviewer_name:
            return None
        day = date_format(item.reviewed_on, "j M Y")
        return f"{day}, changed since" if item.changed_since else day

    def view_on_site(self, item) -> str | None:
        return None if item.retired else item.get_absolute_url()

    def may_review(self, request, item) -> bool:
        return self.has_view_permission(request, item) and request.user.has_perm("routines.add_contentreview")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        item = self.get_object(request, object_id)
        known = item is not None and self.has_view_permission(request, item)
        return super().change_view(request, object_id, form_url, self.page(request, item) if known else None)

    def page(self, request, item) -> dict:
        """What the pages about one item show."""
        return {
            "item": item,
            "public_url": self.view_on_site(item),
            "reviews": item.reviews.select_related("recorded_by"),
            "review_url": reverse(self.url_name("review"), args=[item.pk]),
            "may_review": self.may_review(request, item),
            "uses": self.uses(item),
        }

    def uses(self, item) -> list[tuple[str, str, str]] | None:
        """How, by what, and its page in the admin; None for content that nothing refers to."""
        return None

    def url_name(self, page: str) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"

    def get_urls(self) -> list:
        name = self.url_name("review").removeprefix("admin:")
        review = self.admin_site.admin_view(self.review_view)
        return [path("<int:pk>/review/", review, name=name), *super().get_urls()]

    def review_view(self, request, pk: int):
        """Record a review of what is on the screen."""
        item = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.may_review(request, item):
            raise PermissionDenied
        now = clock.now()
        data = request.POST if request.method == "POST" else None
        form = ReviewForm(data, item=item, today=now.astimezone(request.user.zone).date())
        if form.is_valid():
            review = form.save(recorded_by=request.user, now=now)
            self.log_change(request, item, f"Recorded a review by {review.reviewer_name}.")
            messages.success(request, f"The review by {review.reviewer_name} is recorded.")
            return redirect(self.url_name("change"), pk)
        context = {
            **self.admin_site.each_context(request),
            **self.page(request, item),
            "title": f"Record a review: {item}",
            "opts": self.opts,
            "change_url": reverse(self.url_name("change"), args=[pk]),
            "form": form,
        }
        return render(request, "admin/routines/review.html", context)


@admin.register(Exercise)
class ExerciseAdmin(ContentAdmin):
    list_display = ["name", "review", "kind", "sides", "level_required", "article", "retired"]
    list_filter = [ReviewFilter, "kind", "article", "retired"]
    search_fields = ["name", "slug"]

    def uses(self, item) -> list[tuple[str, str, str]]:
        return [
            (
                use.how,
                str(use.item),
                reverse(f"admin:routines_{use.item.content_kind}_change", args=[use.item.pk]),
            )
            for use in where_used(item)
        ]


class RoutineStepInline(admin.TabularInline):
    model = RoutineStep
    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None) -> bool:
        return True  # who may see a routine may see its steps

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Routine)
class RoutineAdmin(ContentAdmin):
    list_display = ["name", "review", "kind", "article", "retired"]
    list_filter = [ReviewFilter, "kind", "retired"]
    inlines = [RoutineStepInline]


@admin.register(Programme)
class ProgrammeAdmin(ContentAdmin):
    list_display = ["name", "review", "weeks", "retired"]
    list_filter = [ReviewFilter, "retired"]


@admin.register(Article)
class ArticleAdmin(ContentAdmin):
    list_display = ["title", "review", "updated", "retired"]
    list_filter = [ReviewFilter, "retired"]
    search_fields = ["title", "slug"]


@admin.register(Myth)
class MythAdmin(ContentAdmin):
    list_display = ["claim", "review", "verdict", "retired"]
    list_filter = [ReviewFilter, "retired"]


@admin.register(ContentReview)
class ContentReviewAdmin(ReadOnlyAdmin):
    """Every review of everything, and the page that checks the files. Only a superuser may strike one out."""

    list_display = [
        "reviewed_on",
        "kind",
        "slug",
        "reviewer_name",
        "credential",
        "recorded_by",
        "recorded_at",
    ]
    list_filter = ["kind"]
    search_fields = ["slug", "reviewer_name"]
    list_select_related = ["recorded_by"]
    change_list_template = "admin/routines/content_list.html"

    def has_delete_permission(self, request, obj=None) -> bool:
        return request.user.is_superuser

    def get_urls(self) -> list:
        check = self.admin_site.admin_view(self.check_view)
        return [path("check/", check, name="routines_content_check"), *super().get_urls()]

    def check_view(self, request):
        """What `import_content --check` says about the files, and what is in the database."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "Content check",
            "opts": self.opts,
            "problems": content.problems_of(),
            "imported_at": Heartbeat.objects.filter(name=content.IMPORT_HEARTBEAT)
            .values_list("at", flat=True)
            .first(),
            "counts": [counts(model) for model in Content.__subclasses__()],
        }
        return render(request, "admin/routines/check.html", context)


def counts(model: type[Content]) -> dict:
    """How many of one kind are shown, retired, reviewed, and changed since their review."""
    current = Q(retired=False)
    found = model.objects.with_review().aggregate(
        shown=Count("pk", filter=current),
        gone=Count("pk", filter=~current),
        reviewed=Count("pk", filter=current & Q(reviewer_name__isnull=False, changed_since=False)),
        changed=Count("pk", filter=current & Q(changed_since=True)),
    )
    return {"name": model._meta.verbose_name_plural, **found}
