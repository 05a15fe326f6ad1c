"""The addresses of the inbox and of the listings."""

from django.urls import path

from orderway.console.inbox import listings, pages, steps

urlpatterns = [
    path("inbox", pages.inbox, name="inbox"),
    path("inbox/alike", steps.try_alike, name="inbox_alike"),
    path("inbox/<int:message_id>/panel", pages.panel, name="inbox_panel"),
    path("inbox/<int:message_id>/try", steps.try_one, name="inbox_try"),
    path("inbox/<int:message_id>/open", steps.open_whole, name="inbox_open"),
    path("inbox/<int:message_id>/mend", steps.mend, name="inbox_mend"),
    path("inbox/<int:message_id>/aside", steps.set_aside, name="inbox_aside"),
    path("listings", listings.listings, name="listings"),
    path("listings/panel", listings.panel, name="listing_panel"),
    path("listings/map", listings.map_listing, name="listing_map"),
]
