"""The engines, one file each; the file name is what `--engine` takes."""
