"""Exports of other kinds than the demo's: a web app, one of Godot 3.5, one with threads.

No engine with threads and none of 3.5 can be had here. `ENGINE` stands in for them: it does in the
same order what their loaders do (read the wasm and the pack, make the module, hand it its
arguments) and asks the browser for the same. The pages around it are as Godot writes them.
"""

import json
import struct
from pathlib import Path

from lobby.exports import pck

# A function `main` that returns 0.
WASM = b"\0asm\1\0\0\0" + b"\1\5\1\x60\0\1\x7f" + b"\3\2\1\0" + b"\7\x08\1\4main\0\0"
WASM += b"\x0a\6\1\4\0\x41\0\x0b"
ENGINE = """
var Godot = async (config) => {
  const { instance } = await WebAssembly.instantiate(config.wasm);
  return { initConfig(given) { config.given = given; }, callMain(args) {
    window.ran = { args, pack: config.pack, policy: config.given.canvasResizePolicy };
    console.log('Stand-in engine');
    return instance.exports.main();
  } };
};
var Engine = class {
  constructor(config) { this.config = config; }
  static isWebGLAvailable(version) {
    return !!document.createElement('canvas').getContext(version === 2 ? 'webgl2' : 'webgl');
  }
  static getMissingFeatures({ threads }) {
    if (!threads) return [];
    const missing = crossOriginIsolated ? [] : ['Cross-Origin Isolation'];
    return 'SharedArrayBuffer' in window ? missing : [...missing, 'SharedArrayBuffer'];
  }
  async read(path, onProgress) {
    const answer = await fetch(path);
    if (!answer.ok) throw new Error(`Failed loading file '${path}'`);
    const reader = answer.body.getReader(), parts = [];
    for (let one; !(one = await reader.read()).done;) {
      parts.push(one.value);
      onProgress?.(one.value.length, this.config.fileSizes[path]);
    }
    return new Blob(parts).arrayBuffer();
  }
  async startGame({ onProgress } = {}) {
    const { executable, args, threads } = this.config, pack = `${executable}.pck`;
    const [wasm, content] = await Promise.all([
      this.read(`${executable}.wasm`, onProgress), this.read(pack, onProgress)]);
    const [magic, format] = new Uint32Array(content.slice(0, 8));
    if (magic !== 0x43504447) throw new Error('Not a pack');
    const module = await Godot({ wasm, pack: format });
    if (threads) await this.useThread();
    module.initConfig(this.config);
    module.callMain(['--main-pack', pack, ...args]);
  }
  async useThread() {
    const shared = new Int32Array(new SharedArrayBuffer(4)), thread = new Worker('index.thread.js');
    thread.postMessage(shared);
    await new Promise((done) => { thread.onmessage = done; });
    if (Atomics.load(shared, 0) !== 7) throw new Error('The thread wrote nothing.');
  }
};
"""
THREAD = "onmessage = ({data}) => { Atomics.store(data, 0, 7); postMessage('done'); };"
PAGE_OF_3_5 = """<!DOCTYPE html>
<html xmlns='http://www.w3.org/1999/xhtml' lang='' xml:lang=''>
<head><meta charset='utf-8' />
<meta name='viewport' content='width=device-width, user-scalable=no' />
<title>Old</title><style type='text/css'>body { margin: 0; } #canvas { display: block; }</style>
</head><body><canvas id='canvas'>HTML5 canvas appears to be unsupported.</canvas>
<div id='status'><div id='status-notice' style='display: none;'></div></div>
<script type='text/javascript' src='index.js'></script>
<script type='text/javascript'>//<![CDATA[
const GODOT_CONFIG = {config};
var engine = new Engine(GODOT_CONFIG);
(function() {
  if (!Engine.isWebGLAvailable()) {
    document.getElementById('status-notice').style.display = 'block';
  } else {
    engine.startGame({'onProgress': function (current, total) {}}).then(() => {
      document.getElementById('status').remove();
    }, (error) => console.error(error));
  }
})();
//]]></script></body></html>"""
PAGE_WITH_THREADS = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>New</title>
<style>body { margin: 0; } #canvas { display: block; }</style></head><body>
<canvas id="canvas"></canvas><script src="index.js"></script><script>
const GODOT_CONFIG = {config};
const GODOT_THREADS_ENABLED = true;
const engine = new Engine(GODOT_CONFIG);
const missing = Engine.getMissingFeatures({ threads: GODOT_THREADS_ENABLED });
if (missing.length === 0) engine.startGame({});
</script></body></html>"""
# What Godot's own worker does, in short: what it has once seen, it never asks for again.
SERVICE_WORKER = """
const CACHE = 'game-sw-cache-1';
self.addEventListener('install', (event) => event.waitUntil(
  caches.open(CACHE).then((cache) => cache.addAll(['index.html']))));
self.addEventListener('fetch', (event) => {
  if (event.request.mode === 'navigate') event.respondWith(
    caches.match('index.html').then((cached) => cached ?? fetch(event.request)));
});
"""
MANIFEST = {"name": "Game", "start_url": "./index.html", "display": "standalone"}
MANIFEST |= {"icons": [], "orientation": "any"}


def as_web_app(export: Path, folder: Path) -> Path:
    """The same game, as Godot exports it with "Progressive Web App" ticked."""
    for file in export.iterdir():
        (folder / file.name).hardlink_to(file)
    page = (export / "index.html").read_text()
    worker = 'const GODOT_CONFIG = {"serviceWorker": "index.service.worker.js", '
    changes = {"const GODOT_CONFIG = {": worker}
    changes |= {"</head>": '<link rel="manifest" href="index.manifest.json">\n</head>'}
    for old, new in changes.items():
        assert page.count(old) == 1
        page = page.replace(old, new)
    (folder / "index.html").unlink()
    (folder / "index.html").write_text(page)
    (folder / "index.service.worker.js").write_text(SERVICE_WORKER)
    (folder / "index.manifest.json").write_text(json.dumps(MANIFEST))
    (folder / "index.offline.html").write_text("<!DOCTYPE html><p>You are offline.")
    return folder


def of_3_5(folder: Path) -> Path:
    config = {"args": [], "canvasResizePolicy": 2, "executable": "index", "experimentalVK": False}
    pack = old_pack(b"ECFG" + bytes(4))
    config |= {"fileSizes": {"index.pck": len(pack), "index.wasm": len(WASM)}}
    config |= {"focusCanvas": True, "gdnativeLibs": []}
    return write(folder, PAGE_OF_3_5, config, pack)


def with_threads(folder: Path) -> Path:
    config = {"args": [], "canvasResizePolicy": 2, "executable": "index", "gdextensionLibs": []}
    config |= {"fileSizes": {}, "threads": True}
    (folder / "index.thread.js").write_text(THREAD)
    return write(folder, PAGE_WITH_THREADS, config, pck.write({"project.binary": b"ECFG"}))


def write(folder: Path, page: str, config: dict, pack: bytes) -> Path:
    (folder / "index.html").write_text(page.replace("{config}", json.dumps(config)))
    (folder / "index.js").write_text(ENGINE)
    (folder / "index.wasm").write_bytes(WASM)
    (folder / "index.pck").write_bytes(pack)
    return folder


def old_pack(project: bytes) -> bytes:
    """A pack of format 1, as Godot 3 writes it, with one file."""
    path = b"res://project.binary"
    header = b"GDPC" + struct.pack("<4I", 1, 3, 5, 3) + bytes(64)
    offset = len(header) + 4 + 4 + len(path) + 8 + 8 + 16
    table = struct.pack("<2I", 1, len(path)) + path + struct.pack("<2Q", offset, len(project))
    return header + table + bytes(16) + project
