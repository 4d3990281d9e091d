/* Charts on canvases: curves over the layers or over the training, redrawn while it trains. */
const room = { left: 64 * letter, right: 12, top: 24 * letter, bottom: 24 * letter };

function chart(element, { title, x, curves, log = false, cursor = null, end = "", note = "", height = 150 }) {
  const { theme } = Stage;
  const c = element.getContext("2d");
  height = Math.min(height * letter, Math.max(120, 0.24 * innerHeight));
  const { sharp, width } = measure(element, () => height);
  c.setTransform(sharp, 0, 0, sharp, 0, 0);
  c.fillStyle = theme.ground;
  c.fillRect(0, 0, width, height);
  c.font = lettering("bold");
  c.fillStyle = theme.ink;
  c.textBaseline = "alphabetic";
  c.fillText(title, 4, 14 * letter);
  const begun = c.measureText(title).width + 16;
  c.font = lettering();
  c.textAlign = "right";
  if (begun + c.measureText(note).width < width - 4) c.fillText(note, width - 4, 14 * letter);
  const map = log ? Math.log10 : (v) => v;
  const values = curves.flatMap((curve) => Array.from(curve.values)).filter((v) => Number.isFinite(v) && (!log || v > 0));
  let [low, high] = values.reduce(([a, b], v) => [Math.min(a, map(v)), Math.max(b, map(v))], [Infinity, -Infinity]);
  if (!(low <= high)) [low, high] = log ? [-1, 0] : [-1, 1];
  // A curve that is flat but for rounding is drawn flat.
  const least = log ? 1 : Math.max(curves.resolution ?? 0, 1e-12 * Math.max(Math.abs(low), Math.abs(high)), 1e-300);
  if (high - low < least) [low, high] = [(low + high - least) / 2, (low + high + least) / 2];
  [low, high] = [low - 0.06 * (high - low), high + 0.06 * (high - low)];
  const [from, to] = [x[0], Math.max(x[x.length - 1], x[0] + 1)];
  const px = (v) => room.left + (width - room.left - room.right) * (v - from) / (to - from);
  const py = (v) => height - room.bottom - (height - room.top - room.bottom) * (map(v) - low) / (high - low);
  c.strokeStyle = theme.axis;
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(room.left + 0.5, room.top);
  c.lineTo(room.left + 0.5, height - room.bottom + 0.5);
  c.lineTo(width - room.right, height - room.bottom + 0.5);
  c.stroke();
  c.textBaseline = "middle";
  const marked = ticks(low, high, (height - room.top - room.bottom) / 30 / letter).filter((t) => !log || Number.isInteger(t));
  for (const t of marked) c.fillText(log ? "1e" + minus(t) : ticked(t), room.left - 5, py(log ? 10 ** t : t));
  c.textAlign = "left";
  c.textBaseline = "alphabetic";
  c.fillText(minus(from), room.left, height - 7 * letter);
  c.textAlign = "right";
  c.fillText(end + minus(to), width - room.right, height - 7 * letter);
  c.textAlign = "left";
  if (!log && low < 0 && high > 0) {
    c.strokeStyle = theme.faint;
    c.beginPath();
    c.moveTo(room.left, py(0));
    c.lineTo(width - room.right, py(0));
    c.stroke();
  }
  c.lineJoin = "round";
  for (const curve of curves) {
    c.strokeStyle = curve.color;
    c.lineWidth = curve.width ?? 1.6;
    c.setLineDash(curve.dash ?? []);
    c.globalAlpha = curve.alpha ?? 1;
    c.beginPath();
    let isDown = false;
    curve.values.forEach((v, i) => {
      const isThere = Number.isFinite(v) && (!log || v > 0);
      if (isThere) isDown ? c.lineTo(px(x[i]), py(v)) : c.moveTo(px(x[i]), py(v));
      isDown = isThere;
    });
    c.stroke();
    if (curve.values.length === 1 && isDown) {
      c.fillStyle = curve.color;
      c.fillRect(px(x[0]) - 2, py(curve.values[0]) - 2, 4, 4);
    }
  }
  c.setLineDash([]);
  c.globalAlpha = 1;
  if (cursor !== null) {
    c.strokeStyle = theme.ink;
    c.setLineDash([3, 3]);
    c.beginPath();
    c.moveTo(px(cursor), room.top);
    c.lineTo(px(cursor), height - room.bottom);
    c.stroke();
    c.setLineDash([]);
  }
}

/* What each layer gives to each cluster: |D| of its momentum, dark where much. Click chooses the layer. */
function ledger(element, transfers, layer) {
  const { theme } = Stage;
  const c = element.getContext("2d");
  const rows = transfers.length;
  const each = Math.max(8, Math.min(22, 160 / rows)) * letter;
  const { sharp, width, height } = measure(element, () => Math.round(room.top + rows * each + 10));
  c.setTransform(sharp, 0, 0, sharp, 0, 0);
  c.fillStyle = theme.ground;
  c.fillRect(0, 0, width, height);
  c.font = lettering("bold");
  c.fillStyle = theme.ink;
  c.fillText("what each layer gives to each cluster", 4, 14 * letter);
  const most = transfers.reduce((m, row) => row.reduce((a, v) => Math.max(a, v), m), 0);
  const cell = (width - room.left - room.right) / Math.max(1, transfers[0]?.length ?? 1);
  transfers.forEach((row, r) => {
    c.fillStyle = Stage.color(r);
    row.forEach((v, k) => {
      c.globalAlpha = most > 0 ? Math.min(1, v / most) : 0;
      c.fillRect(room.left + k * cell, room.top + r * each, cell + 0.5, each - 1);
    });
    c.globalAlpha = 1;
    c.fillRect(room.left - 8, room.top + r * each + each / 2 - 4, 5, 8);
  });
  c.strokeStyle = theme.ink;
  c.lineWidth = 1.5;
  if (layer > 0) c.strokeRect(room.left + (layer - 1) * cell, room.top - 1, cell, rows * each + 1);
  c.strokeStyle = theme.faint;
  c.strokeRect(room.left, room.top - 0.5, width - room.left - room.right, rows * each);
}
