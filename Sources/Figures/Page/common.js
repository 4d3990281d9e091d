/* The picture's place on the canvas is the one that nsh's own layout gave it. */
const sharp = Math.max(1, Math.round(window.devicePixelRatio || 1));
let [left, top_, wide, high] = data.place.rect;
const across = (x) => left + wide * (x - data.place.x.low) / (data.place.x.high - data.place.x.low);
const down = (y) => top_ + high - high * (y - data.place.y.low) / (data.place.y.high - data.place.y.low);

/* The picture is drawn in the size that nsh gave it and shown in the one that the page has: text grows where that is smaller. */
const zoom = () => clamp(Math.min(letter, 1.5) * data.size[0] / (canvas.clientWidth || data.size[0]), 1, 2);
const font = () => `${Math.round(12 * zoom())}px 'DejaVu Sans', Verdana, sans-serif`;

/* Larger letters around the picture make it smaller, in its own proportions. */
function makeRoom() {
  pen.font = font();
  const [x, y, width, height] = data.place.rect;
  if (zoom() === 1) return void ([left, top_, wide, high] = data.place.rect);
  left = Math.max(x, Math.max(...data.place.y.ticks.map(([, label]) => pen.measureText(label).width)) + 10);
  top_ = Math.max(y, 20 * zoom());
  const part = Math.min(1, (x + width - left) / width, (data.size[1] - top_ - 6 - 32 * zoom()) / height);
  [wide, high] = [part * width, part * height];
}

function frame() {
  pen.setTransform(sharp, 0, 0, sharp, 0, 0);
  makeRoom();
  pen.globalAlpha = 1;
  pen.fillStyle = theme.ground;
  pen.fillRect(0, 0, data.size[0], data.size[1]);
  pen.strokeStyle = theme.axis;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(left, top_);
  pen.lineTo(left, top_ + high);
  pen.lineTo(left + wide, top_ + high);
  for (const [value] of data.place.x.ticks) { pen.moveTo(across(value), top_ + high); pen.lineTo(across(value), top_ + high + 4); }
  for (const [value] of data.place.y.ticks) { pen.moveTo(left, down(value)); pen.lineTo(left - 4, down(value)); }
  pen.stroke();
  pen.fillStyle = theme.ink;
  pen.font = font();
  pen.textBaseline = "middle";
  pen.textAlign = "center";
  const every = zoom() > 1.4 ? 2 : 1;
  data.place.x.ticks.forEach(([value, label], i) => { if (i % every === 0) pen.fillText(label, across(value), top_ + high + 5 + 8 * zoom()); });
  pen.textAlign = "right";
  pen.fillText(data.axes[0], left + wide, top_ + high + 5 + 24 * zoom());
  for (const [value, label] of data.place.y.ticks) pen.fillText(label, left - 8, down(value));
  pen.textAlign = "left";
  pen.fillText(data.axes[1], left, top_ - 10 * zoom());
}

/* What `body` draws stays within the axes. */
function within(body) {
  pen.save();
  pen.beginPath();
  pen.rect(left, top_, wide, high);
  pen.clip();
  pen.lineJoin = "round";
  body();
  pen.restore();
}

function prepare(draw) {
  canvas.width = data.size[0] * sharp;
  canvas.height = data.size[1] * sharp;
  byId("ground").addEventListener("click", () => {
    theme = data.themes[theme === data.themes[0] ? 1 : 0];
    dress();
    draw();
  });
  onPaper(data.themes[0], () => theme, (next) => {
    theme = next;
    dress();
    draw();
  });
  dress();
}
