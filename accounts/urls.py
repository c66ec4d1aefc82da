"""Addresses of the person: the local inbox and the demo account."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:pk>/", views.inbox_mail, name="inbox_mail"),
    path("inbox/<int:pk>/html/", views.inbox_html, name="inbox_html"),
    path("demo/", views.demo, name="demo"),
]
