"""Plans of rides by PyVRP, for comparison: waiting put into its words as prizes for being there in time."""

from __future__ import annotations

from collections.abc import Sequence

from pyvrp import Model
from pyvrp.stop import MaxIterations

from lanterne.dispatch.routes import LOAD_S, Road, Van, Wait

SLOT_S = 300
"""Seconds between the deadlines with which each call is offered: finer, and PyVRP gets lost among them."""


def orders_by_pyvrp(
    waits: Sequence[Wait], vans: Sequence[Van], road: Road, horizon_s: int, iterations: int, seed: int = 1
) -> list[list[int]]:
    """Whom each van fetches in what order so that the sum of waiting is least.

    PyVRP knows no waiting, but prizes and groups of which one is visited. So each call is a group of clients,
    one for each deadline, whose prize is what is left of the horizon at it. All calls are rides, and
    no van comes back for more.
    """
    model = Model()
    calls = [model.add_location(one.at_m, 0, name=one.request) for one in waits]
    starts = [model.add_location(one.at_m, 1, name=one.id) for one in vans]
    finish = model.add_location(road.length_m, 0, name="finish")
    metres = [
        *zip(calls, (one.at_m for one in waits), strict=True),
        *zip(starts, (one.at_m for one in vans), strict=True),
        (finish, road.length_m),
    ]
    for here, here_m in metres:
        for there, there_m in metres:
            duration = 0 if here is there else round(road.drive_s(here_m, there_m))
            model.add_edge(here, there, distance=0, duration=duration)
    depot = model.add_depot(finish)
    for van, start in zip(vans, starts, strict=True):
        begin = model.add_depot(start)
        model.add_vehicle_type(
            1, capacity=[van.seats], start_depot=begin, end_depot=depot, unit_distance_cost=0, name=van.id
        )
    for number, place in enumerate(calls):
        group = model.add_client_group(required=False)
        for late in range(0, horizon_s, SLOT_S):
            model.add_client(
                place,
                pickup=[1],
                service_duration=round(LOAD_S),
                tw_late=late,
                prize=horizon_s - late,
                required=False,
                group=group,
                name=str(number),
            )
    found = model.solve(MaxIterations(iterations), seed=seed, display=False, collect_stats=False).best
    data = model.data()
    orders: list[list[int]] = [[] for _ in vans]
    for route in found.routes():
        visited = [data.client(one.idx) for one in route.schedule() if one.is_client()]
        orders[route.vehicle_type()] = [int(one.name) for one in visited]
    return orders
