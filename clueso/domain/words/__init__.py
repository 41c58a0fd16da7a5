"""Words and letters: how a text is divided into them, where a sentence ends, which words are common."""
