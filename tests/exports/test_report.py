"""What a host is told about a build."""

import struct
from io import BytesIO

import pytest

from lobby.exports import pck
from lobby.exports.reading import read
from lobby.exports.report import NOTE, WARNING, Sizes, report

RUNS_EVERYWHERE = "Runs everywhere; where its settings allow it, in frames of other sites too."


def lines(files, *, wire=None, picture="own", secure=True):
    """The report on files that all travel as they are, but for those in `wire`."""
    export = read(files.keys(), lambda path: BytesIO(files[path]))
    plain = {path: len(content) for path, content in files.items()}
    sizes = Sizes(plain, {path: plain[path] for path in export.loaded} | (wire or {}))
    return report(export, sizes, picture=picture, secure=secure)


def notes(files, **more):
    return [words for kind, words in lines(files, **more) if kind == NOTE]


def warnings(files, **more):
    return [words for kind, words in lines(files, **more) if kind == WARNING]


def of_version(samples, *version, threads=False, **more):
    header = b"GDPC" + struct.pack("<4I", 1, *version) + bytes(68)
    return samples.export(threads=threads, index__pck=header, **more)


def test_a_plain_export_gives_nothing_to_do(samples):
    assert warnings(samples.export()) == []
    assert notes(samples.export())[:2] == ["Made with Godot 4.6.", RUNS_EVERYWHERE]


def test_a_pack_that_is_a_zip_hides_its_version(samples):
    files = samples.export(index__html=samples.page('{"mainPack":"game.zip"}').encode())
    del files["index.pck"]
    files["game.zip"] = samples.zip({"project.godot": b""}).read_bytes()
    assert notes(files)[0] == "Its Godot version cannot be told: the pack is a zip."
    assert warnings(files) == []


def test_a_game_of_godot_3_may_keep_its_dialect(samples):
    words = notes(of_version(samples, 3, 5, 3))[0]
    assert words.startswith("Made with Godot 3.5.3.") and "text dialect" in words


@pytest.mark.parametrize(
    ("version", "advice"),
    [
        ((3, 6, 0), 'choose "Regular"'),
        ((4, 2, 1), "Every web export of Godot 4.0 to 4.2 has threads"),
        ((4, 3, 0), "turn off Thread Support"),
    ],
)
def test_threads_are_explained_by_the_godot_that_has_them(samples, version, advice):
    files = of_version(samples, *version, threads=True)
    assert RUNS_EVERYWHERE not in notes(files)
    [words] = [words for words in notes(files) if words.startswith("Built with threads:")]
    assert "secure address" in words and "cannot be embedded" in words and advice in words
    assert warnings(files) == []


def test_extensions_are_named_beside_threads(samples):
    files = samples.export(threads=True, index__side__wasm=samples.wasm())
    assert any("threads and extensions: it" in words for words in notes(files))
    assert any("Thread Support and Extensions Support" in words for words in notes(files))


def test_a_site_without_https_cannot_run_threads(samples):
    [words] = warnings(samples.export(threads=True), secure=False)
    assert "plain http" in words and "Put the site on https" in words
    assert warnings(samples.export(), secure=False) == []


def test_an_apps_service_worker_is_said_to_be_off(samples):
    page = samples.page('{"executable":"index","serviceWorker":"index.service.worker.js"}')
    for files in (
        samples.export(index__html=page.encode()),
        samples.export(index__service__worker__js=b""),
    ):
        assert any("(PWA)" in words for words in notes(files))


def test_sizes_are_those_on_the_wire(samples):
    pack = pck.write({"a.bin": bytes(41_000_000)})
    wire = {"index.wasm": 6_500_000, "index.pck": 2_700_000, "index.html": 1, "index.js": 1}
    said = " ".join(notes(samples.export(index__pck=pack), wire=wire)).replace("\xa0", " ")
    assert "Players load 9.2 MB the first time (41 MB unpacked)" in said
    assert "the engine, 6.5 MB of it, is shared" in said


def test_a_large_pack_is_a_warning_with_a_way_out(samples):
    assert warnings(samples.export(), wire={"index.pck": 50_000_000}) == []
    [words] = warnings(samples.export(), wire={"index.pck": 63_000_000})
    assert words.startswith("Its pack is 63\xa0MB") and "Ogg Vorbis" in words


@pytest.mark.parametrize("name", ["index.pck", "index.wasm"])
def test_a_file_of_another_export_is_noticed_by_its_size(samples, name):
    files = samples.export()
    real = len(files[name])
    config = f'{{"executable":"index","fileSizes":{{"{name}":%d}}}}'
    files["index.html"] = samples.page(config % real).encode()
    assert warnings(files) == []
    files["index.html"] = samples.page(config % 1234).encode()
    [words] = warnings(files)
    assert f"{name} has {real} bytes where the page expects 1,234" in words
    assert "into an empty folder" in words


@pytest.mark.parametrize(("threads", "said"), [(True, "has none"), (False, "has them")])
def test_a_page_and_an_engine_that_differ_on_threads_are_mixed(samples, threads, said):
    files = samples.export(threads=threads, index__wasm=samples.wasm(shared=not threads))
    [words] = warnings(files)
    assert "two exports" in words and said in words


def test_a_page_that_says_nothing_of_threads_contradicts_nobody(samples):
    files = samples.export(threads=True, index__html=samples.page().encode())
    assert warnings(files) == []


def test_up_to_three_files_that_no_player_needs_are_named(samples):
    files = samples.export() | {"src/main.gd": b"", "project.godot": b"", "level.json": b""}
    assert warnings(files)[0].startswith('"project.godot" and "src/main.gd" look like no player')
    more = {f"art/{number}.psd": b"" for number in range(3)}
    assert '"art/0.psd", "art/1.psd" and 2 more look' in warnings(files | more)[0]
    [words] = warnings(samples.export() | {"web/node_modules/a/b.js": b""})
    assert words.startswith('"web/node_modules/a/b.js" looks like no player needs it')


def test_the_page_that_starts_the_game_is_named_where_it_is_not_the_usual_one(samples):
    files = {f"web/{path}": content for path, content in samples.export().items()}
    assert 'The page that starts the game is "web/index.html".' in notes(files)
    files = samples.export()
    files["embed.html"] = files["index.html"]
    assert any('players get "index.html", not "embed.html"' in words for words in notes(files))


@pytest.mark.parametrize(
    ("picture", "said"),
    [("godots", "Godot's own picture"), ("none", "no picture"), ("unreadable", "cannot be read")],
)
def test_a_host_without_a_picture_hears_of_covers(samples, picture, said):
    assert not any("cover" in words for words in notes(samples.export()))
    words = notes(samples.export(), picture=picture)[-1]
    assert said in words and "a cover of yours" in words
