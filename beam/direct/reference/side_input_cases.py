"""Side inputs of every shape, and how a main window finds its side window."""

import apache_beam as beam
from apache_beam import pvalue

from cases import Case, seconds
from windowing_cases import GLOBAL, fixed, sessions, sliding, windowed

MAIN = seconds(("a", 1, 0), ("a", 2, 12), ("b", 3, 25), ("b", 4, 61))
ONE = seconds(("x", 100, 5))
SIDE = seconds(("x", 100, 1), ("y", 101, 2), ("y", 102, 14), ("z", 103, 62))
UNIQUE = seconds(("x", 100, 1), ("y", 101, 2), ("z", 102, 14))


def with_side(element, side, view):
    """The main element, and what the side input gave it in an order of its own."""
    key, value = element
    if isinstance(side, pvalue.EmptySideInput):
        side = None
    if view in ("iter", "list"):
        side = sorted(side)
    if view == "multimap":
        side = {name: sorted(values) for name, values in side.items()}
    return key, {"values": [value], "side": side}


def side_input(view, main, side, main_window, side_window, fails=False, **more):
    parameters = {"view": view, "main": main_window, "side": side_window, **more}

    def build(input, side):
        values = windowed(side, side_window, "Window side")
        if view in ("singleton", "iter", "list"):
            values = values | beam.Values()
        if view == "singleton":
            default = {"default_value": more["default"]} if "default" in more else {}
            seen = pvalue.AsSingleton(values, **default)
        else:
            seen = {"iter": pvalue.AsIter, "list": pvalue.AsList, "dict": pvalue.AsDict,
                    "multimap": pvalue.AsMultiMap}[view](values)
        if view == "multimap":
            # It cannot be listed by every runner: the keys that it is asked for are the case's.
            keys = ["w", "x", "y", "z"]
            return windowed(input, main_window) | beam.Map(
                lambda element, map: with_side(element, {name: list(map[name]) for name in keys}, view), seen)
        return windowed(input, main_window) | beam.Map(lambda element, given: with_side(element, given, view), seen)

    return Case({"input": main, "side": side}, parameters, build, fails=fails)


def in_global_window(view, side, **more):
    return side_input(view, MAIN, side, GLOBAL, GLOBAL, **more)


CASES = {
    "side_singleton": in_global_window("singleton", ONE),
    "side_singleton_of_none": in_global_window("singleton", []),
    "side_singleton_of_two": in_global_window("singleton", UNIQUE, fails=True),
    "side_singleton_default": in_global_window("singleton", [], default=-1),
    "side_singleton_default_unused": in_global_window("singleton", ONE, default=-1),
    "side_iter": in_global_window("iter", SIDE),
    "side_iter_empty": in_global_window("iter", []),
    "side_list": in_global_window("list", SIDE),
    "side_dict": in_global_window("dict", UNIQUE),
    "side_dict_empty": in_global_window("dict", []),
    "side_multimap": in_global_window("multimap", SIDE),
    "side_iter_fixed_10_by_fixed_10": side_input("iter", MAIN, SIDE, fixed(10), fixed(10)),
    "side_iter_fixed_10_by_fixed_60": side_input("iter", MAIN, SIDE, fixed(10), fixed(60)),
    "side_iter_fixed_10_by_global": side_input("iter", MAIN, SIDE, fixed(10), GLOBAL),
    "side_iter_fixed_60_by_fixed_10": side_input("iter", MAIN, seconds(("x", 100, 1), ("y", 101, 55), ("z", 102, 118)),
                                                 fixed(60), fixed(10)),
    "side_iter_fixed_10_by_sliding": side_input("iter", MAIN, SIDE, fixed(10), sliding(20, 10)),
    "side_iter_sessions_by_fixed_10": side_input("iter", MAIN, SIDE, sessions(5), fixed(10)),
    "side_iter_sliding_by_fixed_10": side_input("iter", MAIN, SIDE, sliding(10, 5), fixed(10)),
    "side_iter_global_by_fixed_10": side_input("iter", MAIN, SIDE, GLOBAL, fixed(10)),
    "side_iter_fixed_10_by_sessions": side_input("iter", MAIN, SIDE, fixed(10), sessions(5), fails=True),
    "side_singleton_default_fixed_10_by_fixed_10": side_input(
        "singleton", MAIN, seconds(("x", 100, 1), ("x", 101, 14)), fixed(10), fixed(10), default=-1),
    "side_singleton_fixed_10_by_fixed_60": side_input(
        "singleton", MAIN, seconds(("x", 100, 1), ("x", 101, 70)), fixed(10), fixed(60)),
    "side_singleton_fixed_10_by_fixed_10_of_none": side_input("singleton", MAIN, ONE, fixed(10), fixed(10)),
    "side_dict_fixed_10_by_fixed_60": side_input("dict", MAIN, UNIQUE, fixed(10), fixed(60)),
    "side_multimap_fixed_10_by_fixed_60": side_input("multimap", MAIN, SIDE, fixed(10), fixed(60)),
    "side_list_fixed_10_by_fixed_10": side_input("list", MAIN, SIDE, fixed(10), fixed(10)),
}
