/// The version that `nsh --version` tells.
let version = "0.1.0"
