"""`python -m mtnlg_cli` is the same as `mkt`."""

from mtnlg_cli.cli import main

if __name__ == "__main__":
    main()
