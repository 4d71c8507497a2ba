"""mtnlg-cli: reviewed and scored marketing copy from product catalogs, on your own machine."""

__version__ = "0.1.0"
