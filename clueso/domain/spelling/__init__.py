"""The vocabulary: corrects terms that a recogniser wrote by their sound to their owner's spelling."""
