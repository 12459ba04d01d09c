"""Addresses below /subscriptions/. Mails hold them: those with a token must never change."""

from django.urls import path

from tracker.web.subscriptions import asking, confirming, hooks, leaving, managing

urlpatterns = [
    path("new/", asking.subscribe, name="subscribe"),
    path("check-your-mail/", asking.sent, name="subscription-sent"),
    path("link/", asking.link, name="subscription-link"),
    path("confirm/<str:token>/", confirming.confirm, name="subscription-confirm"),
    path("unsubscribe/<str:token>/", leaving.unsubscribe, name="subscription-unsubscribe"),
    path("manage/<str:token>/", managing.manage, name="subscription-manage"),
    path("manage/<str:token>/webhooks/", hooks.hooks, name="webhooks"),
    path("manage/<str:token>/webhooks/<int:pk>/", hooks.hook, name="webhooks-one"),
    path("manage/<str:token>/data.json", managing.data, name="subscription-data"),
]
