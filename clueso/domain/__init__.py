"""The product's terms and rules.

Imports the standard library and four packages that only compute: ICU (icu4py), pydantic, pyspellchecker's
word lists and text_to_num.
"""
