"""The site's addresses: the lobby's pages, the API, accounts, and Django's admin."""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as spare_codes
from allauth.mfa.totp import views as app_codes
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from lobby.api.site import api

# Of allauth's addresses those of an account with a name, an e-mail address and a password, and of
# codes for a second step.
accounts = [
    path("", RedirectView.as_view(pattern_name="account_login")),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(  # The key has dashes of its own.
        r"^password/reset/key/(?P<uidb36>[0-9a-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("second-step/", second_step.index, name="mfa_index"),
    path("second-step/code/", second_step.authenticate, name="mfa_authenticate"),
    path("second-step/again/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("second-step/on/", app_codes.activate_totp, name="mfa_activate_totp"),
    path("second-step/off/", app_codes.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-step/spare/", spare_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-step/spare/new/",
        spare_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
]

urlpatterns = [
    path("accounts/", include(accounts)),
    # The admin's own doors know no throttle: they lead to the one log in.
    path("admin/login/", secure_admin_login(admin.site.login)),
    path("admin/logout/", RedirectView.as_view(pattern_name="account_logout")),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
    path("api/", api.urls),
    path("", include("lobby.urls")),
]
