"""What players report reaches the moderators, who settle it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User

from lobby import chat
from lobby.models import ChatLine, Report

REPORTS = "/admin/lobby/report/"


@pytest.fixture
def report(open_room):
    room = open_room("Blue", "Yellow")
    chat.say(code=room.code, player="Blue", text="something mean")
    chat.report(code=room.code, line=ChatLine.objects.get().pk, player="Yellow")
    return Report.objects.get()


def test_a_moderator_reads_what_was_reported_and_is_led_to_room_and_players(moderator, report):
    assert REPORTS in moderator.get("/admin/").text
    for page in (moderator.get(REPORTS).text, moderator.get(f"{REPORTS}{report.pk}/change/").text):
        assert "something mean" in page
        assert f'href="/admin/lobby/room/{report.room_id}/change/">{report.room.code}' in page
        assert 'href="/admin/lobby/peer/?q=Blue">Blue' in page
        assert 'href="/admin/lobby/peer/?q=Yellow">Yellow' in page
    assert "Kick" in moderator.get("/admin/lobby/peer/?q=Blue").text


def test_a_report_without_its_room_is_still_read(moderator, report):
    report.room.delete()
    assert "something mean" in moderator.get(REPORTS).text
    assert moderator.get(f"{REPORTS}{report.pk}/change/").status_code == 200


def test_reports_are_settled_in_the_list_or_one_by_one_and_nothing_else_changes(moderator, report):
    chosen = {"action": "settle", "_selected_action": [report.pk], "index": 0}
    assert "1 settled." in moderator.post(REPORTS, chosen, follow=True).text
    assert Report.objects.get().settled
    assert LogEntry.objects.get().change_message == "Settled."
    moderator.post(f"{REPORTS}{report.pk}/change/", {"text": "nothing"})
    assert (Report.objects.get().settled, Report.objects.get().text) == (False, "something mean")


def test_what_is_not_settled_comes_first(moderator, report):
    report.pk, report.line, report.settled, report.text = None, 0, True, "a newer one"
    report.save()
    page = moderator.get(REPORTS).text
    assert page.index("something mean") < page.index("a newer one")


def test_who_may_only_look_settles_nothing(client, report):
    user = User.objects.create_user("kofi", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_report"))
    client.force_login(user)
    assert 'value="settle"' not in client.get(REPORTS).text
    client.post(REPORTS, {"action": "settle", "_selected_action": [report.pk], "index": 0})
    client.post(f"{REPORTS}{report.pk}/change/", {"settled": "on"})
    assert not Report.objects.get().settled
