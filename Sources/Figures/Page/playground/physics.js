/* Physics among the experiments: pieces that take the chain's place on the page. */
const physics = {
  lens: { title: "light through a lens", mount: mountLens, piece: "lens", state: {} },
  interface: { title: "light through an interface", mount: mountLens, piece: "lens", state: { medium: "layers", from: [-1, 1], to: [1, -1], settings: { thickness: 0.05 } } },
  bodies: { title: "two bodies", mount: mountOrbit, piece: "orbit", state: {} },
  family: { title: "a family, seen from a moved frame", mount: mountFamily, piece: "family", state: { framed: true } },
};
let piece = null, shown = null;

function showPiece(name, state_ = {}) {
  if (piece) piece.destroy();
  piece = null;
  shown = name;
  document.body.classList.toggle("physics", name !== null);
  byId("piece").hidden = name === null;
  if (name === null) return;
  train(false);
  piece = physics[name].mount(byId("piece"), state_, { onChange: tellSoon });
  tellPiece();
}

const pieceAddress = () => "#piece=" + shown + "&state=" + encodeURIComponent(JSON.stringify(piece.state));
function tellPiece() {
  byId("script").textContent = piece.script();
  history.replaceState(null, "", pieceAddress());
}

let telling = null;
function tellSoon() {
  clearTimeout(telling);
  telling = setTimeout(() => { if (piece) tellPiece(); }, 200);
}

/* The piece of an address, if it is one. */
function pieceOf(hash) {
  const found = /^#piece=(\w+)(?:&state=(.*))?$/.exec(hash);
  if (!found || !physics[found[1]]) return null;
  const { piece: kind, state: start } = physics[found[1]];
  try {
    const whole = { ...copied(pieceDefaults[kind]), ...copied(start), ...(found[2] ? JSON.parse(decodeURIComponent(found[2])) : {}) };
    return { name: found[1], state: rights[kind](whole) ? whole : start };
  } catch { return { name: found[1], state: start }; }
}
const pieceDefaults = { lens: lensDefaults, orbit: orbitDefaults, family: familyDefaults };
