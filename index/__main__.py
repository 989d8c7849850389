"""Run the command line: `python -m index`."""

from index.cli.main import main

if __name__ == "__main__":
    main()
