"""A game without an engine that takes its player's seat: enough for a room to be lived in."""

DIALS = """
const { signal, pass } = window.playlobby;
const socket = new WebSocket(signal, ["playlobby.v1", `playlobby.pass.${pass}`]);
socket.onopen = () => socket.send('{"resume": null, "extensions": false}');
const join = () => socket.send('1 {"type":0,"id":1,"data":""}');
socket.addEventListener("message", join, { once: true });
parent.postMessage({ playlobby: "started" }, "*");
"""
