"""Shared HTTP manners: the shell and the look of all pages, their words, permissions, paging, problem details."""
