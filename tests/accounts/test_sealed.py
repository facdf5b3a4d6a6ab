"""What codes of a second step are made from lies sealed in the database."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth

from lobby.second_step import SEALED
from tests.accounts.conftest import is_in

CODE = "/accounts/second-step/code/"


def test_the_database_alone_is_worth_no_code(staff, secret):
    spare = RecoveryCodes.activate(staff)
    codes = spare.get_unused_codes()
    kept = str([*Authenticator.objects.values_list("data", flat=True)])
    assert secret not in kept and kept.count(SEALED) == 2
    assert (
        RecoveryCodes(Authenticator.objects.get(pk=spare.instance.pk)).get_unused_codes() == codes
    )


def test_a_step_from_before_is_good_and_is_sealed_then(
    client,
    staff,
    log_in,
    phone,
    clock,
):
    old = auth.generate_totp_secret()
    Authenticator.objects.create(user=staff, type="totp", data={"secret": old})
    for _ in range(2):
        log_in()
        client.post(CODE, {"code": phone(old)})
        assert is_in(client)
        assert old not in str(Authenticator.objects.get().data)
        client.post("/accounts/logout/")
        clock.now += 30


def test_with_another_key_no_code_fits_and_nothing_breaks(client, log_in, secret, phone, settings):
    settings.SECRET_KEY = "another key of this site, and a long one, with 0123456789"
    log_in()
    assert "not the code of now" in client.post(CODE, {"code": phone(secret)}).text
    nothing = phone("A" * 32)
    client.post(CODE, {"code": nothing})
    assert not is_in(client)
