"""tools/setup on a machine without Swift: what it fetches, what it verifies, what it runs. The network is a folder behind a false `curl`, the
installer a script that notes how it is called; signatures and keys are real ones, made here."""

import io
import os
import shutil
import subprocess
import tarfile

import pytest
from conftest import ROOT, finish

SWIFTLY = """#!/bin/sh
echo "swiftly $*" >>"$LOG"
case $1 in
  init)
    mkdir -p "$SWIFTLY_HOME_DIR/bin"
    cp "$0" "$SWIFTLY_HOME_DIR/bin/swiftly"
    echo "PATH=$SWIFTLY_HOME_DIR/bin:\\$PATH" >"$SWIFTLY_HOME_DIR/env.sh" ;;
  install)
    while [ $# -gt 0 ]; do [ "$1" = --post-install-file ] && echo 'echo "after as $(id -u)" >>"$LOG"' >"$2"; shift; done
    printf '#!/bin/sh\\necho "Swift version 6.3.1 (swift-6.3.1-RELEASE)"\\n' >"$SWIFTLY_HOME_DIR/bin/swift"
    chmod +x "$SWIFTLY_HOME_DIR/bin/swift" ;;
esac
"""
# The last two arguments are -o FILE URL.
CURL = """#!/bin/bash
url=${!#}
echo "curl $*" >>"$LOG"
[ -e "$NETWORK/${url##*/}" ] || { echo "curl: (6) Could not resolve host" >&2; exit 6; }
while [ "$1" != -o ]; do shift; done
cp "$NETWORK/${url##*/}" "$2"
"""


def script(path, text):
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path):
    """All programs of this machine but Swift; gives the environment in which tools/setup runs."""
    if os.uname().sysname != "Linux" or not all(map(shutil.which, ["gpg", "dpkg-query"])):
        pytest.skip("needs Debian and gpg")
    programs, network = tmp_path / "bin", tmp_path / "network"
    programs.mkdir()
    network.mkdir()
    for folder in ["/usr/bin", "/bin", "/usr/sbin", "/sbin"]:
        for name in os.listdir(folder):
            if not name.startswith("swift") and not (programs / name).is_symlink():
                (programs / name).symlink_to(f"{folder}/{name}")
    for name, text in [("curl", CURL), ("apt-get", '#!/bin/sh\necho "apt-get $*" >>"$LOG"\n')]:
        (programs / name).unlink(missing_ok=True)
        script(programs / name, text)
    (tmp_path / "log").touch()
    return dict(
        PATH=str(programs), HOME=str(tmp_path / "home"), LOG=str(tmp_path / "log"), NETWORK=str(network),
        SWIFTLY_HOME_DIR=str(tmp_path / "home/swiftly"), LC_ALL="C.UTF-8")


def publish(machine, tmp_path, text=SWIFTLY):
    """What swift.org has: the archive, its signature, the keys."""
    network, name = tmp_path / "network", f"swiftly-{os.uname().machine}.tar.gz"
    with tarfile.open(network / name, "w:gz") as archive:
        entry = tarfile.TarInfo("swiftly")
        entry.size, entry.mode = len(text), 0o755
        archive.addfile(entry, io.BytesIO(text.encode()))
    # A short path: the agent's socket lies in it.
    keys = tmp_path / "k"
    keys.mkdir(mode=0o700, exist_ok=True)
    gpg = ["gpg", "--homedir", str(keys), "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""]
    subprocess.run([*gpg, "--quick-generate-key", "someone@swift.test", "ed25519", "sign"], check=True, capture_output=True)
    subprocess.run([*gpg, "--yes", "--detach-sign", "-o", network / f"{name}.sig", network / name], check=True)
    subprocess.run([*gpg, "--yes", "--armor", "--export", "-o", network / "all-keys.asc"], check=True)
    subprocess.run(["gpgconf", "--homedir", str(keys), "--kill", "all"], check=False)
    return network / name


def installed(machine):
    done = finish([ROOT / "tools/setup"], env=machine)
    return done, open(machine["LOG"]).read().splitlines()


def test_swift_is_installed_by_swifts_own_installer(machine, tmp_path):
    archive = publish(machine, tmp_path)
    done, log = installed(machine)
    assert done.returncode == 0, done.stderr
    fetched = [line.split()[-1] for line in log if line.startswith("curl")]
    base = f"https://download.swift.org/swiftly/linux/{archive.name}"
    assert fetched == [base, base + ".sig", "https://www.swift.org/keys/all-keys.asc"]
    assert all("--proto =https" in line for line in log if line.startswith("curl"))
    called = [line for line in log if line.startswith("swiftly")]
    assert called[0].startswith("swiftly init --assume-yes --no-modify-profile") and "--skip-install" in called[0]
    assert called[1].startswith("swiftly install --assume-yes --use") and called[1].endswith(" 6.3.1") and len(called) == 2
    assert f"after as {os.geteuid()}" in log or "after as 0" in log
    assert base in done.stdout and machine["SWIFTLY_HOME_DIR"] in done.stdout
    # What is called next finds it, and it is not installed twice.
    found = finish(["bash", "-c", f'. "{ROOT}/tools/toolchain"; command -v swift'], env=machine)
    assert found.stdout.strip() == machine["SWIFTLY_HOME_DIR"] + "/bin/swift"
    assert installed(machine)[1] == log


def test_an_installer_that_was_changed_is_not_run(machine, tmp_path):
    archive = publish(machine, tmp_path)
    archive.write_bytes(archive.read_bytes() + b"\0")
    done, log = installed(machine)
    assert done.returncode == 1 and not any(line.startswith("swiftly") for line in log)
    assert "signature" in done.stderr and "nothing of it was run" in done.stderr and "BAD signature" in done.stderr


def test_an_installer_that_another_key_signed_is_not_run(machine, tmp_path):
    publish(machine, tmp_path)
    keys = (tmp_path / "network/all-keys.asc").read_bytes()
    shutil.rmtree(tmp_path / "k")
    publish(machine, tmp_path)
    (tmp_path / "network/all-keys.asc").write_bytes(keys)
    done, log = installed(machine)
    assert done.returncode == 1 and not any(line.startswith("swiftly") for line in log) and "No public key" in done.stderr


def test_without_a_network_it_says_how(machine):
    done, log = installed(machine)
    assert done.returncode == 1 and [line.split()[0] for line in log] == ["curl"]
    assert "cannot be fetched" in done.stderr and "https://www.swift.org/install/" in done.stderr and "6.1 or later" in done.stderr


def test_an_installer_that_fails_is_told(machine, tmp_path):
    publish(machine, tmp_path, SWIFTLY.replace("install)", "install) exit 3;;\n  never)"))
    done, _ = installed(machine)
    assert done.returncode == 1 and "could not install Swift 6.3.1" in done.stderr


def test_an_old_swift_is_refused(machine, tmp_path):
    script(tmp_path / "bin/swift", '#!/bin/sh\necho "Swift version 5.10 (swift-5.10-RELEASE)"\n')
    done, log = installed(machine)
    assert done.returncode == 1 and "Swift 5.10" in done.stderr and "too old" in done.stderr and log == []
