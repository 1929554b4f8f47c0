"""Trials that try to lose what is synced: `python -m tests.fuzz.lost_events [KILLS]` prints what was lost, and exits 1.

Ten devices answer and sync, each in a folder of its own. A carrier copies some files from one folder to another, as a
whole or cut, deletes what was deleted elsewhere, and makes conflict copies; devices are restored from a backup.
"""

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from mlsys_cli.journal.journal_schema import PROJECTIONS
from mlsys_cli.journal.store import Store
from mlsys_cli.journal.sync_folder import read_folder, synchronize

DEVICES = 10
KILLS = 1_000
SEED = 1
NOW = 1_795_000_000_000_000


class Device:
    """A device in a folder of its own, with the part of it that is synced."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.data, self.shared = place / "data", place / "shared"
        self.backup = place.with_name(f"{place.name}-backup")
        self.shared.mkdir(parents=True)
        self.deleted: set[str] = set()
        self.carried: set[str] = set()

    def notice(self) -> None:
        """Let the carrier notice which files have come and gone since the last time."""
        there = {path.name for path in self.shared.glob("[!.]*")}
        self.deleted |= self.carried - there
        self.deleted -= there - self.carried
        self.carried = there

    @property
    def store(self) -> Store:
        """The store, to be closed by whoever uses it."""
        return Store(self.data / "mlsys-cli/study.sqlite")

    def ids(self) -> set[str]:
        """The ids of all that is in the log."""
        with closing(self.store) as store:
            return {event.id for event in store.log()}

    def filed(self) -> set[str]:
        """The ids of all that is in files that are whole."""
        return {event for file in read_folder(self.shared)[0] for event in file.events}

    def sync(self, now: int) -> None:
        """Run `mlsys sync`."""
        with closing(self.store) as store:
            synchronize(store, self.shared, read_folder(self.shared)[0], now)

    def state(self) -> dict[str, Any]:
        """The log, and all that follows from it."""
        with closing(self.store) as store:
            tables = {name: sorted(map(repr, store.database.rows(f"select * from {name}"))) for name in PROJECTIONS}
            return tables | {"log": store.log()}


class Trial:
    """Some devices with their folders; `told` are the events that must not be lost."""

    def __init__(self, place: Path, chance: Random, sync: Callable[[Device, int], None] = Device.sync) -> None:
        self.chance = chance
        self.devices = [Device(place / str(number)) for number in range(DEVICES)]
        self.told: set[str] = set()
        self.now = NOW
        self._sync = sync

    def act(self) -> None:
        """Let any of what can happen happen to one of the devices."""
        device = self.chance.choice(self.devices)
        what = self.chance.choice([self.answer] * 3 + [self.sync] * 4 + [self.carry] * 6 + [self.back_up, self.restore])
        what(device)

    def answer(self, device: Device) -> None:
        """Do something that is logged."""
        self.now += self.chance.randrange(1, 3 * 86_400_000_000)
        with closing(device.store) as store:
            for _ in range(self.chance.randrange(1, 5)):
                self.now += 1
                card = f"b:question:q{self.chance.randrange(6)}"
                if self.chance.random() < 0.8:
                    self.told.add(store.answer(card, self.chance.randrange(1, 5), self.now).event)
                else:
                    self.told.add(store.mark(f"b:section:gc/{self.chance.randrange(3)}", self.now).id)

    def sync(self, device: Device) -> None:
        """Run `mlsys sync` on a device."""
        self._sync(device, self.now)

    def carry(self, giver: Device) -> None:
        """Carry some files to another device: some of them cut, with what was deleted, or as a conflict copy."""
        taker = self.chance.choice(self.devices)
        if taker is not giver:
            self._carry(giver, taker, share=self.chance.choice((0.3, 1)), cut=0.2, deletes=self.chance.random() < 0.5)

    def _carry(self, giver: Device, taker: Device, *, share: float, cut: float, deletes: bool) -> None:
        for device in (giver, taker):
            device.notice()
        if deletes:
            taker.deleted |= giver.deleted
            for name in taker.deleted:
                (taker.shared / name).unlink(missing_ok=True)
        whole = {file.name for file in read_folder(giver.shared)[0]}
        for path in sorted(giver.shared.glob("[!.]*")):
            if path.name in taker.deleted or self.chance.random() > share:
                continue
            data, target = path.read_bytes(), taker.shared / path.name
            if target.exists() and target.stat().st_size >= len(data):
                continue
            if self.chance.random() < cut:
                data = data[: self.chance.randrange(len(data) + 1)]
            elif cut and self.chance.random() < 0.05 and path.name in whole and "conflict" not in path.name:
                target = target.with_suffix(f".sync-conflict-20261118-101530-{taker.place.name}.jsonl")
            target.write_bytes(data)
        for device in (giver, taker):
            device.notice()

    def back_up(self, device: Device) -> None:
        """Copy all that a device has."""
        shutil.rmtree(device.backup, ignore_errors=True)
        shutil.copytree(device.place, device.backup)

    def restore(self, device: Device) -> None:
        """Restore the data of a device from its backup, and perhaps the folder, of which another device has a copy."""
        if not device.backup.exists():
            return
        with_folder = self.chance.random() < 0.5
        if with_folder:
            other = self.chance.choice([other for other in self.devices if other is not device])
            self._carry(device, other, share=1, cut=0, deletes=False)
        device.notice()
        lost = device.ids()
        for name in ("data", "shared") if with_folder else ("data",):
            shutil.rmtree(device.place / name, ignore_errors=True)
            if (device.backup / name).exists():
                shutil.copytree(device.backup / name, device.place / name)
        device.carried = {path.name for path in device.shared.glob("[!.]*")}
        # What was never synced was on this device alone.
        self.told -= lost.difference(*(kept for other in self.devices for kept in (other.ids(), other.filed())))

    def settle(self) -> None:
        """Let all devices sync twice after a carrier has had the time to carry everything everywhere."""
        for _ in range(3):
            for giver in self.devices:
                for taker in self.devices:
                    if taker is not giver:
                        self._carry(giver, taker, share=1, cut=0, deletes=True)
            for device in self.devices:
                device.sync(self.now)

    def mistakes(self) -> list[str]:
        """The mistakes in the end: events that were lost, and devices that differ from the first."""
        states = [device.state() for device in self.devices]
        lost = [len(self.told - {event.id for event in state["log"]}) for state in states]
        differing = [str(number) for number, state in enumerate(states) if state != states[0]]
        ignored = [name for device in self.devices for name, _ in read_folder(device.shared)[1]]
        return [
            *(f"device {number} has lost {count} events" for number, count in enumerate(lost) if count),
            *(f"device {number} differs" for number in differing),
            *(f"{name} is left unread" for name in ignored),
        ]


class Killer:
    """Runs `mlsys sync` in a process of its own, and kills it at a random moment."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self.longest = 0.3
        self.killed = self.finished = 0

    def __call__(self, device: Device, now: int) -> None:
        """Run it once."""
        process = os.fork()
        if not process:
            os.environ["XDG_DATA_HOME"] = str(device.data)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            from mlsys_cli.cli.main import main
            from mlsys_cli.session.environment import Environment

            os._exit(main(["sync", str(device.shared), "--mine"], Environment(clock=lambda: now)))
        time.sleep(self._chance.uniform(0, self.longest))
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        if os.WIFSIGNALED(status):
            self.killed += 1
            self.longest *= 1.1
        else:  # so that half of the runs end, and the others are killed at any moment of their work
            self.finished += 1
            self.longest /= 1.1


def kill_syncs(place: Path, kills: int, seed: int = SEED) -> tuple[Trial, Killer]:
    """Go on until so many runs of `mlsys sync` were killed before they ended, and settle then."""
    import mlsys_cli.cli.main
    import mlsys_cli.commands.sync  # noqa: F401 - as they take longer to import than to run

    chance = Random(seed)
    killer = Killer(chance)
    trial = Trial(place, chance, killer)
    while killer.killed < kills:
        trial.act()
    trial.settle()
    return trial, killer


def main(kills: int) -> int:
    """Try it, print what was found, and return the exit code."""
    with tempfile.TemporaryDirectory(prefix="mlsys-lost-") as place:
        trial, killer = kill_syncs(Path(place), kills)
        mistakes = trial.mistakes()
        print(f"{killer.killed} runs killed, {killer.finished} ended before; {len(trial.told)} events to be kept")
        print(*mistakes or ["nothing was lost, and all devices have the same"], sep="\n")
    return int(bool(mistakes))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else KILLS))
