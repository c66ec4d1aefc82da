"""The base of every page of the practice in the admin."""

from django.contrib import admin


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
