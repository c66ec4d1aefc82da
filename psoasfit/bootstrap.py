"""From a fresh clone to a running app: makes .venv, installs the lock file, hands over.

Uses the standard library only, and syntax that old Pythons can read, so that each thing that can be
missing ends in one plain sentence and not in a traceback.
"""

import hashlib
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin", "python")
LOCKS = {"run": "requirements.lock", "test": "requirements-dev.lock", "lint": "requirements-dev.lock"}


def main(argv):
    task = argv[1] if len(argv) == 2 else ""
    if task not in LOCKS:
        stop("Say what to do: run, test or lint.")
    if sys.version_info < (3, 11):
        stop(
            "PsoasFit needs Python 3.11 or newer, and this is {}.{}. "
            "Install a newer one and name it: make {} PYTHON=python3.12".format(
                sys.version_info[0], sys.version_info[1], task
            )
        )
    check_folders()
    make_venv()
    install(LOCKS[task])
    hand_over(task)


def stop(sentence):
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


def check_folders():
    data = os.environ.get("VAR_DIR", os.path.join(ROOT, "var"))
    for folder in (ROOT, data):
        if os.path.exists(folder) and not os.access(folder, os.W_OK):
            stop(
                "The folder {} cannot be written to. Move PsoasFit to a folder of your own, "
                "or change who owns it, and try again.".format(folder)
            )


def make_venv():
    if os.path.exists(VENV_PYTHON) and subprocess.call([VENV_PYTHON, "-c", ""]) == 0:
        return
    say("Making a Python environment in .venv ...")
    try:
        import venv
    except ImportError:
        stop("Python's venv module is missing. On Debian and Ubuntu: sudo apt install python3-venv")
    try:
        venv.create(VENV, with_pip=True, clear=True)
    except (OSError, subprocess.CalledProcessError):
        stop(
            "The environment in .venv could not be made. Is there room on the disk? "
            "On Debian and Ubuntu this may help: sudo apt install python3-venv"
        )


def install(lock):
    """Install exactly what the lock names, unless the stamp says it is there already."""
    with open(os.path.join(ROOT, lock), "rb") as file:
        wanted = hashlib.sha256(file.read()).hexdigest()
    stamp = os.path.join(VENV, lock + ".sha256")
    if read(stamp) == wanted:
        return
    say("Installing packages (once, about a minute) ...")
    command = [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [*command, "--require-hashes", "-r", os.path.join(ROOT, lock)],
        stderr=subprocess.PIPE,
        universal_newlines=True,
    )
    if done.returncode:
        log = os.path.join(VENV, "install.log")
        with open(log, "w") as file:
            file.write(done.stderr)
        stop("Packages could not be installed. Is the network there? Details: .venv/install.log")
    with open(stamp, "w") as file:
        file.write(wanted)


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def say(sentence):
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def hand_over(task):
    os.chdir(ROOT)
    commands = {
        "run": [VENV_PYTHON, "manage.py", "up"],
        "test": [VENV_PYTHON, "-m", "tests.run"],
        "lint": [VENV_PYTHON, "-m", "ruff", "check", "."],
    }
    os.execv(commands[task][0], commands[task])


if __name__ == "__main__":
    main(sys.argv)
