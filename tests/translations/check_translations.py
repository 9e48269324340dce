#!/usr/bin/env python3
"""Checks the texts of .ts files: complete, placeholders kept, the house style of Thai.

    check_translations.py FILE...             the translations themselves
    check_translations.py --sources FILE...   that the files hold exactly the texts of the sources
    check_translations.py --self-test FILE    that each faulty message is found, by its comment
"""

import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORDS = json.loads((HERE / "thai-words.json").read_text(encoding="utf-8"))

THAI = "[\u0e01-\u0e5b]"
PLACEHOLDER = re.compile(r"%(?:n|L?\d+)")
MNEMONIC = re.compile(r"(?<!&)&(?![&\s]|\w+;)")
QUOTED = re.compile(r'"([^"]+)"')
# Commands, options, identifiers with an underscore, file names and words in capitals.
VERBATIM = re.compile(
    r'aegisx-sitectl [^"]+|--[a-z][a-z-]*|\w+_\w+'
    r"|[\w~/.]*\.(?:conf|env|json|pgpass|sql)\b|\b[A-Z]{2,}\b"
)
SPACING = re.compile(f"{THAI}[A-Za-z0-9%]|[A-Za-z0-9%]{THAI}|  |\u201c | \u201d")
REPETITION = re.compile("(?<!\u00a0)\u0e46|\u0e46(?=\\S)")
FORMS = {"th": 1, "en": 2}

Message = collections.namedtuple("Message", "context source comment numerus state forms note")


def read_messages(path):
    root = ET.parse(path).getroot()
    messages = []
    for context in root.iter("context"):
        for element in context.iter("message"):
            translation = element.find("translation")
            numerus = element.get("numerus") == "yes"
            parts = translation.findall("numerusform") if numerus else [translation]
            messages.append(
                Message(
                    context.findtext("name"),
                    element.findtext("source"),
                    element.findtext("comment", ""),
                    numerus,
                    translation.get("type", ""),
                    tuple(part.text or "" for part in parts),
                    element.findtext("translatorcomment", ""),
                )
            )
    return root.get("language").split("_")[0], messages


def same_in_thai(message):
    keys = WORDS["keysInThai"] if message.context in ("QShortcut", "QFileDialog") else []
    return message.source in WORDS["sameInThai"] + keys


def thai_problems(source, text):
    if text.endswith(".") and not source.endswith("..."):
        yield "full stop"
    if '"' in text:
        yield "straight quotes"
    if SPACING.search(text) or (re.search(" [:?]", text) and not re.search(" [:?]", source)):
        yield "spacing"
    if REPETITION.search(text):
        yield "repetition mark"
    for word in QUOTED.findall(source):
        if f"\u201c{word}\u201d" not in text:
            yield f"lost: {word}"
    for word in VERBATIM.findall(QUOTED.sub("", source)):
        if word not in WORDS["capitalsTranslated"] and word not in text:
            yield f"lost: {word}"
    for wrong, right in WORDS["wrong"].items():
        if wrong in text:
            yield f"{wrong}: write {right}"


def blanks_around(text):
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def problems(message, language):
    if message.state:
        return [message.state]
    if len(message.forms) != (FORMS[language] if message.numerus else 1):
        return ["number of forms"]
    found = []
    for text in message.forms:
        if not text.strip():
            found.append("empty")
            continue
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(message.source)):
            found.append("placeholders")
        if blanks_around(text) != blanks_around(message.source):
            found.append("blanks around")
        if len(MNEMONIC.findall(text)) != len(MNEMONIC.findall(message.source)):
            found.append("mnemonics")
        if message.numerus and "(s)" in text:
            found.append("plural in brackets")
        if language == "th":
            if not re.search(THAI, text) and not same_in_thai(message):
                found.append("untranslated")
            found += thai_problems(message.source, text)
    return found


def check_texts(paths):
    bad = 0
    for path in paths:
        language, messages = read_messages(path)
        if not messages:
            print(f"{path}: no messages")
            bad += 1
        for message in messages:
            for problem in problems(message, language):
                print(f"{path}: {problem}\n    {message.source}\n    {' | '.join(message.forms)}")
                bad += 1
    return bad


def check_sources(paths):
    """Runs lupdate on a copy of the files, and compares what they hold before and after."""
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in map(pathlib.Path, paths):
            pathlib.Path(folder, path.name).write_bytes(path.read_bytes())
        script = ROOT / "scripts" / "update-translations.sh"
        subprocess.run([script, folder], check=True, stderr=subprocess.DEVNULL)
        for path in map(pathlib.Path, paths):
            before = {message[:4] for message in read_messages(path)[1]}
            after = read_messages(pathlib.Path(folder, path.name))[1]
            texts = {message[:4] for message in after}
            lines = [f"not in the file: {text[1]}" for text in sorted(texts - before)]
            lines += [f"not in the sources: {text[1]}" for text in sorted(before - texts)]
            lines += [f"{one.state}: {one.source}" for one in after if one.state and one[:4] in before]
            for line in lines:
                print(f"{path}: {line}")
            bad += len(lines)
    if bad:
        print("Run scripts/update-translations.sh, and translate what is unfinished.")
    return bad


def self_test(path):
    language, messages = read_messages(path)
    bad = 0 if messages else 1
    for message in messages:
        found = problems(message, language)
        wanted = [message.note] if message.note else []
        if found != wanted:
            print(f"{message.source}\n    wanted {wanted}\n    found {found}")
            bad += 1
    return bad


def main(arguments):
    modes = {"--sources": check_sources, "--self-test": lambda paths: self_test(paths[0])}
    mode = modes.get(arguments[0] if arguments else "")
    paths = arguments[1:] if mode else arguments
    if not paths:
        sys.exit(__doc__)
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    return 1 if (mode or check_texts)(paths) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
