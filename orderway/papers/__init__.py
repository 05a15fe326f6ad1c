"""Papers: pick list, packing slip, shipping label, as PDF, PNG and (labels) ZPL. Pure: plain data in, bytes out.

The pages are Typst templates in `templates/`; the font lies in `data/` with its licence: every machine prints the same.
No Django, no database, no network. Words in English and Chinese stand in `words.py`.
"""
