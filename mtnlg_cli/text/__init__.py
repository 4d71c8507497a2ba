"""Facts about plain text that several stages need: scripts, sentences, words, quantities, lengths. Imports domain only."""
