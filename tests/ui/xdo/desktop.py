"""Hands and eyes for a window on an X display.

The hands are xdotool's alone: real key and mouse events. The eyes are those of a screen reader
(AT-SPI): what is shown, what it is called, whether it is enabled, and where it stands. Every wait
is bounded, and ends with a picture in words of what was there instead.
"""

import os
import shutil
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE = 30  # seconds, for what takes one at most


class Missing(Exception):
    pass


def wait_until(what, condition, patience=PATIENCE):
    """Answers the condition's first true value."""
    end = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Missing(f"waited in vain until {what}")
        time.sleep(0.1)


def xdotool(*arguments):
    done = subprocess.run(["xdotool", *map(str, arguments)], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


# --- Eyes ----------------------------------------------------------------------------------------


class Seen:
    """A control as it was at one moment."""

    def __init__(self, node, states):
        place = node.get_extents(Atspi.CoordType.SCREEN)
        self.role = node.get_role_name()
        self.name = node.get_name() or ""
        self.place = (place.x, place.y, place.width, place.height)
        self.enabled = states.contains(Atspi.StateType.ENABLED)
        self.focused = states.contains(Atspi.StateType.FOCUSED)

    def __str__(self):
        signs = ("" if self.enabled else " disabled") + (" FOCUS" if self.focused else "")
        return f"{self.role} {self.name!r} {self.place}{signs}"


def _walk(node, depth=0):
    if node is None:
        return
    states = node.get_state_set()
    if depth > 0 and not states.contains(Atspi.StateType.SHOWING):
        return
    if depth > 0:
        yield Seen(node, states)
    for index in range(node.get_child_count()):
        yield from _walk(node.get_child_at_index(index), depth + 1)


def everything():
    """What the program shows now, in reading order; empty while it is not there."""
    desktop = Atspi.get_desktop(0)
    desktop.set_cache_mask(Atspi.Cache.NONE)
    try:
        programs = [desktop.get_child_at_index(i) for i in range(desktop.get_child_count())]
        return [seen for program in programs for seen in _walk(program)]
    except GLib.Error:  # it went while it was looked at
        return []


def find(role, beginning):
    """The control of this role whose name begins so, or None."""
    fits = (s for s in everything() if s.role == role and s.name.startswith(beginning))
    return next(fits, None)


def wait_for(role, beginning, patience=PATIENCE):
    return wait_until(f"{role} {beginning!r} is shown", lambda: find(role, beginning), patience)


def _ready(role, beginning):
    # Enabled, and not on the move: where it was a moment ago.
    before = find(role, beginning)
    time.sleep(0.1)
    now = find(role, beginning)
    still = before and now and before.place == now.place
    return now if still and now.enabled else None


def wait_ready(role, beginning, patience=PATIENCE):
    what = f"{role} {beginning!r} can be pressed"
    return wait_until(what, lambda: _ready(role, beginning), patience)


def focused():
    """The innermost control with the focus. Of a tab bar, the current tab always says it has it."""
    those = [seen for seen in everything() if seen.focused]
    return next((s for s in reversed(those) if not s.role.startswith("page tab")), None)


def wait_focus(beginning):
    return wait_until(
        f"{beginning!r} has the focus",
        lambda: (focus := focused()) and focus.name.startswith(beginning) and focus,
    )


def wait_title(words):
    """Until the active window's title holds these words; the title."""

    def title():
        name = xdotool("getactivewindow", "getwindowname")
        return name if words in name else None

    return wait_until(f"the title holds {words!r}", title)


# --- Hands ---------------------------------------------------------------------------------------


def key(*names):
    xdotool("key", "--clearmodifiers", "--delay", 30, *names)


def write(text):
    xdotool("type", "--clearmodifiers", "--delay", 15, text)


def click(role, beginning, patience=PATIENCE):
    """The mouse, into the middle of the control."""
    x, y, width, height = wait_ready(role, beginning, patience).place
    xdotool("mousemove", "--sync", x + width // 2, y + height // 2, "click", 1)


def tab_to(beginning, keys="Tab", most=40):
    """Tab by Tab, as somebody without a mouse, until the focus is there."""
    for _ in range(most):
        focus = focused()
        if focus and focus.name.startswith(beginning):
            return
        key(keys)
        wait_until(f"{keys} moves the focus from {focus}", lambda: str(focused()) != str(focus))
    raise Missing(f"{most} times {keys} did not lead to {beginning!r}")


def picture(name):
    """A screenshot where AEGISX_SCREENSHOTS names a folder and ImageMagick is there."""
    folder = os.environ.get("AEGISX_SCREENSHOTS", "")
    if not folder or not shutil.which("import"):
        return
    os.makedirs(folder, exist_ok=True)
    subprocess.run(["import", "-window", "root", f"{folder}/xdo-{name}.png"], check=False)
