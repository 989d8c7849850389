"""Run every benchmark against other engines, one after another, and write the report.

python -m benchmarks [--rounds 5] [GLOSSARY…]      # or: make bench
"""

import subprocess
import sys

from benchmarks.harness.running import end_on_sigterm, log
from benchmarks.report import NAMES


def main() -> None:
    """Download what is needed, run each benchmark in its own process, and report.

    A benchmark that fails stops neither the others nor the report, but the exit code
    is 1.
    """
    end_on_sigterm()
    _run("benchmarks.downloads")
    failed = [
        name for name in NAMES if _run(f"benchmarks.comparisons.{name}", *sys.argv[1:])
    ]
    _run("benchmarks.report")
    if failed:
        raise SystemExit(f"Benchmarks that failed: {', '.join(failed)}")


def _run(module: str, *arguments: str) -> int:
    log(f"\n== {module}")
    process = subprocess.Popen((sys.executable, "-m", module, *arguments))
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
