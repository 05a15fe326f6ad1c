"""The addresses of files."""

from __future__ import annotations

from django.urls import path

from orderway.console.imports import pages

urlpatterns = [
    path("imports", pages.imports, name="imports"),
    path("imports/<int:file_id>", pages.one, name="import_file"),
    path("imports/<int:file_id>/start", pages.start, name="import_start"),
    path("imports/<int:file_id>/problems.csv", pages.problems, name="import_problems"),
]
