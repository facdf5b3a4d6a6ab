// All that the shim does begins here.
quietly(() => tell("here"));
quietly(accept);
Object.assign(window, { playlobby: invitation });
quietly(listen);
quietly(handOnFocus);
quietly(() => onGlobal("Godot", watchModule));
quietly(() => onGlobal("Engine", watchFeatures));
quietly(watchDownloads);
if (invitation.signal && wraps) {
  invitation.mended = true; // so the game needs no pass of its own
  quietly(replaceSockets);
  quietly(replacePeers);
  quietly(paceChannels);
}
