"""The admin's first page in a real browser: it renews itself, and the keyboard chooses."""

import re

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.long]
PEOPLE = """
from django.contrib.auth.models import User
from lobby.models import Game
User.objects.create_superuser("wen", "wen@example.org", "correct horse battery")
Game.objects.create(slug="golf", title="Tidepool Golf", seats=4)
"""
HAPPENED = """
from django.utils import timezone
from lobby import figures
from lobby.counting import Counts
figures.keep(now=timezone.now(), fresh={"golf": Counts(joins=7, connected=3, failed=1)})
figures.roll_up()
"""


async def test_figures_renew_themselves_and_the_keyboard_chooses(make_site, new_page):
    site = make_site()
    site.shell(PEOPLE)
    site.start()
    try:
        page, said = await new_page(), []
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text))
        await page.goto(f"{site.url}/admin/")
        await page.get_by_label("Username or email").fill("wen")
        await page.get_by_label("Password").fill("correct horse battery")
        await page.get_by_role("button", name="Log in").click()
        await page.wait_for_url(re.compile("/admin/$"))
        await expect(page.get_by_text("Nothing has happened in this time.")).to_be_visible()
        said.clear()

        site.shell(HAPPENED)
        await expect(page.locator("canvas")).to_have_count(7, timeout=15_000)
        await expect(page.locator("#figures-empty")).to_be_hidden()
        await expect(page.locator("[data-tile=connections] b")).to_have_text("75 %")
        joins = page.get_by_role("img", name=re.compile("^Joins, last hour: joins 7 now"))
        await expect(joins).to_be_visible()

        await page.get_by_role("radio", name="Last hour").focus()
        await page.keyboard.press("ArrowRight")
        await expect(page.locator("#figures-table tbody tr")).to_have_count(24)
        await page.get_by_role("combobox", name=re.compile("^Game")).select_option("Tidepool Golf")
        await page.wait_for_url("**/admin/?game=golf&over=day")
        await page.reload()
        await expect(page.get_by_role("radio", name="Last day")).to_be_checked()
        await page.get_by_text("Show as a table").click()
        await expect(page.locator("#figures-table tbody tr").first).to_contain_text("7")
        assert said == []
    finally:
        site.stop()
