"""The words and rules of the product. Imports only the standard library, ICU (rules of scripts) and pyspellchecker's
lists of words."""
