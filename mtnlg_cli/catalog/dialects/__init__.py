"""One file a dialect; the file name is the dialect's id."""
