"""A carrier that has no form of its own here: read by the usual names of fields and by its words alone."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

FORMS = (Form(code="carrier", name="the carrier", source="the words of the answer itself"),)
