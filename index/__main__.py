"""Run the command line: `python -m index` is the command `heardword`.

By name, because the index knows nothing of the service, which also has `serve`.
"""

from runpy import run_module

if __name__ == "__main__":
    run_module("service", run_name="__main__")
