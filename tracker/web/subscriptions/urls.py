"""Addresses below /subscriptions/. Mails hold them: those with a token must never change."""

from django.urls import path

from tracker.web.subscriptions import browsers, confirm, manage, request, successor, unsubscribe, webhooks

urlpatterns = [
    path("new/", request.subscribe, name="subscribe"),
    path("check-your-mail/", request.sent, name="subscription-sent"),
    path("link/", request.link, name="subscription-link"),
    path("browser/", browsers.own, name="browser"),
    path("browser/key/", browsers.key, name="browser-key"),
    path("browser/follow/", browsers.follow, name="browser-follow"),
    path("browser/renewed/", browsers.renewed, name="browser-renewed"),
    path("confirm/<str:token>/", confirm.confirm, name="subscription-confirm"),
    path("unsubscribe/<str:token>/", unsubscribe.unsubscribe, name="subscription-unsubscribe"),
    path("next/<str:token>/", successor.successor, name="subscription-next"),
    path("manage/<str:token>/", manage.manage, name="subscription-manage"),
    path("manage/<str:token>/webhooks/", webhooks.hooks, name="webhooks"),
    path("manage/<str:token>/webhooks/<int:pk>/", webhooks.hook, name="webhooks-one"),
    path("manage/<str:token>/data.json", manage.data, name="subscription-data"),
]
