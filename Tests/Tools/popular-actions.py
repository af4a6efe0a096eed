#!/usr/bin/env python3
"""Renews Sources/Workflows/Checks/PopularActionsTable.swift from the actions' own metadata.

    python3 Tests/Tools/popular-actions.py FOLDER > Sources/Workflows/Checks/PopularActionsTable.swift

FOLDER holds a clone of each repository as OWNER/NAME; those that are missing are cloned without files
(git clone --bare --filter=blob:none). Needs python3-yaml. The list of actions is popular-actions.txt beside this file:
OWNER/NAME or OWNER/NAME/PATH, one a line.
"""
import os
import re
import subprocess
import sys

import yaml

WIDTH = 128


def git(clone, *arguments):
    result = subprocess.run(["git", "--git-dir", clone, *arguments], capture_output=True, text=True)
    return result.stdout if result.returncode == 0 else None


def clone_of(folder, repository):
    path = os.path.join(folder, repository)
    if not os.path.isdir(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        url = f"https://github.com/{repository}"
        subprocess.run(["git", "clone", "--quiet", "--bare", "--filter=blob:none", url, path], check=True)
    inner = os.path.join(path, ".git")
    return inner if os.path.isdir(inner) else path


def majors(clone):
    """The newest ref of each major version: the tag or branch vN, else the highest tag vN.x.y."""
    newest = {}
    refs = git(clone, "for-each-ref", "--format=%(refname)", "refs/tags", "refs/heads", "refs/remotes") or ""
    for ref in refs.split():
        name = ref.split("/", 2)[2] if not ref.startswith("refs/remotes/") else ref.split("/", 3)[3]
        match = re.fullmatch(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?", name)
        if not match:
            continue
        major = int(match[1])
        rank = (2, 0, 0) if match[2] is None else (1, int(match[2]), int(match[3] or 0))
        if major not in newest or rank > newest[major][0]:
            newest[major] = (rank, ref)
    return {major: ref for major, (_, ref) in sorted(newest.items()) if major < 1000}


def metadata(clone, ref, path):
    for name in ("action.yml", "action.yaml"):
        text = git(clone, "show", f"{ref}:{path + '/' if path else ''}{name}")
        if text:
            return yaml.safe_load(text)
    return None


def is_true(value):
    return value is True or str(value).lower() == "true"


def words(action):
    """name, !name where it must be given, ~name where it is deprecated; then the outputs behind a colon."""
    inputs = []
    for name, body in (action.get("inputs") or {}).items():
        body = body or {}
        mark = "~" if body.get("deprecationMessage") else ""
        if is_true(body.get("required")) and "default" not in body:
            mark = "!"
        inputs.append(mark + str(name))
    outputs = [str(name) for name in (action.get("outputs") or {})]
    return set(inputs), set(":" + name for name in outputs)


def lines(repository, path, clone):
    previous = (None, set())
    for major, ref in majors(clone).items():
        action = metadata(clone, ref, path)
        if not action or "runs" not in action:
            continue
        inputs, outputs = words(action)
        now = inputs | outputs
        if any(not re.fullmatch(r"[!~:]?[A-Za-z0-9_.-]+", word) for word in now):
            print(f"skipped: {repository}/{path} v{major} has odd names", file=sys.stderr)
            continue
        runtime = str(action["runs"].get("using", "plugin")).lower()
        changes = [word for word in sorted(now - previous[1])] + ["-" + word for word in sorted(previous[1] - now)]
        yield f"{major} {runtime} {' '.join(changes)}".rstrip()
        previous = (runtime, now)


def wrapped(line):
    """Lines that go on begin with a blank."""
    current = ""
    for word in line.split(" "):
        if current and len(current) + 1 + len(word) > WIDTH:
            yield current
            current = " " + word
        else:
            current = f"{current} {word}" if current else word
    yield current


def main():
    folder = sys.argv[1]
    with open(os.path.join(os.path.dirname(__file__), "popular-actions.txt")) as file:
        names = sorted({line.strip() for line in file if line.strip()}, key=str.lower)
    print("// Made by Tests/Tools/popular-actions.py from the actions' metadata; not to be changed by hand.")
    print()
    print("extension PopularActions {")
    print("    /// `OWNER/NAME[/PATH]`, then for each major version behind a bar: its number, its runtime, and the changes against the")
    print("    /// version before: `name` an input, `!name` one that must be given, `~name` a deprecated one, `:name` an output,")
    print("    /// `-` in front of what is gone.")
    print('    static let table = """')
    for name in names:
        parts = name.split("/")
        repository, path = "/".join(parts[:2]), "/".join(parts[2:])
        versions = list(lines(repository, path, clone_of(folder, repository)))
        if not versions:
            print(f"skipped: {name} has no version with metadata", file=sys.stderr)
            continue
        for part in wrapped(" | ".join([name.lower(), *versions])):
            print("        " + part)
    print('        """')
    print("}")


main()
