#!/usr/bin/env nsh
# A day's work: how far momentum is from being conserved, against how far training is from being finished.
#
# Purpose: three families of maps, ten random draws each; on the way through training it is looked every few steps at how far the
# momentum moves from the first layer to the last, and at its drift, the same relative to the size of its parts.
# Look at: study.png, where all thirty trainings lie along lines of slope near one in the plane of logarithms: what the momentum moves is of
# first order in what is left of the gradient. study-training.png has the drift over the steps, mean and spread over the draws. The lines'
# numbers are in study.csv.
seed 1
param layers = 20
param draws = 10
param steps = 400
param every = 20

for k in 0..2 {
  define cluster "c{k}" n=10 sd=0.1 at=polar(1, (90 + 120*k)*deg) to=polar(1, (210 + 120*k)*deg)
}

# The values of a series at the steps that were looked at.
def seen(series) {
  let values = []
  for s in 0..steps step every { let values = values + [series[s]] }
  return values
}

let families = ["bump", "swirl", "pinch"]
let gradients = []
let moves = []
let drifts = []
for family in families {
  let first = family
  build chain first layers=layers family=first s=0.5 penalty=1e-3
  train adam steps=steps rate=0.02 decay=cosine seeds=1..draws record=[norm(momentum[last] - momentum[0]), drift(momentum)] every=every
  let rows = [[], [], []]
  for k in 1..draws {
    let trained = "{family}_{k}"
    use trained
    let g = rows[1] + seen(gradient over step)
    let m = rows[2] + seen(norm(momentum[last] - momentum[0]) over step)
    let rows = [g, m, rows[3] + [seen(drift(momentum) over step)]]
  }
  let gradients = gradients + [rows[1]]
  let moves = moves + [rows[2]]
  let drifts = drifts + [rows[3]]
}

# A line for each family, in the plane of logarithms.
let bumps = moves[1]
let swirls = moves[2]
let pinches = moves[3]
let lines = fit bumps by gradients[1] swirls by gradients[2] pinches by gradients[3] scale=log
print lines
export table lines "study.csv"
for k in 1..3 {
  expect abs(lines.slope[k] - 1) < 0.2 "{families[k]}: what moves the momentum is of first order in the gradient"
}
plot bumps by gradients[1] swirls by gradients[2] pinches by gradients[3] style=points fit=power xlabel="|gradient|" ylabel="how far the momentum moves" title="Momentum is conserved as far as training is finished" > "study.png"

# The drift over the steps: the mean of its logarithm over the draws, and the spread.
def logarithm(x) = log(x)/log(10)
let centres = []
let spreads = []
for k in 1..3 {
  let at_step = []
  for s in 1..length(drifts[k][1]) {
    let column = []
    for given in drifts[k] { let column = column + [logarithm(given[s])] }
    let at_step = at_step + [(mean(column), sd(column))]
  }
  let centres = centres + [at_step.x]
  let spreads = spreads + [at_step.y]
  print "{families[k]}: drift 10^({at_step[last].x:.2f} +- {at_step[last].y:.2f}) in the end"
}
plot centres[1] centres[2] centres[3] against (0..steps step every) band=spreads legend=families xlabel="step" ylabel="log10 of the drift, mean and spread over ten draws" title="Training makes the momentum stay" > "study-training.png"
