/**
 * The least that speaks the protocol of Godot's demo: rooms in a Map, no limits, no database.
 * `node bare_node.js <port>`. It is a yardstick, and nothing to run for players.
 */
import { randomBytes, randomInt } from "node:crypto";
import { WebSocketServer } from "ws";

const [JOIN, ID, PEER_CONNECT, PEER_DISCONNECT, OFFER, , CANDIDATE, SEAL] = Array(8).keys();
const [JOIN_WITHIN, SEAL_GRACE, PING_EVERY] = [30_000, 10_000, 10_000]; // milliseconds
const rooms = new Map(); // code → { code, sealed, peers: id → socket }

const say = (socket, type, id, data = "") => socket.send(JSON.stringify({ type, id, data }));

function join(socket, code) {
  if (socket.room) throw "Already in a lobby";
  const room = code ? rooms.get(code) : { code: randomBytes(8).toString("hex"), peers: new Map() };
  if (!room) throw "Lobby does not exists";
  if (room.sealed) throw "Lobby is sealed";
  clearTimeout(socket.late);
  rooms.set(room.code, room);
  Object.assign(socket, { room, id: code ? randomInt(2, 2 ** 31) : 1 });
  say(socket, ID, socket.id, "true");
  for (const [id, peer] of room.peers) {
    say(peer, PEER_CONNECT, socket.id);
    say(socket, PEER_CONNECT, id);
  }
  room.peers.set(socket.id, socket);
  say(socket, JOIN, 0, room.code);
}

function seal({ id, room }) {
  if (id !== 1) throw "Only host can seal the lobby";
  room.sealed = true;
  for (const peer of room.peers.values()) say(peer, SEAL, 0);
  setTimeout(() => room.peers.forEach((peer) => peer.close(1000, "Seal complete")), SEAL_GRACE);
}

function obey(socket, frame, binary) {
  if (binary) throw "Invalid transfer mode, must be text";
  let message;
  try { message = JSON.parse(frame); } catch {}
  const { type, id, data = "" } = message ?? {};
  if (!(type >= 0 && id >= 0)) throw "Invalid message format";
  if (type === JOIN) return join(socket, data);
  if (!socket.room) throw "Invalid message when not in a lobby";
  if (type === SEAL) return seal(socket);
  if (type < OFFER || type > CANDIDATE) throw "Invalid command";
  const peer = socket.room.peers.get(id);
  if (!peer) throw "Invalid destination";
  say(peer, type, socket.id, data);
}

function leave({ id, room, late }) {
  clearTimeout(late);
  if (!room?.peers.delete(id)) return;
  for (const peer of room.peers.values()) {
    if (id !== 1 || room.sealed) say(peer, PEER_DISCONNECT, id);
    else peer.close(4000, "Room host has disconnected");
  }
  if (id === 1) rooms.delete(room.code);
}

const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]) });
server.on("connection", (socket) => {
  socket.late = setTimeout(() => socket.close(4000, "Have not joined lobby yet"), JOIN_WITHIN);
  socket.on("message", (frame, binary) => {
    try { obey(socket, frame, binary); } catch (reason) { socket.close(4000, String(reason)); }
  });
  socket.on("close", () => leave(socket));
});
setInterval(() => server.clients.forEach((socket) => socket.ping()), PING_EVERY);
