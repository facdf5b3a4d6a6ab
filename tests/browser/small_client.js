// Godot's webrtc_signaling client, without an engine: its protocol, its order of calls, its mesh.
parent.postMessage({ playlobby: "started" }, "*");
const client = { id: 0, code: "", peers: {}, heard: [], open: [], closed: null, sealed: false, got: {} };
window.client = client;

client.start = (address = "ws://localhost:9080", code = "") => {
  const socket = (client.socket = new WebSocket(address));
  const say = (type, id, data) => socket.send(JSON.stringify({ type, id, data }));
  client.seal = () => say(7, 0, "");
  client.stop = () => socket.close(1000, "");
  socket.onopen = () => say(0, 0, code);
  socket.onclose = ({ code, reason, wasClean }) => {
    client.closed = [code, reason, wasClean];
    if (!client.sealed) for (const { peer } of Object.values(client.peers)) peer.close();
  };
  const connect = (id) => {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: ["stun:stun.example.org:19302"] }] });
    const channel = peer.createDataChannel("reliable", { id: 1, negotiated: true, ordered: true });
    channel.binaryType = "arraybuffer";
    const one = (client.peers[id] = { peer, channel });
    channel.onopen = () => client.open.push(id);
    channel.onmessage = ({ data }) => (client.got[id] ??= []).push(data.byteLength ?? data);
    peer.onicecandidate = ({ candidate }) =>
      candidate?.candidate && say(6, id, `\n${candidate.sdpMid}\n${candidate.sdpMLineIndex}\n${candidate.candidate}`);
    one.describe = async (description) => {
      const set = peer.setLocalDescription(description);
      say(description.type === "offer" ? 4 : 5, id, description.sdp);
      await set;
    };
    if (client.id > id) peer.createOffer().then(one.describe);
  };
  socket.onmessage = async ({ data }) => {
    const said = JSON.parse(data);
    client.heard.push([said.type, said.id, said.data.length]);
    const one = client.peers[said.id];
    if (said.type === 1) client.id = said.id;
    else if (said.type === 0) client.code = said.data;
    else if (said.type === 2) connect(said.id);
    else if (said.type === 3) (one?.peer.close(), delete client.peers[said.id]);
    else if (said.type === 4) {
      one.peer.setRemoteDescription({ type: "offer", sdp: said.data });
      one.peer.createAnswer().then(one.describe);
    } else if (said.type === 5) one.peer.setRemoteDescription({ type: "answer", sdp: said.data });
    else if (said.type === 6) {
      const [, mid, index, candidate] = said.data.split("\n");
      one.peer.addIceCandidate(new RTCIceCandidate({ sdpMid: mid, sdpMLineIndex: Number(index), candidate }));
    } else if (said.type === 7) client.sealed = true;
  };
};
