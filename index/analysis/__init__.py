"""Text analysis: tokens, phonetic codes, word vectors."""
