#!/usr/bin/env nsh
# Who takes gradient from whom: the ledger of transfers and the interaction matrix.
#
# Look at: each column of the ledger sums to zero, which is Newton's third law.
include "three-clusters.nsh"
plot transfers size=(720, 480)                                   > "transfers.png"
plot interactions size=(520, 440)                                > "interactions.png"
