"""A page made to be slow to read keeps nobody waiting."""

import time

import pytest

from lobby.exports import entry
from lobby.exports.serving import page

MOST_SECONDS = 1.0  # of this thread's own time; it takes a tenth of that

REPEATED = [
    '"fileSizes":{',
    '"fileSizes":{"a":1,',
    'fileSizes:{"',
    '"gdextensionLibs":[',
    'gdnativeLibs:["',
    '"executable":"',
    'executable:"\\\\',
    "mainPack:'",
    "serviceWorker ",
    "new ",
    "new Engine ",
    "GODOT_THREADS_ENABLED ",
    "rel=",
    "<script ",
    "<script src=",
    "<script src",
    "<head ",
    "<!--",
    "<!-- --",
    "<",
    '"',
    "'",
    "\\",
    "{",
    " ",
    "é",
]
BEGUN = [
    ("fileSizes", " "),
    ('"fileSizes":{', '"a"'),
    ('fileSizes:{"a":1,', "1"),
    ("gdextensionLibs:[", "'"),
    ('executable:"', "\\"),
    ("new", " "),
    ("<script" * 25 + " src", " "),
    ("<script src=", "a"),
    ("<head", " "),
    ("<!--", "-"),
]


@pytest.mark.parametrize(
    ("begin", "repeated"), [*(("", repeated) for repeated in REPEATED), *BEGUN]
)
def test_a_hostile_page_is_read_at_once(begin, repeated):
    text = begin + repeated * (entry.MOST_PAGE_BYTES // len(repeated))
    content = text.encode()[: entry.MOST_PAGE_BYTES]
    begun = time.thread_time()
    entry.read_page(content)
    entry.loads_engine(content)
    page.first_place(content)
    assert time.thread_time() - begun < MOST_SECONDS
