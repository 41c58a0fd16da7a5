"""The vocabulary: terms that a recogniser wrote as they sound are written as their owner spells them."""
