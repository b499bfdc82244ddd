"""Run a command with the path of a Chromium browser in COMMONGROUND_CHROMIUM.

    python scripts/with_chromium.py [--install] COMMAND ...

`--install` installs Chromium, and fonts of the six languages, with apt where this runs as root and there is none. The
exit code is the command's; 69 when no browser can be had.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

UNAVAILABLE = 69
VARIABLE = "COMMONGROUND_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-noto-core", "fonts-noto-cjk")


def main(words: list[str]) -> int:
    """The command's exit code."""
    install = words[:1] == ["--install"]
    command = words[install:]
    if not command:
        sys.stderr.write(__doc__ or "")
        return 2
    found = find_chromium()
    if found is None and install and os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stderr.write("Installing Chromium with apt\n")
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", *PACKAGES], check=False, stdout=subprocess.DEVNULL)
        found = find_chromium()
    if found is None:
        sys.stderr.write(
            f"Chromium is not installed; install it with: apt install chromium, or name it in {VARIABLE}\n"
        )
        return UNAVAILABLE
    return subprocess.run(command, env={**os.environ, VARIABLE: found}, check=False).returncode


def find_chromium() -> str | None:
    """The browser's path: the one named in the environment, else the one installed; None without."""
    named = os.environ.get(VARIABLE)
    return named or next((path for path in map(shutil.which, NAMES) if path), None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
