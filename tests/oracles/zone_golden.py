#!/usr/bin/env python3
"""Golden values for core/base/zone.c from Python's zoneinfo (Python 3.11, the system's tzdata or PyPI's 2025.2).

Writes tests/unit/base/golden/zones.txt:
    utc   zone seconds offset abbreviation        what the zone shows at an instant
    local zone wall-seconds first last            wall time as instants by fold 0 and 1 (equal: it occurs once)
Only instants that time zone database updates no longer change are taken: 1972 to 2023, and the future of zones with
settled rules.
"""
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

random.seed(7)
SETTLED = ["America/New_York", "Europe/Berlin", "Europe/London", "Australia/Lord_Howe", "Asia/Tokyo", "Asia/Kolkata",
           "Europe/Dublin", "UTC"]
HISTORY = SETTLED + ["America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "America/Sao_Paulo", "Asia/Tehran",
                     "Antarctica/Troll", "Africa/Casablanca", "America/Caracas", "Pacific/Kwajalein", "Asia/Pyongyang"]
EPOCH = datetime(1970, 1, 1)
lines = []


def utc(zone, seconds):
    local = (datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)).astimezone(ZoneInfo(zone))
    lines.append(f"utc {zone} {seconds} {int(local.utcoffset().total_seconds())} {local.tzname()}")


def local(zone, seconds):
    wall = EPOCH + timedelta(seconds=seconds)
    both = [int(wall.replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp()) for fold in (0, 1)]
    lines.append(f"local {zone} {seconds} {both[0]} {both[1]}")


def changes(zone, start, end):
    """Instants at which the offset changes, by bisection between days."""
    info, found, day = ZoneInfo(zone), [], 86400

    def offset(t):
        return (datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=t)).astimezone(info).utcoffset()

    for t in range(start, end, day):
        if offset(t) != offset(t + day):
            low, high = t, t + day
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
            found.append((high, int(offset(low).total_seconds()), int(offset(high).total_seconds())))
    return found


def year(y):
    return int(datetime(y, 1, 1, tzinfo=timezone.utc).timestamp())


for zone in HISTORY:
    ranges = [(year(1972), year(2023))] + ([(year(2040), year(2043)), (year(2190), year(2192))] if zone in SETTLED else [])
    for start, end in ranges:
        points = changes(zone, start, end)
        for at, before, after in random.sample(points, min(len(points), 12)):
            for t in (at - 1, at, at + 1):
                utc(zone, t)
            edge = [at + min(before, after) - 1, at + min(before, after), at + (before + after) // 2,
                    at + max(before, after) - 1, at + max(before, after)]
            for wall in edge:
                local(zone, wall)
        for _ in range(10):
            t = random.randrange(start, end)
            utc(zone, t)
            local(zone, t)
target = Path(__file__).resolve().parent.parent / "unit/base/golden/zones.txt"
target.write_text("\n".join(lines) + "\n")
print(len(lines), "cases in", target)
