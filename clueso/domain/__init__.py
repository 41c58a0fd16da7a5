"""The product's terms and rules. Imports only the standard library, ICU (rules of scripts) and
pyspellchecker's word lists.
"""
