"""Text analysis: tokens, phonetic codes, and word vectors."""
