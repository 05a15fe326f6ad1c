"""The pick list on paper."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from orderway.journey.pick.wave import Stop, Tour, tour_of
from orderway.kernel import clock
from orderway.papers import paper
from orderway.web.permissions import needs, warehouses_of


@needs("warehouse.pick")
@require_GET
def pick_list(request: HttpRequest, code: str) -> HttpResponse:
    """The stops of a wave or one fulfilment in walking order, as PDF."""
    tour = tour_of(code, warehouses_of(request.user))
    if tour is None or not tour.stops:
        raise Http404
    return HttpResponse(paper.pick_lists([listed(tour, get_language() or "en")]), content_type="application/pdf")


def listed(tour: Tour, language: str) -> paper.PickList:
    """A tour as its paper."""
    chinese = language.startswith("zh")
    numbers = {part.fulfilment_id: part.number for part in tour.parts}
    made = (tour.made_at or clock.now()).astimezone(ZoneInfo(tour.warehouse.time_zone))
    return paper.PickList(
        tour.code,
        tour.warehouse.name,
        f"{made:%Y-%m-%d %H:%M}",
        [_stop(tour, stop, chinese) for stop in tour.stops if stop.units],
        len(tour.plan.baskets),
        f"{tour.plan.length_dm / 10:.0f} m" if tour.plan.length_dm else "",
        [(at, numbers.get(each, "")) for at, each in enumerate(tour.plan.baskets, start=1)],
        language,
    )


def _stop(tour: Tour, stop: Stop, chinese: bool) -> paper.Stop:
    first = stop.parts[0]
    live = [part for part in stop.parts if part.state not in ("CANCELLED", "STOP_REQUESTED")]
    baskets = [(tour.basket_of(part.fulfilment_id), part.quantity - part.short) for part in live]
    name = first.name_zh if chinese and first.name_zh else first.name
    return paper.Stop(stop.bin, first.sku, name, stop.units, [each for each in baskets if each[1]])
