"""Chinese carriers and the services that ask them: SF Express, 快递100, 快递鸟. Source: their interface documents."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

SF_ROUTES = {
    "50": "picked_up",
    "54": "picked_up",
    "30": "in_transit",
    "31": "in_transit",
    "44": "out_for_delivery",
    "204": "out_for_delivery",
    "33": "attempted",
    "70": "attempted",
    "125": "ready_for_pickup",
    "80": "delivered",
    "8000": "delivered",
    "99": "returning",
    "648": "returning",
}
STATES_100 = {
    "0": "in_transit",
    "1": "picked_up",
    "2": "exception",
    "3": "delivered",
    "4": "returned",
    "5": "out_for_delivery",
}
STATES_100 |= {"6": "returning", "7": "in_transit", "8": "customs", "14": "refused"}
STATES_BIRD = {"0": "announced", "1": "picked_up", "2": "in_transit", "3": "delivered", "4": "exception"}

FORMS = (
    Form(
        code="sf",
        name="SF Express",
        source="SF open platform, EXP_RECE_SEARCH_ROUTES, opCode",
        codes=SF_ROUTES,
        events=("routes", "waybillroute", "route"),
        numbers=("mailno",),
        times=("accepttime",),
        texts=("remark",),
        code_fields=("opcode",),
        zone="Asia/Shanghai",
    ),
    Form(
        code="kuaidi100",
        name="快递100",
        source="快递100 实时查询接口, state",
        states=STATES_100,
        events=("data",),
        numbers=("nu",),
        times=("ftime", "time"),
        texts=("context",),
        statuses=("state",),
        zone="Asia/Shanghai",
    ),
    Form(
        code="kdniao",
        name="快递鸟",
        source="快递鸟 即时查询接口, State",
        states=STATES_BIRD,
        events=("traces",),
        numbers=("logisticcode",),
        times=("accepttime",),
        texts=("acceptstation",),
        code_fields=("action",),
        statuses=("state",),
        zone="Asia/Shanghai",
    ),
)
