"""Kill long work at random moments, and check that the register is before or after.

    python scripts/kill_drill.py REGISTER [--rounds 50] [--seed 1] [--only KIND ...]

Works on copies of the register, in a folder of its own. Each round starts one command in another process, kills it with
SIGKILL at a moment chosen by chance within the time an undisturbed run takes, and looks at what is left:

publish, import   an edition is there whole or not at all; a sheet's rows are all there, with their log, or none is
backup, restore   the file can be read or is not there; the register is whole or is not there
upgrade           an older register holds the tables it had, or those of this version; both with all rows
job-...           a worker is killed that publishes, imports, backs up or adds documents; besides the above, whole
                  documents only. Then the job is taken up again by another worker, and ends as done, once.

The database's own check finds no fault. The counts of the outcomes are printed; a register in between ends the drill
with exit code 1.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.killing.registers import Between
from scripts.killing.work import KINDS, Ground, Work

SLACK = 1.1  # of the time of an undisturbed run, within which the moment is chosen


class Drill:
    """One kind of work to kill again and again."""

    def __init__(self, work: Work, chance: random.Random) -> None:
        self.work, self.chance = work, chance
        began = time.monotonic()
        subprocess.run(work.start(0), check=True, capture_output=True)
        self.seconds = time.monotonic() - began
        if work.outcome(0) != "after":
            raise Between(f"{work.name} did nothing")
        work.settle(0)

    def round(self, number: int) -> str:
        """ "before" or "after"; raises Between."""
        running = subprocess.Popen(
            self.work.start(number), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            running.wait(self.chance.uniform(0, self.seconds * SLACK))
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
        running.wait()
        outcome = self.work.outcome(number)
        self.work.settle(number)
        return outcome


def run(register: Path, kinds: list[str], rounds: int, seed: int) -> dict[str, Counter[str]]:
    """By kind how often the register was before and after; raises Between."""
    found: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        ground = Ground(register, Path(folder))
        for kind in kinds:
            chance = random.Random(f"{seed} {kind}")  # noqa: S311 - no secret
            try:
                drill = Drill(KINDS[kind](ground), chance)
                found[kind] = Counter(drill.round(number) for number in range(1, rounds + 1))
            except Between as fault:
                raise Between(f"{kind}: {fault}") from fault
            counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(found[kind].items()))
            sys.stdout.write(f"{kind}: {counts}, 0 between ({drill.seconds:.1f} s undisturbed)\n")
            sys.stdout.flush()
    return found


def main(words: list[str] | None = None) -> int:
    """Run the drill, and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("register", type=Path)
    parser.add_argument("--rounds", type=int, default=50, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=KINDS, nargs="+")
    given = parser.parse_args(words)
    try:
        run(given.register, given.only or list(KINDS), given.rounds, given.seed)
    except Between as fault:
        sys.stderr.write(f"in between: {json.dumps(str(fault))}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
