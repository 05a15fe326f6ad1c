"""Letters: the words of questions and letters per shop and language, and what happens without an answer.

In: templates, a shop's policy. Out: templates whose facts were checked, with a preview.
"""
