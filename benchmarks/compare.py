"""Time the fast preset beside the lecture's loop, each in a process of its own.

    python benchmarks/compare.py               everything: two hours on two cores with
                                               bfloat16, over five on two with only AVX2
    python benchmarks/compare.py 256 chelsea   this picture at this size; reports all so far

Runs are kept in output/bench/ and not repeated: delete that folder to measure anew. The table goes
to benchmarks/results.md and the plot to benchmarks/cost_against_time.png, after every picture; on a
processor without bfloat16, to files of their own that say float32.
"""
import csv
import itertools
import json
import os
import platform
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
from PIL import Image

from utils.faster import bfloat16_is_faster
from utils.files import OUTPUT, T_IMAGES, atomic
from utils.gallery import source_of
from utils.images import load_image, save_image

HERE = Path(__file__).parent
BENCH = OUTPUT / "bench"
STYLE = T_IMAGES / "swirling_night.jpg"
CONTENTS = ["sunset_bridge", "chelsea", "coffee"]  # the default picture and two photographs
COMPARED = [256, 384]
LARGER = [128, 256, 384, 512, 1024]
MORE = 250  # steps of the fast preset, beside its own number
METHODS = {
    "lecture": ["--preset", "lecture"],
    "fast": ["--preset", "fast"],
    f"fast, {MORE} steps": ["--preset", "fast", "--iterations", f"{MORE}"],
    "fast, float32": ["--preset", "fast", "--float32"],
    f"fast, float32, {MORE} steps": ["--preset", "fast", "--float32", "--iterations", f"{MORE}"],
}


def content_file(name):
    """The path of a content picture; scikit-image's photographs are written out first."""
    source = source_of(name)
    if isinstance(source, Path):
        return source
    path = BENCH / f"{name}.png"
    if not path.exists():
        save_image(load_image(source), path)
    return path


def folder_of(name, size, method):
    """Where a run's pictures, history and record are."""
    return BENCH / f"{name}_{size}_{method.replace(', ', '_').replace(' ', '_')}"


def run_alone(*arguments):
    """Run `python -m utils.stylize` in a process of its own.

    Returns:
        (seconds, bytes): how long it took, and the most memory it held.
    """
    command = [sys.executable, "-m", "utils.stylize", *map(str, arguments)]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} failed: run it by hand to see why.")
    return (time.perf_counter() - begun,
            usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


def measure(name, size, method):
    """Run one method in a process of its own, unless that was done, and note its time and peak."""
    folder = folder_of(name, size, method)
    if (folder / "run.json").exists():
        return
    print(f"{name}, {size} px, {method} ...", flush=True)
    seconds, peak = run_alone(content_file(name), STYLE, "--size", size, "--output", folder,
                              *METHODS[method])
    with atomic(folder / "run.json") as part:
        part.write_text(json.dumps({"seconds": seconds, "megabytes": peak / 1e6}))


def measured(name, size):
    """What was measured of a picture at a size.

    Returns:
        dict from method to a dict of seconds (the whole process), megabytes (its peak) and
        history (a dict of floats for every step, its seconds since the process began).
    """
    runs = {}
    for method in METHODS:
        folder = folder_of(name, size, method)
        if (folder / "run.json").exists():
            with (folder / "history.csv").open() as file:
                history = [{key: float(value) for key, value in row.items()}
                           for row in csv.DictReader(file)]
            runs[method] = json.loads((folder / "run.json").read_text()) | {"history": history}
            before = runs[method]["seconds"] - history[-1]["seconds"]
            for step in history:
                step["seconds"] += before
    return runs


def seconds_until(run, J):
    """Seconds from the start of a process until its cost was first as low as J, in words."""
    there = [step["seconds"] for step in run["history"] if step["J"] <= J]
    return f"{there[0]:.0f}" if there else "never"


def table_of(comparisons):
    """The comparisons as a Markdown table."""
    lines = ["| content | px | method | J | J / J\\* | J_content | J_style | seconds | T\\* / T | "
             "seconds to 1.05 J\\* | to J\\* | lecture's to the same J | peak MB | "
             "MB / lecture's |",
             "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"]
    for (name, size), runs in comparisons.items():
        star = runs["lecture"]
        best = star["history"][-1]["J"]
        for method, run in runs.items():
            last = run["history"][-1]
            lines.append(
                f"| {name} | {size} | {method} | {last['J']:.3f} | "
                f"{last['J'] / best:.3f} | {last['J_content']:.3f} | "
                f"{last['J_style']:.4f} | {run['seconds']:.0f} | "
                f"{star['seconds'] / run['seconds']:.1f} | "
                f"{seconds_until(run, 1.05 * best)} | {seconds_until(run, best)} | "
                f"{seconds_until(star, last['J'])} | "
                f"{run['megabytes']:.0f} | "
                f"{run['megabytes'] / star['megabytes']:.2f} |")
    return lines


def processor():
    """The processor's name, as the machine gives it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def plot(comparisons, path):
    """Draw J / J* against the seconds since the process began, one panel a picture and size."""
    columns = min(3, len(comparisons))
    rows = -(-len(comparisons) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(4 * columns, 3.2 * rows), squeeze=False,
                                layout="constrained", sharey=True)
    for axis in axes.flat[len(comparisons):]:
        axis.set_visible(False)
    looks = {"lecture": ("#D55E00", "-"), f"fast, {MORE} steps": ("#0072B2", "-"),
             f"fast, float32, {MORE} steps": ("#0072B2", "--")}
    for axis, ((name, size), runs) in zip(axes.flat, comparisons.items()):
        star = runs["lecture"]["history"][-1]["J"]
        for method, (colour, line) in looks.items():
            if method in runs:
                history = runs[method]["history"]
                axis.plot([step["seconds"] for step in history],
                          [step["J"] / star for step in history],
                          color=colour, linestyle=line, label=method)
        axis.axhline(1, color="0.6", linewidth=0.8)
        axis.set(title=f"{name}, {size} px", xscale="log", yscale="log", ylim=(0.96, 1.6),
                 xlabel="seconds since the start", yticks=[1, 1.05, 1.1, 1.2, 1.3, 1.4, 1.5])
        axis.set_xticks(ticks := [10, 20, 50, 100, 200, 500, 1000], ticks)
        axis.yaxis.set_major_formatter("{x:g}")
        axis.yaxis.set_minor_formatter("")
        axis.xaxis.set_minor_formatter("")
        axis.grid(alpha=0.3)
    axes[0, 0].set_ylabel("J / the lecture's last J")
    axes[0, 0].legend()
    with atomic(path) as part:
        figure.savefig(part, format="png", dpi=110)
    plt.close(figure)


def write_results():
    """Write the table and the plot from all that has been measured."""
    comparisons = {(name, size): measured(name, size) for size in COMPARED for name in CONTENTS}
    comparisons = {key: runs for key, runs in comparisons.items() if "lecture" in runs}
    larger = {size: measured(CONTENTS[0], size).get("fast") for size in LARGER}
    if bfloat16_is_faster():
        kind, multiplies = "", "bfloat16, unless the line says float32"
        stairs = "; the stairs of bfloat16 are J rounded"
    else:
        kind, multiplies, stairs = "_float32", "float32", ""
    drawn, painted = f"cost_against_time{kind}.png", f"largest{kind}.jpg"
    lines = [
        "# The fast preset beside the lecture's loop", "",
        "Written by `make bench`. Every line is one process from start to end, with the import of "
        "TensorFlow and the weights: `python -m utils.stylize CONTENT T_images/swirling_night.jpg "
        "--size PX --preset PRESET`, one after the other.", "",
        f"- {processor()}, {os.cpu_count()} cores; {platform.system()}, Python "
        f"{platform.python_version()}, TensorFlow {version('tensorflow')}; the fast preset "
        f"multiplies in {multiplies}",
        "- J\\* and T\\*: cost and seconds of the lecture's loop (Adam 0.01, float32) after 1500 "
        "steps. J is computed in float32 at the end of each, before `mend_edge` gives the fast "
        "preset's outermost two pixels the colour of those inside", ""]
    if comparisons:
        plot(comparisons, HERE / drawn)
        lines += table_of(comparisons)
        lines += ["", f"![Cost against seconds, both axes logarithmic{stairs}]({drawn})"]
    if any(larger.values()):
        lines += ["", "## Larger pictures", "", f"The fast preset on {CONTENTS[0]}.", "",
                  "| px | seconds | peak MB |", "|---|---|---|"]
    lines += [f"| {size} | {run['seconds']:.0f} | {run['megabytes']:.0f} |"
              for size, run in larger.items() if run]
    largest = folder_of(CONTENTS[0], LARGER[-1], "fast") / "generated.png"
    if larger[LARGER[-1]]:
        lines += ["", f"![The painting at {LARGER[-1]} pixels]({painted})"]
        with atomic(HERE / painted) as part:
            Image.open(largest).save(part, quality=80)
    with atomic(HERE / f"results{kind}.md") as part:
        part.write_text("\n".join(lines) + "\n")


def main(arguments):
    """Measure what is named, float32 on the first comparison only, and write the results."""
    sizes = {int(word) for word in arguments if word.isdigit()} or {*COMPARED, *LARGER}
    contents = [word for word in arguments if not word.isdigit()] or CONTENTS
    if unknown := set(contents) - set(CONTENTS):
        sys.exit(f"no picture called {', '.join(sorted(unknown))}; there are {', '.join(CONTENTS)}")
    matplotlib.use("Agg")
    BENCH.mkdir(parents=True, exist_ok=True)
    for name, size in itertools.product(contents, COMPARED):
        if size in sizes:
            first = (name, size) == (CONTENTS[0], COMPARED[0])
            for method in METHODS:
                if "float32" not in method or first and bfloat16_is_faster():
                    measure(name, size, method)
            write_results()
    for size in LARGER:
        if size in sizes and CONTENTS[0] in contents:
            measure(CONTENTS[0], size, "fast")
            write_results()


if __name__ == "__main__":
    main(sys.argv[1:])
