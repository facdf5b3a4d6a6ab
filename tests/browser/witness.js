// In a game's frame, before all other scripts: the engine gets no frame until `go()`, and `sockets`
// tells what was said and heard by its own WebSockets, whatever the shim has put behind them.
if (window.parent !== window) {
  const [frame, waiting] = [window.requestAnimationFrame.bind(window), []];
  let goes = false;
  window.requestAnimationFrame = (turn) => (goes ? frame(turn) : waiting.push(turn));
  window.go = () => {
    goes = true;
    waiting.forEach((turn) => frame(turn));
  };

  window.sockets = [];
  const construct = (target, args, made) => {
    const [socket, told] = [Reflect.construct(target, args, made), { said: [], heard: [], ended: [] }];
    const { send } = socket;
    socket.send = (text) => (told.said.push(JSON.parse(text)), send.call(socket, text));
    socket.addEventListener("message", ({ data }) => told.heard.push(JSON.parse(data)));
    for (const end of ["error", "close"]) socket.addEventListener(end, () => told.ended.push(end));
    window.sockets.push(told);
    return socket;
  };
  let shown = window.WebSocket; // The shim dials with this one.
  Object.defineProperty(window, "WebSocket", {
    configurable: true,
    get: () => shown,
    set: (made) => (shown = new Proxy(made, { construct })),
  });
}
