"""The embedded language model: corpus, tokenizer, model, training, and the writing of copy sentence by sentence."""
