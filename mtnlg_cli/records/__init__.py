"""CopyRecords on disk: the journal, the outputs made from it, the manifest, resume and verification."""
