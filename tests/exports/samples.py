"""Small exports made in code."""

import zipfile

from lobby.exports import pck

LOADER = b"var Godot = (() => {})();"
MEMORY_IMPORT = b"\x03env\x06memory\x02"  # module, field, kind


def page(config: str = '{"args":[],"executable":"index","gdextensionLibs":[]}', threads="") -> str:
    """A page as Godot 4.3 and later write it; without `threads` as those before did."""
    enabled = f"const GODOT_THREADS_ENABLED = {threads};" if threads else ""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n\t<head>\n<meta charset="utf-8"></head>\n'
        f'<body><canvas id="canvas"></canvas><script src="index.js"></script>\n<script>'
        f"const GODOT_CONFIG = {config};\n{enabled}\nconst engine = new Engine(GODOT_CONFIG);"
        "</script></body></html>"
    )


def wasm(*, shared: bool = False) -> bytes:
    """The least module that imports a memory, after another import and an unknown section."""
    limits = b"\x03\x01\x02" if shared else b"\x00\x01"
    imports = b"\x02" + b"\x01a\x01f\x00\x00" + MEMORY_IMPORT + limits
    types = b"\x01\x60\x00\x00"
    custom = b"\x04note"
    body = b"".join(
        bytes([number, len(content)]) + content
        for number, content in ((0, custom), (1, types), (2, imports))
    )
    return b"\0asm\x01\0\0\0" + body


class Samples:
    """Exports as `{path: bytes}`, and ways to write them down."""

    page = staticmethod(page)
    wasm = staticmethod(wasm)

    def __init__(self, folder):
        self.folder = folder

    def export(self, *, threads: bool = False, **more: bytes) -> dict[str, bytes]:
        """A whole export; `more` are files by name, with `__` for a dot."""
        return {
            "index.html": page(threads="true" if threads else "false").encode(),
            "index.js": LOADER,
            "index.wasm": wasm(shared=threads),
            "index.pck": pck.write({"project.godot": b"config_version=5\n"}),
            "index.png": b"\x89PNG picture",
        } | {name.replace("__", "."): content for name, content in more.items()}

    def zip(self, files, name="export.zip", compression=zipfile.ZIP_DEFLATED):
        """Write a zip of `{path or ZipInfo: bytes}`, whatever the paths are."""
        target = self.folder / name
        with zipfile.ZipFile(target, "w", compression) as archive:
            for path, content in files.items():
                archive.writestr(path, content)
        return target

    def unzip(self, files, name="export"):
        """Write a folder."""
        target = self.folder / name
        for path, content in files.items():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).write_bytes(content)
        return target
