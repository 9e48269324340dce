"""The first half hour of a new user, with real keys and a real mouse; see first_run.sh.

    first_run.py SITE_MANAGER SITECTL

What came of it is asked from outside: of the database by the command line and psql, of the local
list of sites by SQLite, of the saved report by pdftotext.
"""

import json
import os
import sqlite3
import subprocess
import sys

import desktop
from desktop import click, key, picture, tab_to, wait_focus, wait_for, wait_title, wait_until, write

MANAGER, SITECTL = sys.argv[1:3]
SOCKET = os.environ["AEGISX_PRACTICE_DIR"] + "/socket"
STORE = os.environ["AEGISX_DATA_DIR"] + "/sites.sqlite"
REPORT = os.environ["HOME"] + "/north report.pdf"
HOSPITAL = "North Hospital & Clinic"
MIGRATIONS = 57


def say(sentence):
    print(sentence, flush=True)


def expect(what, is_so):
    if not is_so:
        raise AssertionError(f"not so: {what}")


# --- Outside facts -------------------------------------------------------------------------------


def psql(database, statement):
    asked = ["psql", "-X", "-At", "-h", SOCKET, "-U", "postgres", "-d", database, "-c", statement]
    return subprocess.run(asked, capture_output=True, text=True, check=True, cwd="/").stdout.strip()


def modules_of(database):
    """What the command line says of each module: {id: (applied, pending)}."""
    site = f"host={SOCKET} dbname={database} user=postgres"
    command = [SITECTL, "--lang", "en", "--json", "--url", site, "status"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    modules = json.loads(answer.stdout)["modules"]
    return {one["id"]: (one["applied"], one["pending"]) for one in modules}


def is_upgraded(database):
    modules = modules_of(database).values()
    return sum(one[0] for one in modules) == MIGRATIONS and not any(one[1] for one in modules)


def rows(statement, *values):
    """Of the list of sites and the history; none while the file is not there."""
    try:
        with sqlite3.connect(f"file:{STORE}?mode=ro", uri=True) as store:
            return store.execute(statement, values).fetchall()
    except sqlite3.OperationalError:
        return []


def runs_of(site):
    return rows("SELECT operation, outcome FROM runs WHERE site_label = ? ORDER BY started_at", site)


def state_of(site):
    found = rows("SELECT last_state FROM sites WHERE name = ?", site)
    return found[0][0] if found else None


def connections_to(database):
    """How often the server's log saw somebody come in."""
    with open(os.environ["AEGISX_PRACTICE_DIR"] + "/server.log", errors="replace") as log:
        return sum(f"database={database} " in line for line in log if "authorized" in line)


# --- Flows ---------------------------------------------------------------------------------------


def upgrade(site, database, press_run):
    """From the overview to the report page."""
    wait_until(f"{site} is read", lambda: state_of(site) == f"pending {MIGRATIONS}")
    desktop.wait_ready("push button", f"Upgrade site: {MIGRATIONS} migrations...")
    picture(f"{database}-1-overview")
    expect("nothing is applied yet", not is_upgraded(database))
    key("ctrl+u")
    wait_for("label", "Upgrade site")
    desktop.wait_ready("push button", f"Upgrade site: {MIGRATIONS} migrations")
    wait_focus("Back")
    picture(f"{database}-2-plan")
    expect("a plan changes nothing", not is_upgraded(database))
    press_run()
    wait_for("push button", "Save report...", 120)
    picture(f"{database}-3-report")
    expect("all migrations are applied", is_upgraded(database))
    expect("reference data is loaded", psql(database, "SELECT count(*) > 0 FROM roles") == "t")
    wait_until(f"the history has the runs of {site}", lambda: len(runs_of(site)) == 2)
    expect("both were done", all(outcome == "done" for _, outcome in runs_of(site)))
    say(f"{site}: upgraded, runs {runs_of(site)}")


def try_the_practice_site():
    wait_title("AegisX Site Manager")
    wait_for("label", "No site yet")
    wait_focus("Add your site...")
    picture("first-start")
    click("push button", "Try on a practice site")
    wait_title("Practice site [PRACTICE]")

    def press_run():  # without the mouse
        tab_to(f"Upgrade site: {MIGRATIONS} migrations")
        key("space")

    upgrade("Practice site", "aegisx_practice", press_run)
    wait_focus("Close")
    key("Return")
    wait_until("the list knows of it", lambda: state_of("Practice site") == "upToDate")
    wait_for("label", "Overview")
    picture("practice-up-to-date")


def fill_in():
    """The connection dialog, field by field."""
    fields = [
        ("Hospital name", HOSPITAL),
        ("Name in English", ""),
        ("Hospital code", "10999"),
        ("PRODUCTION", None),  # a list is known by what is chosen in it
        ("Host", SOCKET),
        ("Port", ""),
        ("Database", "north"),
        ("User", "postgres"),
    ]
    for label, text in fields:
        wait_focus(label)
        if text is None:
            key("Down")
            wait_focus("TEST")
        elif text:
            write(text)
        key("Tab")
    wait_focus("Password")


def add_a_site():
    psql("postgres", "CREATE DATABASE north")
    psql("postgres", "ALTER SYSTEM SET log_connections = on")
    psql("postgres", "SELECT pg_reload_conf()")
    key("ctrl+n")
    wait_title("Add a site")
    fill_in()
    expect("nobody was in the new database yet", connections_to("north") == 0)
    click("push button", "Test connection")
    wait_for("label", "The database was reached.")
    expect("the test reached the server", connections_to("north") == 1)
    expect("a test saves nothing", state_of(HOSPITAL) is None)
    picture("dialog-tested")
    tab_to("Add site")
    key("Return")
    wait_until("the site is in the list", lambda: state_of(HOSPITAL) is not None)
    kept = rows("SELECT code, environment, keep_password FROM sites WHERE name = ?", HOSPITAL)
    expect(f"as typed, without a password: {kept}", kept == [("10999", "Test", 0)])


def open_the_site():
    wait_title("AegisX Site Manager")
    key("alt+0")  # the list of sites
    wait_until(
        "the list is shown", lambda: any(s.name.startswith(HOSPITAL) for s in desktop.everything())
    )
    picture("sites")
    wait_until(
        "the list has the focus",
        lambda: (focus := desktop.focused()) and focus.role != "push button",
    )
    key("Return")
    wait_title(f"{HOSPITAL} [TEST]")


def save_the_report():
    tab_to("Save report...")
    key("space")
    wait_title("Save the report")
    wait_focus("File name:")
    key("ctrl+a")
    write(REPORT)
    picture("save-report")
    key("Return")
    wait_until("the report is saved", lambda: os.path.exists(REPORT))
    wait_for("label", "The report is saved:")
    text = subprocess.run(["pdftotext", REPORT, "-"], capture_output=True, text=True, check=True)
    expect("the report names the hospital", HOSPITAL in text.stdout)
    expect("the report names its steps", "20251205000037_create_seed_metadata" in text.stdout)
    picture("report-saved")
    say(f"saved: {os.path.getsize(REPORT)} bytes of PDF")


def main():
    program = subprocess.Popen([MANAGER, "--lang", "en"])
    try:
        try_the_practice_site()
        add_a_site()
        open_the_site()
        upgrade(HOSPITAL, "north", lambda: click("push button", f"Upgrade site: {MIGRATIONS}"))
        save_the_report()
        key("ctrl+q")
        expect("it ends by itself", program.wait(60) == 0)
    except Exception:
        picture("failure")
        print("Shown at that moment:", *desktop.everything(), sep="\n    ", file=sys.stderr)
        raise
    finally:
        if program.poll() is None:
            program.kill()
            program.wait()


main()
