"""Draws a report of `bench ... -o json`, one SVG for each suite in it.

Usage: draw.py REPORT.json FOLDER      (python3 with the package matplotlib)
"""
import json
import os
import re
import sys

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot

# Equal reports give equal files.
matplotlib.rcParams["svg.hashsalt"] = "millrace"
# Text stays text: smaller files, and figures that can be searched for.
matplotlib.rcParams["svg.fonttype"] = "none"
GROWING = re.compile(r"^(\d+) (groups|partitions|lanes?)(?:, )?(.*)$")


def bars(axes, figures):
    """A row for each case, a bar for each figure of it; the line is the spread of the runs."""
    cases = list(dict.fromkeys(one["case"] for one in figures))
    names = list(dict.fromkeys(one["figure"] for one in figures))
    thick = 0.8 / len(names)
    for number, name in enumerate(names):
        own = [one for one in figures if one["figure"] == name]
        places = [cases.index(one["case"]) + (number - (len(names) - 1) / 2) * thick for one in own]
        medians = [one["median"] for one in own]
        spread = [[one["median"] - one["min"] for one in own], [one["max"] - one["median"] for one in own]]
        axes.barh(places, medians, thick * 0.9, xerr=spread, label=name, error_kw={"linewidth": 1})
    axes.set_yticks(range(len(cases)), cases)
    axes.set_ylim(len(cases) - 0.5, -0.5)
    axes.grid(axis="x", alpha=0.3)


def curves(axes, figures):
    """A line for each thing that grows, over the number that grows."""
    lines = {}
    for one in figures:
        number, what, rest = GROWING.match(one["case"]).groups()
        label = ", ".join(part for part in (rest, one["figure"]) if part)
        lines.setdefault((label, what), []).append((int(number), one))
    for (label, what), points in lines.items():
        points.sort(key=lambda point: point[0])
        numbers = [number for number, _ in points]
        spread = [[one["median"] - one["min"] for _, one in points], [one["max"] - one["median"] for _, one in points]]
        axes.errorbar(numbers, [one["median"] for _, one in points], yerr=spread, marker="o", capsize=3, label=label)
        axes.set_xlabel(what)
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)


def draw(report, suite, folder):
    panels = {}
    for one in report["figures"]:
        if one["suite"] != suite:
            continue
        growing = GROWING.match(one["case"])
        panels.setdefault((growing.group(2) if growing else "", one["unit"]), []).append(one)
    rows = [max(3.0, 0.8 + 0.16 * len(figures) + 0.16 * len({one["case"] for one in figures})) for figures in panels.values()]
    picture, all_axes = pyplot.subplots(
        len(panels), 1, figsize=(10, sum(rows) + 1), squeeze=False, gridspec_kw={"height_ratios": rows})
    for axes, ((growing, unit), figures) in zip(all_axes[:, 0], panels.items()):
        numbers = {GROWING.match(one["case"]).group(1) for one in figures} if growing else set()
        (curves if len(numbers) > 1 else bars)(axes, figures)
        way = "higher is better" if unit.endswith("/s") else "lower is better"
        axes.set_title(f"{unit} ({way})", loc="left", fontsize=10)
        if len(numbers) > 1:
            axes.set_ylabel(unit)
        if len({one["figure"] for one in figures}) > 1 or len(numbers) > 1:
            axes.legend(fontsize=7, loc="best")
    right = "results right" if report["right"] else "A RESULT IS WRONG"
    runs = max(one["runs"].__len__() for one in report["figures"])
    picture.suptitle(
        f"{suite}: median and spread of {runs} run{'s' if runs > 1 else ''}, {right}\n{report['machine']}, load "
        f"{report['load_before']} before, {report['load_after']} after", fontsize=8)
    picture.tight_layout(rect=(0, 0, 1, 0.99))
    path = os.path.join(folder, f"{suite}.svg")
    picture.savefig(path, metadata={"Date": None})
    pyplot.close(picture)
    print(path)


with open(sys.argv[1], encoding="utf-8") as file:
    content = json.load(file)
os.makedirs(sys.argv[2], exist_ok=True)
for name in dict.fromkeys(one["suite"] for one in content["figures"]):
    draw(content, name, sys.argv[2])
