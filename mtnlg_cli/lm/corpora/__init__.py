"""Open text for pretraining: ten public sets read, cleaned, freed of duplicates and personal data, split, described."""
