"""The second step of a log-in in a real browser: set up, written down, asked for, turned off."""

import time

import pytest
from allauth.mfa.totp.internal import auth

from tests.browser.test_pages import faults, spills

pytestmark = pytest.mark.browser

WORD = "correct horse battery"
STAFF = f"""
from django.contrib.auth.models import User
User.objects.create_superuser("maya", password="{WORD}")
"""


@pytest.fixture
def staffed(make_site):
    site = make_site(PLAYLOBBY_STAFF_MFA="required")
    site.shell(STAFF)
    site.start()
    yield site
    site.stop()


def shown(secret, steps=0):
    """The code of an app; of a moment later, it is one that was not used yet."""
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30 + steps))


async def log_in(page, site):
    await page.goto(f"{site.url}/admin/")
    await page.get_by_label("Username or email").fill("maya")
    await page.get_by_label("Password").fill(WORD)
    await page.get_by_role("button", name="Log in").click()


async def in_order(page):
    assert await faults(page) == []
    assert await spills(page) == {}


async def give(page, label, value, button):
    await page.get_by_label(label).fill(value)
    await page.get_by_role("button", name=button).click()


async def test_staff_set_it_up_and_log_in_with_it(staffed, new_page):
    """Every page on the way can be read by everybody."""
    page = await new_page(reduced_motion="reduce")
    await log_in(page, staffed)
    await page.wait_for_url("**/accounts/again/**")
    await in_order(page)
    await give(page, "Your password", WORD, "Go on")
    await page.wait_for_url("**/second-step/on/")
    await in_order(page)
    secret = await page.locator(".step-key").inner_text()
    await give(page, "The code it shows now", shown(secret), "Turn it on")
    await page.wait_for_url("**/second-step/spare/")
    await in_order(page)
    assert await page.locator(".spare-codes li").count() == 10
    await page.get_by_role("link", name="I wrote them down").click()
    await page.wait_for_url("**/admin/")
    await page.get_by_role("link", name="Second step").click()
    await page.wait_for_url("**/second-step/")
    await in_order(page)
    phone = await new_page(reduced_motion="reduce")
    await log_in(phone, staffed)
    await phone.wait_for_url("**/second-step/code/")
    await in_order(phone)
    await give(phone, "The code it shows now", shown(secret), "Log in")
    await phone.wait_for_url("**/admin/")
    await phone.goto(f"{staffed.url}/accounts/second-step/off/")
    await in_order(phone)
    await give(phone, "The code it shows now", shown(secret, 1), "Go on")
    await phone.get_by_role("heading", name="Turn it off?").wait_for()
    await in_order(phone)
    await phone.get_by_role("button", name="Turn it off").click()
    await phone.get_by_text("The second step is off.").wait_for()
