/* The page: predictions are made before the answer is seen, scripts are copied, pieces come to life when they come near. */
for (const section of document.querySelectorAll(".predict")) {
  const [verdict, answer] = [section.querySelector(".verdict"), section.querySelector("details")];
  const items = [...section.querySelectorAll(".options > li")];
  const right = items.find((item) => "right" in item.dataset);
  const buttons = items.map((item) => {
    const button = made("button", { type: "button", className: "option", innerHTML: item.innerHTML });
    button.setAttribute("aria-pressed", "false");
    item.replaceChildren(button);
    button.addEventListener("click", () => {
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      right.classList.add("right");
      verdict.textContent = item === right ? "Yes. " : "Not so: it is the marked one. ";
      answer.open = true;
    });
    return button;
  });
}

for (const source of document.querySelectorAll("pre.source")) {
  const button = made("button", { type: "button", className: "copy", textContent: "copy" });
  button.setAttribute("aria-label", "copy " + source.getAttribute("aria-label"));
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(source.textContent); } catch {
      const range = document.createRange();
      range.selectNodeContents(source);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.execCommand("copy");
    }
    button.textContent = "copied";
    setTimeout(() => { button.textContent = "copy"; }, 1500);
  });
  source.before(button);
}

/* What has come to life, by the figure's id. */
const alive = new Map();
function enliven(figure) {
  if (alive.has(figure) || !lives[figure.dataset.live]) return alive.get(figure);
  alive.set(figure, null);
  alive.set(figure, lives[figure.dataset.live](figure, JSON.parse(figure.dataset.options)));
  return alive.get(figure);
}
/* What is seen comes first; what is only near comes behind it. */
const isSeen = (figure) => { const box = figure.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; };
const near = new IntersectionObserver((entries) => {
  const come = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
  for (const figure of come) {
    near.unobserve(figure);
    if (isSeen(figure)) enliven(figure); else setTimeout(() => enliven(figure));
  }
}, { rootMargin: "600px" });
for (const figure of document.querySelectorAll("figure.live")) near.observe(figure);
