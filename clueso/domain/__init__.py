"""The words and rules of the product. Imports the standard library, and ICU for the rules of scripts, only."""
