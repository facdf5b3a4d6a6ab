// What a game can find out about its sockets.
async () => {
  const socket = new WebSocket("ws://localhost:9080");
  const facts = {
    same: socket instanceof WebSocket && socket.constructor === WebSocket
      && Object.prototype.toString.call(socket) === "[object WebSocket]",
    constants: [WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED, socket.CONNECTING, socket.CLOSED],
    connecting: [socket.readyState, socket.url, socket.protocol, socket.extensions, socket.bufferedAmount, socket.binaryType, socket.onopen],
  };
  const name = (work) => { try { work(); } catch (error) { return error.name; } };
  facts.early = name(() => socket.send("x"));
  facts.names = [name(() => socket.close(1001)), name(() => socket.close(3000, "x".repeat(124))), name(() => new WebSocket("nonsense:"))];
  facts.order = [];
  socket.addEventListener("open", () => facts.order.push("first"));
  socket.onopen = () => facts.order.push("never");
  socket.onopen = () => facts.order.push("attribute");
  await new Promise((done) => socket.addEventListener("open", () => (facts.order.push("last"), done())));
  socket.binaryType = "arraybuffer";
  socket.binaryType = "nonsense";
  facts.opened = [socket.readyState, socket.binaryType];
  socket.send(JSON.stringify({ type: 0, id: 0, data: "" }));
  const { constructor, origin, data } = await new Promise((done) => (socket.onmessage = done));
  facts.typed = [constructor.name, origin, typeof data];
  const ended = new Promise((done) => (socket.onclose = done));
  socket.close();
  socket.send("into the void");
  const { code, wasClean } = await ended;
  facts.closed = [socket.readyState, code, wasClean];
  facts.keys = Object.keys(socket);
  facts.length = WebSocket.length;
  facts.called = name(() => WebSocket("ws://localhost:9080"));
  return facts;
}
