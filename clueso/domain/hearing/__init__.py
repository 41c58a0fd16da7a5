"""From a recogniser's words to segments: windows, languages, gaps, inventions, sentences, voices."""
