"""--allow-write and --allow-read: names with .., links, folders that are swapped for links meanwhile, and what no file's name can be.
Nothing outside is ever written, and nothing of it shown."""

import multiprocessing
import os
import time

import shell
from report import Check

SECRET = "secret-of-another 4711 "


def box(plan):
    """A folder that is allowed, with links that lead out of it, beside one that is not."""
    top = plan.place("escape")
    inside, outside = top / "box", top / "outside"
    for folder in [inside, inside / "sub", outside, top / "box2"]:
        folder.mkdir()
    (outside / "there.svg").write_text("old")
    (outside / "there.json").write_text("old")
    (outside / "secret.txt").write_text(SECRET * 10 + "\x1b]0;title\x07\n")
    (outside / "secret.csv").write_text("x,y\n1,2\n" + SECRET + "\n")
    (inside / "out").symlink_to(outside)
    (inside / "up").symlink_to("..")
    (inside / "chain").symlink_to("out")
    (inside / "round").symlink_to("round")
    for ending in ["svg", "json", "txt", "csv"]:
        (inside / f"link.{ending}").symlink_to(outside / f"there.{ending}")
        (inside / f"dangling.{ending}").symlink_to(outside / f"new.{ending}")
    return top


def names(ending, random):
    """Names that try to lead out of the box, from the folder above it."""
    parts = ["..", ".", "sub", "out", "up", "chain", "round", "", "box", "box2", "outside", "...", "..\\\\", "sub/..", "out/..", "nowhere"]
    fixed = [
        f"outside/new.{ending}", f"box/../outside/new.{ending}", f"box/out/new.{ending}", f"box/link.{ending}", f"box/dangling.{ending}", f"box/chain/new.{ending}",
        f"box/up/outside/new.{ending}", f"box/sub/../../outside/new.{ending}", f"box2/new.{ending}", f"./box/./../outside//new.{ending}", f"new.{ending}",
        f"box/round/new.{ending}", f"{{here}}/outside/new.{ending}", f"{{here}}/box/../new.{ending}", f"/tmp/nsh-torture-escape.{ending}", f"~/new.{ending}", f"box/sub/new.{ending}/../../../new.{ending}",
        f"/proc/self/cwd/new.{ending}", f"/proc/self/cwd/outside/new.{ending}", f"/dev/fd/../cwd/new.{ending}", "box/" + "a" * 300 + f".{ending}", "box/" + "sub/../" * 600 + f"../outside/new.{ending}"]
    return fixed + ["/".join(["box", *random.choices(parts, k=random.randint(1, 5)), f"new.{ending}"]) for _ in range(60)]


WRITING = [
    ("svg", 'plot path > "{name}"'), ("json", 'save "{name}"'), ("csv", 'export trace "{name}"'), ("csv", 'export table loss "{name}"'),
    ("html", 'export page "{name}"'), ("gif", 'export gif "{name}" size=(60, 60)')]


def writing(plan, random):
    check = Check("names that lead out of --allow-write", "never outside")
    for ending, line in WRITING[:2] if plan.short else WRITING:
        top = box(plan)
        before = {name: data for name, data in shell.files(top).items() if not name.startswith("box/")}
        tried = [name.replace("{here}", str(top)) for name in names(ending, random)]
        text = shell.SETUP + "".join(f'try {{ {line.format(name=name)} }} otherwise {{ }}\n' for name in tried)
        status, _, errors = shell.run(top, "--allow-write", "box", "-c", text)
        check.count += len(tried)
        after = {name: data for name, data in shell.files(top).items() if not name.startswith("box/")}
        if status != 0:
            check.found(f"status {status}: {errors[-200:]}", text)
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                check.found(f"{name} was written", f"nsh --allow-write box, one of {tried}: {line}")
        if os.path.exists("/tmp/nsh-torture-escape." + ending):
            check.found("an absolute path was written", line)
            os.unlink("/tmp/nsh-torture-escape." + ending)
    return check


def unnameable(plan):
    """NUL ends a name for the system; it and invalid UTF-8 are refused, rather than another file written."""
    check = Check("names that no file can have", "refused, nothing written")
    for name in [b"evil.sh\0.svg", b"a\xff.svg", b"\0.svg", b"sub/\xc3(.svg", b"x\xed\xa0\x80.svg"]:
        folder = plan.place("names")
        (folder / "s.nsh").write_bytes(shell.SETUP.encode() + b'plot path > "' + name + b'"\n')
        status, _, errors = shell.run(folder, "s.nsh")
        check.count += 1
        if status != 1 or "error" not in errors or len(os.listdir(folder)) != 1:
            check.found(f"status {status}, wrote {os.listdir(folder)}", f"{name!r} in a script: plot path > ...")
    return check


# MARK: Folders swapped for links


def swap(top, stop):
    """Makes box/sub a link to the outside and a folder again, as fast as it goes."""
    sub, kept, link = (os.path.join(top, "box", name) for name in ["sub", "kept", "link"])
    os.symlink(os.path.join(top, "outside"), link)
    while not stop.is_set():
        os.rename(sub, kept)
        os.rename(link, sub)
        os.rename(sub, link)
        os.rename(kept, sub)


def swapped(plan):
    check = Check("writes while another process swaps folders for links", "never outside")
    top = box(plan)
    count = plan.number(60, 2000)
    before = set(os.listdir(top / "outside"))
    stop = multiprocessing.Event()
    other = multiprocessing.Process(target=swap, args=(str(top), stop))
    other.start()
    try:
        text = shell.SETUP + f'for k in 1..{count} {{ try {{ plot path size=(40, 40) > "box/sub/{{k}}.svg" }} otherwise {{ }} }}\n'
        status, _, errors = shell.run(top, "--allow-write", "box", "-c", text)
    finally:
        stop.set()
        other.join()
    check.count = count
    if status != 0:
        check.found(f"status {status}: {errors[-200:]}", text)
    if escaped := sorted(set(os.listdir(top / "outside")) - before):
        check.found(f"{len(escaped)} files outside, such as {escaped[0]}", "box/sub is a folder and a link to ../outside in turn; nsh --allow-write box\n" + text)
    return check


# MARK: Reading


READING = ['include "{name}"', 'load "{name}"', 'define data d file="{name}"', 'define cluster c file="{name}"', 'define cluster c n=1 to="{name}"']


def reading(plan, random):
    check = Check("names that lead out of --allow-read", "nothing read, nothing shown")
    if "--allow-read" not in shell.run(plan.folder, "--help")[1]:
        return check
    for line in READING:
        for name in random.sample(names("csv", random), 12) + ["outside/secret.txt", "outside/secret.csv", "box/out/secret.txt", "box/../outside/secret.csv"]:
            if plan.short and random.random() < 0.8:
                continue
            top = box(plan)
            text = line.format(name=name.replace("{here}", str(top)).replace("new.csv", "secret.csv"))
            status, output, errors = shell.run(top, "--allow-read", "box", "-c", text)
            check.count += 1
            if "4711" in output + errors or status != 1:
                check.found(f"status {status}: {errors[-300:]}", f"nsh --allow-read box -c '{text}'")
    return check


def shown(plan):
    """Without --allow-read a file may be read, but an error shows no more than a short harmless piece of it."""
    check = Check("what errors show of a file", "a short piece, no control characters")
    top = box(plan)
    for line in READING:
        text = line.format(name="outside/secret.txt")
        status, output, errors = shell.run(top, "-c", text)
        check.count += 1
        if errors.count("4711") > 3 or "\x1b" in errors + output or "\x07" in errors + output:
            check.found(f"shown {errors.count('4711')} of 10 words, escapes {errors.count(chr(27))}: {errors[:300]!r}", f"nsh -c '{text}'")
    return check


def special(plan):
    """What is no regular file neither hangs nor is overwritten."""
    check = Check("pipes and devices in place of files", "an error, or an end by TERM; no hang")
    for line in ['plot path > "{name}"', 'save "{name}"', 'load "{name}"', 'include "{name}"', 'define data d file="{name}"']:
        for name in ["pipe.svg", "/dev/full", "/dev/tty", "folder.svg"]:
            if name.startswith("/") and "plot" in line:
                continue
            top = plan.place("special")
            os.mkfifo(top / "pipe.svg")
            (top / "folder.svg").mkdir()
            text = shell.SETUP + line.format(name=name)
            process = shell.start(top, "-c", text)
            # It either says that this is no file, or waits for the pipe's other end and can be ended.
            end = time.monotonic() + (0.5 if plan.short else 5)
            while process.poll() is None and time.monotonic() < end:
                time.sleep(0.01)
            waits = process.poll() is None
            if waits:
                process.send_signal(15)
            try:
                _, errors = process.communicate(timeout=shell.PATIENCE / 4)
            except Exception:
                process.kill()
                process.communicate()
                errors = b"it is deaf"
            check.count += 1
            if process.returncode not in ((1, 143) if waits else (1,)):
                check.found(f"status {process.returncode}: {errors.decode()[-200:]}", f"mkfifo pipe.svg; nsh -c '{text}'{', then TERM' if waits else ''}")
    return check


def checks(plan):
    random = plan.random("escapes")
    yield writing(plan, random)
    yield unnameable(plan)
    yield swapped(plan)
    yield reading(plan, random)
    yield shown(plan)
    yield special(plan)
