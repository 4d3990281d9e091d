# What two trained networks show: a residual perceptron on digits, and a small transformer on text.
import trace "../../../scripts/recordings/digits-frozen.safetensors" as frozen
import trace "../../../scripts/recordings/digits-trained.safetensors" as trained
import trace "../../../scripts/recordings/digits-unseen.safetensors" as unseen
import trace "../../../scripts/recordings/text-untrained.safetensors" as before
import trace "../../../scripts/recordings/text-trained.safetensors" as seen
import trace "../../../scripts/recordings/text-other.safetensors" as other

# Rows of the tables: translations first, then rotations, one for each state.
def rows(column, first, final) = map(k -> column[k], first..final)
def digits(name, laws) {
  let level = rows(laws.level, 7, 12)
  print "digits, {name}: least level of rotations = {min(level):.1e}"
  print "digits, {name}: most level of rotations = {max(level):.1e}"
  print "digits, {name}: drift = {max(rows(laws.drift, 7, 11)):.1e}"
}
def text(name, laws) {
  let resolved = rows(laws.level, 6, 10) / rows(laws.error, 6, 10)
  print "text, {name}: least level over its error = {min(resolved):.1f}"
  print "text, {name}: most level over its error = {max(resolved):.1f}"
}
use frozen; let a = conserve; digits("frozen", a)
use trained; let b = conserve; digits("trained", b)
use unseen; let c = conserve; digits("unseen", c)
use before; let d = conserve; text("untrained", d)
use seen; let e = conserve; text("trained", e)
use other; let f = conserve; text("other", f)
plot levels before seen other size=(520, 320) > "levels.png"
plot levels before seen other size=(520, 320) theme=dark > "levels-dark.png"
