"""With whom a host shares a game."""

from tests.pages.words import words

PEOPLE = "/host/golf/people"


def test_an_owner_adds_an_editor_and_removes_them(as_host, golf, wen):
    assert "wen edits Tidepool Golf now" in words(
        as_host.post(PEOPLE, {"name": "wen"}, follow=True)
    )
    answer = as_host.post(f"{PEOPLE}/{wen.pk}/remove", follow=True)
    assert "wen doesn’t edit Tidepool Golf any more" in words(answer)
    assert not golf.editors.exists()


def test_who_is_no_host_is_refused_and_the_name_kept(as_host, golf, kofi):
    answer = as_host.post(PEOPLE, {"name": "kofi"})
    assert "There is no host “kofi” here." in words(answer)
    assert 'value="kofi"' in answer.text


def test_an_editor_sees_who_there_is_but_changes_nobody(client, golf, wen, host):
    ines = host("ines")
    golf.editors.add(wen, ines)
    client.force_login(wen)
    said = words(client.get(PEOPLE))
    assert "ines Editor" in said and "Add an editor" not in said and "Remove" not in said
    assert client.post(PEOPLE, {"name": "kofi"}).status_code == 403
    assert client.post(f"{PEOPLE}/{ines.pk}/remove").status_code == 403
    assert golf.editors.count() == 2


def test_an_editor_may_go(client, golf, wen):
    golf.editors.add(wen)
    client.force_login(wen)
    assert client.post(f"{PEOPLE}/{wen.pk}/remove")["Location"] == "/host/"
    assert client.get(PEOPLE).status_code == 404


def test_who_does_not_edit_cannot_be_removed(as_host, golf, wen):
    assert as_host.post(f"{PEOPLE}/{wen.pk}/remove").status_code == 404


def test_of_a_game_of_the_site_a_superuser_says_who_edits_it(client, golf, wen, root):
    golf.owner = None
    golf.save()
    client.force_login(root)
    client.post(PEOPLE, {"name": "wen"})
    assert list(golf.editors.all()) == [wen]
    assert "The site" in words(client.get(PEOPLE))
