"""The first step of the log-in: name and password."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib.auth.views import LoginView
from django.http import HttpResponse

from config.sign_in.forms import LogInForm


class PasswordView(LoginView):
    """Django's page; whoever has a second factor is asked for it before anything else."""

    authentication_form = LogInForm

    def form_valid(self, form: Any) -> HttpResponse:
        """On to what else the account asks for, or into the admin."""
        user = form.get_user()
        self.request.was_password_right = True  # type: ignore[attr-defined]  # for who counts the failures
        login = Login(user=user, redirect_url=self.get_success_url())
        response: HttpResponse = perform_password_login(
            self.request, {"username": user.get_username()}, login
        )
        return response
