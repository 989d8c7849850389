"""All that is measured against others, one question after another, and the report.

python -m benchmarks [--rounds 5] [GLOSSARY…]      # or: make bench
"""

import subprocess
import sys

from benchmarks.report import NAMES
from benchmarks.running import end_on_sigterm, said


def main() -> None:
    """Get what is needed, ask each question in a process of its own, and report.

    A question that cannot be measured stops neither the others nor the report; the
    exit code tells then.
    """
    end_on_sigterm()
    _run("downloads")
    failed = [name for name in NAMES if _run(name, *sys.argv[1:])]
    _run("report")
    if failed:
        raise SystemExit(f"Not measured: {', '.join(failed)}")


def _run(module: str, *arguments: str) -> int:
    said(f"\n== {module}")
    process = subprocess.Popen(
        (sys.executable, "-m", f"benchmarks.{module}", *arguments)
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
