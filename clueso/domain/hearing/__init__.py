"""From a recogniser's words to segments: windows, languages, gaps, hallucinations, sentences, voices."""
