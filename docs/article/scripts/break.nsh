# One task, three families: round kernels, elliptic kernels, and maps that cannot be moved.
seed 1
for k in 0..2 {
  define cluster "c{k}" n=20 sd=0.1 at=polar(1, (90 + 120*k)*deg) to=polar(1, (210 + 120*k)*deg)
}
for family in ["bump", "anisotropic", "pinned"] {
  build chain layers=50 family=family s=0.5 penalty=1e-3
  train adam steps=1000 rate=0.02 decay=cosine
  train newton until gradient < 1e-10
  print "{family}, drift of momentum = {max(abs(drift(momentum))):.1e}"
  print "{family}, drift of angular momentum = {max(abs(drift(angular))):.1e}"
  if family == "anisotropic" {
    plot path size=(460, 380) > "broken.png"
    plot path size=(460, 380) theme=dark > "broken-dark.png"
  }
}
