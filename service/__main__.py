"""Run the command line: `python -m service` is the command `heardword`."""

from service.cli import main

if __name__ == "__main__":
    main()
