"""Fine-tuning of other people's language models on accepted copy: examples, split, losses, adapters, the loop."""
