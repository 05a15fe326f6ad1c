"""Settings: the company's reference data, by form and by CSV, and the people and machines that may use them.

A sheet (`sheet.py`) is one kind of data with one form; the same form checks what is typed and each line of a file.
Every change counts the version of the reference data up in its own transaction.
"""
