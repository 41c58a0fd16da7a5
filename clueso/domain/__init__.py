"""The product's terms and rules.

Imports the standard library and five packages that only compute: ICU (icu4py), pydantic, pyspellchecker's
word lists, snowballstemmer and text_to_num.
"""
