"""The addresses of picking."""

from django.urls import path

from orderway.journey.pick import prints, screens

urlpatterns = [
    path("pick", screens.home, name="pick"),
    path("pick/<str:code>", screens.walk, name="pick_walk"),
    path("pick/<str:code>/short", screens.short, name="pick_short"),
    path("pick/<str:code>/ask", screens.ask_short, name="pick_ask_short"),
    path("pick/<str:code>/plan", screens.plan, name="pick_plan"),
    path("pick/<str:code>/list.pdf", prints.pick_list, name="print_pick_list"),
]
