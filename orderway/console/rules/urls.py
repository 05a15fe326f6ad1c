"""The addresses of the rules."""

from __future__ import annotations

from django.urls import path

from orderway.console.rules import hold_kinds, looking, pages, people

urlpatterns = [
    path("settings/rules", pages.tables, name="rules"),
    path("settings/rules/new", pages.new, name="rules_new"),
    path("settings/rules/cell", pages.cell, name="rules_cell"),
    path("settings/rules/<int:pk>", pages.table, name="rules_table"),
    path("settings/rules/<int:pk>/trial", looking.trial, name="rules_trial"),
    path("settings/rules/<int:pk>/history", looking.history, name="rules_history"),
    path("settings/rules/<int:pk>/activate", pages.activate, name="rules_activate"),
    path("settings/rules/<int:pk>/drop", pages.drop, name="rules_drop"),
    path("settings/rules/<int:pk>/rename", pages.rename, name="rules_rename"),
    path("settings/rules/<int:pk>/versions/<int:version>/again", pages.again, name="rules_again"),
    path("settings/rules/<int:pk>/versions/<int:version>/retire", pages.retire, name="rules_retire"),
    path("settings/holds", hold_kinds.kinds, name="hold_kinds"),
    path("settings/holds/<slug:reason>", hold_kinds.kind, name="hold_kind"),
    path("settings/holds/<slug:reason>/reset", hold_kinds.reset, name="hold_kind_reset"),
    path("settings/black-list", people.black_list, name="black_list"),
    path("settings/black-list/template.csv", people.template, name="black_list_template"),
    path("settings/black-list/<int:pk>/remove", people.remove, name="black_list_remove"),
    path("settings/credit", people.credit, name="credit"),
    path("settings/credit/<int:pk>", people.account, name="credit_account"),
]
