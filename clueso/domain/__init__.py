"""The words and rules of the product. Imports the standard library only."""
