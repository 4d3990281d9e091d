#!/usr/bin/env nsh
# A day's work: how far momentum is from being conserved, against how far training is from being finished.
#
# Purpose: three families of maps, ten random draws each; on the way through training it is looked every few steps at how far the
# momentum moves from the first layer to the last, and at its drift, the same relative to the size of its parts.
# Look at: study.png, where all thirty trainings lie along lines of slope near one in the plane of logarithms: what the momentum moves is of
# first order in what is left of the gradient. study-training.png has the drift over the steps, mean and spread over the draws. All that was
# seen is in study.csv, a row for each look, the lines' numbers are in study-lines.csv, and the trained processes in study.json: `load` brings them back.
seed 1
param layers = 20
param draws = 10
param steps = 400
param every = 20

for k in 0..2 {
  define cluster "c{k}" n=10 sd=0.1 at=polar(1, (90 + 120*k)*deg) to=polar(1, (210 + 120*k)*deg)
}

let families = ["bump", "swirl", "pinch"]
let rows = []
for family in families {
  let first = family
  build chain first layers=layers family=first s=0.5 penalty=1e-3
  train adam steps=steps rate=0.02 decay=cosine seeds=1..draws record=[norm(momentum[last] - momentum[0]), drift(momentum)] every=every
  for draw in 1..draws {
    let trained = "{family}_{draw}"
    use trained
    let left = gradient over step
    let moved = norm(momentum[last] - momentum[0]) over step
    let drifts = drift(momentum) over step
    for s in 0..steps step every {
      let rows = append(rows, {family: family, draw: draw, step: s, gradient: left[s], moved: moved[s], drift: drifts[s]})
    }
  }
}
let seen = table(rows)
seen > "study.csv"
save processes "study.json"

# What is left in the end, by family: the drift is spread over powers of ten, so that its logarithm has the mean and the spread.
let levels = seen with level=log10(drift)
let final = (levels where step == steps) by family draws=count() drift=mean(level) spread=sd(level)
print final

# A line for each family, in the plane of logarithms.
let bumps = seen where family == "bump"
let swirls = seen where family == "swirl"
let pinches = seen where family == "pinch"
let lines = fit bumps.moved by bumps.gradient swirls.moved by swirls.gradient pinches.moved by pinches.gradient scale=log
print lines
lines > "study-lines.csv"
for line in lines { expect abs(line.slope - 1) < 0.2 "{line.curve}: what moves the momentum is of first order in the gradient" }
plot bumps.moved by bumps.gradient swirls.moved by swirls.gradient pinches.moved by pinches.gradient style=points fit=power legend=families xlabel="|gradient|" ylabel="how far the momentum moves" title="Momentum is conserved as far as training is finished" > "study.png"

# The drift over the steps: the mean of its logarithm over the draws, and the spread.
let course = levels by family by step centre=mean(level) spread=sd(level)
let centres = map(f -> (course where family == f).centre, families)
let spreads = map(f -> (course where family == f).spread, families)
plot centres[1] centres[2] centres[3] against (0..steps step every) band=spreads legend=families xlabel="step" ylabel="log10 of the drift, mean and spread over {draws} draws" title="Training makes the momentum stay" > "study-training.png"
