"""What the documentation's site takes from outside docs/: two pages, our look, and linked files."""

import re
from pathlib import Path

from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = ("CONTRIBUTING.md", "CHANGELOG.md")
FACES = ("gabarito", "atkinson-next", "atkinson-mono")
OUTSIDE = re.compile(r"(?<!!)\[([^\]]+)\]\(\.\./([^)#\s]+)(#[^)\s]*)?\)")
TOKENS = {  # the product's style sheet has them for both schemes, under names of its own
    ":root": r"^:root \{\n(.*?)^\}",
    '[data-md-color-scheme="slate"]': r'^\.night, :root\[data-theme="dark"\] \{\n(.*?)^\}',
}


def on_files(files: Files, config) -> Files:
    def add(name: str, **source) -> None:
        files.append(File.generated(config, name, **source))

    for page in PAGES:
        add(page, content=(ROOT / page).read_text().replace("](docs/", "]("))
    for face in FACES:
        add(f"fonts/{face}.woff2", abs_src_path=str(ROOT / f"static/fonts/{face}.woff2"))
    add("site/mark.svg", abs_src_path=str(ROOT / "static/img/mark.svg"))
    add("site/tokens.css", content=tokens())
    for path in linked():
        add(f"source/{path}.txt", abs_src_path=str(ROOT / path))
    return files


def tokens() -> str:
    """The faces and colours of static/css/site.css."""
    css = (ROOT / "static/css/site.css").read_text()
    rules = re.findall(r"^@font-face .*$", css, re.M)
    for selector, pattern in TOKENS.items():
        found = re.search(pattern, css, re.M | re.S)
        assert found, f"static/css/site.css has no block for {selector}."
        rules.append(f"{selector} {{\n{found[1]}}}")
    return "\n".join(rules) + "\n"


def linked() -> set[str]:
    """The files of the repository that pages link to."""
    pages = (ROOT / "docs").glob("*.md")
    paths = {found[1] for page in pages for found in OUTSIDE.findall(page.read_text())}
    return {path for path in paths if path not in PAGES and (ROOT / path).is_file()}


def on_page_markdown(markdown: str, page: Page, **_) -> str:
    return OUTSIDE.sub(in_the_site, markdown)


def in_the_site(link: re.Match) -> str:
    """A file comes along as text; a folder is only named. What is not there stays, and is found."""
    words, path, anchor = link[1], link[2], link[3] or ""
    if path in PAGES:
        return f"[{words}]({path}{anchor})"
    if (ROOT / path).is_dir():
        return words
    return f"[{words}](source/{path}.txt)" if (ROOT / path).is_file() else link[0]
