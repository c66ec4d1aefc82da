"""Admin of the person: accounts, and the delivery log without a word of what was written."""

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.http import HttpRequest

from accounts import outbox
from accounts.models import Heartbeat, OutgoingMail, User
from psoasfit import clock


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looked at, never edited by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Who has an account. Passwords are changed by their owners only."""

    list_display = ["email", "date_joined", "last_login", "is_active", "is_staff", "is_demo"]
    list_filter = ["is_active", "is_staff", "is_demo"]
    search_fields = ["email"]
    ordering = ["-date_joined"]
    fields = [
        "email",
        "time_zone",
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
        "date_joined",
        "last_login",
    ]
    readonly_fields = ["email", "date_joined", "last_login"]
    filter_horizontal = ["groups"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """Did it leave, and if not, why? Texts and headers (which carry personal links) are not shown."""

    list_display = ["id", "kind", "state", "created_at", "sent_at", "attempts", "smtp_code", "last_error"]
    list_filter = ["state", "kind"]
    search_fields = ["=to"]
    ordering = ["-id"]
    list_select_related = ["user"]
    show_full_result_count = False
    fields = [
        *["user", "kind", "key", "to", "from_email", "message_id", "state", "attempts"],
        *["created_at", "not_before", "expires_at", "sent_at", "smtp_code", "last_error"],
    ]
    actions = ["send_again"]

    @admin.action(description="Send again (refused, or perhaps sent)", permissions=["view"])
    def send_again(self, request: HttpRequest, queryset) -> None:
        count = outbox.retry(queryset, now=clock.now())
        skipped = queryset.count() - count
        messages.success(request, f"{count} will be sent again, {skipped} left as they are.")


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    """When each background job last ran."""

    list_display = ["name", "at"]


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """Who changed what in the admin, and when."""

    list_display = ["action_time", "user", "content_type", "object_repr", "get_change_message"]
    list_filter = ["action_flag", "content_type"]
    list_select_related = ["user", "content_type"]
    date_hierarchy = "action_time"
