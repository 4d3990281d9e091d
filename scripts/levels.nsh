#!/usr/bin/env nsh
# Three recordings of a character transformer (recordings/text.nsh tells of them): level of rotations over depth with bands of its standard error.
# Look at: on the text that it was trained on the level is far below its error; before training, and on other text, it stands above.
import trace "recordings/text-untrained.safetensors" as untrained
import trace "recordings/text-trained.safetensors" as trained
import trace "recordings/text-other.safetensors" as other
plot levels untrained trained other > "levels.png"
