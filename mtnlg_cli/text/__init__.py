"""Facts about plain text that several stages need: scripts, sentences, words, quantities, lengths; on domain alone."""
