"""Man page and shell completions, made of what `nsh --experimental-dump-help` says of its options."""

import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NSH = os.environ["NSH"]


def output(*arguments):
    return subprocess.run([NSH, *arguments], check=True, capture_output=True, text=True).stdout


def roff(text):
    return text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga")


def flag(name):
    return ("-" if name["kind"] == "short" else "--") + name["name"]


def manual():
    command = json.loads(output("--experimental-dump-help"))["command"]
    lines = [
        '.\\" Made by tools/docs from the options\' declarations; edit those.',
        '.TH NSH 1 "" "nsh" "User Commands"',
        ".SH NAME",
        "nsh \\- " + roff(command["abstract"].rstrip(".").replace("A shell", "a shell")),
        ".SH SYNOPSIS",
        ".B nsh",
        "[\\fIoptions\\fR] [\\fIscript\\fR [\\fIname\\fR=\\fIvalue\\fR ...]]",
        ".SH DESCRIPTION",
        roff(command["discussion"]),
        ".SH OPTIONS",
    ]
    for argument in command["arguments"]:
        if not argument.get("shouldDisplay") or argument["kind"] == "positional":
            continue
        names = ", ".join(f"\\fB{roff(flag(n))}\\fR" for n in argument["names"])
        value = f" \\fI{roff(argument['valueName'])}\\fR" if argument["kind"] == "option" else ""
        default = f" (default: {argument['defaultValue']})" if "defaultValue" in argument else ""
        lines += [".TP", names + value, roff(argument.get("abstract", "") + default)]
    lines += [
        ".SH SIGNALS",
        roff(
            "INT (Ctrl-C) ends a computation and keeps its finished steps; it ends a script. TERM and HUP end the process. Those that the "
            "process finds ignored, as nohup and a shell's & leave them, stay ignored, but a dialogue on a terminal takes INT in any case."),
        ".SH FILES",
        ".TP",
        "\\fI$XDG_CONFIG_HOME/nsh/init.nsh\\fR",
        "runs before a dialogue; by default in \\fI~/.config\\fR.",
        ".TP",
        "\\fI$XDG_STATE_HOME/nsh/history\\fR",
        "the statements entered in dialogues; by default in \\fI~/.local/state\\fR.",
        ".SH ENVIRONMENT",
        ".TP",
        "\\fBNO_COLOR\\fR",
        "when it is set, nothing is written in colour.",
        "",
    ]
    return "\n".join(lines)


def files():
    yield "share/man/man1/nsh.1", manual()
    for shell, name in [("bash", "nsh.bash"), ("zsh", "_nsh"), ("fish", "nsh.fish")]:
        yield f"share/completions/{name}", output("--generate-completion-script", shell)


def main():
    old = []
    for name, text in files():
        path = ROOT / name
        if "--check" in sys.argv:
            if not path.exists() or path.read_text() != text:
                old.append(name)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    if old:
        sys.exit("old, run tools/docs: " + ", ".join(old))


main()
