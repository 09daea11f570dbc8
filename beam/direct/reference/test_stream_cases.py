"""Streams, event by event: early, on-time and late panes, and what is dropped."""

from cases import SECOND, Case, seconds
from trigger_cases import EARLY, TRANSFORMS, window_into
from windowing_cases import GLOBAL, fixed, sessions, sliding


def add(*elements):
    return ["add", seconds(*elements)]


def watermark(time):
    return ["watermark", time * SECOND]


def processing_time(by):
    return ["processing_time", by * SECOND]


def stream(events, windows, trigger, mode, lateness=0, transform="group", **more):
    parameters = {**windows, "trigger": trigger, "mode": mode, "allowed_lateness_micros": lateness * SECOND,
                  "transform": transform, **more}

    def build(events):
        return TRANSFORMS[transform](events | "Window" >> window_into(parameters))

    return Case({"events": events}, parameters, build, pane=True)


# Two keys; early, on time, late, and too late with 20 s of lateness in windows of 10 s.
EVENTS = [
    add(("a", 1, 1), ("a", 2, 2), ("b", 3, 3)),
    watermark(5),
    add(("a", 4, 4)),
    add(("a", 5, 6), ("b", 6, 7)),
    watermark(12),
    add(("a", 7, 8), ("a", 8, 13)),
    watermark(25),
    add(("b", 9, 9), ("b", 10, 14)),
    watermark(35),
    add(("a", 11, 5), ("b", 12, 36)),
]
# Pairs, so that nothing is left over: Python's runner fails where something is ("pipeline stall").
PAIRS = [
    add(("a", 1, 1), ("a", 2, 2), ("b", 3, 3), ("b", 4, 4)),
    watermark(5),
    add(("a", 5, 6), ("b", 6, 7)),
    add(("a", 7, 7), ("b", 8, 8)),
    watermark(12),
    add(("a", 9, 8), ("a", 10, 13)),
    add(("a", 11, 9), ("a", 12, 14)),
    add(("a", 13, 15), ("a", 14, 16)),
    watermark(40),
    add(("b", 15, 45), ("b", 16, 46)),
    add(("b", 17, 45), ("b", 18, 46)),
]
# Sessions of 5 s that grow, join, and are late.
SESSIONS = [
    add(("a", 1, 0)),
    add(("a", 2, 8)),
    add(("a", 3, 4)),
    watermark(14),
    add(("b", 5, 20)),
    watermark(21),
    add(("b", 6, 24), ("a", 7, 3)),
    watermark(60),
    add(("b", 8, 28)),
]
SESSION_PAIRS = [
    add(("a", 1, 0), ("b", 2, 20)),
    add(("a", 3, 8)),
    add(("a", 4, 4), ("b", 5, 22)),
    add(("a", 6, 10), ("a", 9, 11)),
    watermark(40),
    add(("b", 7, 24), ("b", 8, 26)),
]
# Event time is far from processing time, since Python's triggers take the one for the other.
TIMES = [
    add(("a", 1, 1001)),
    processing_time(3),
    add(("a", 2, 1002), ("b", 3, 1003)),
    processing_time(3),
    add(("a", 4, 1004)),
    watermark(1012),
    processing_time(10),
    add(("a", 5, 1015)),
    processing_time(10),
]
LATE = "after_watermark_late_count_1"
BOTH = "after_watermark_early_count_2_late_count_1"
BOTH_MODES = ("accumulating", "discarding")


def all_modes(name, events, *arguments, **more):
    return {f"test_stream_{name}_{mode}": stream(events, *arguments, mode, **more) for mode in BOTH_MODES}


CASES = {
    **{name: case for trigger in ("default", "after_watermark", LATE, EARLY, BOTH, "repeatedly_any_count_2_watermark", "always",
                                  "repeatedly_each_count_1_count_2", "finally_repeatedly_count_1_watermark")
       for name, case in all_modes(trigger, EVENTS, fixed(10), trigger, lateness=20).items()},
    **{name: case for trigger in ("after_count_2", "repeatedly_after_count_2", "all_count_2_watermark",
                                  "each_count_2_watermark")
       for name, case in all_modes(trigger, PAIRS, fixed(10), trigger, lateness=20).items()},
    **all_modes("no_lateness", EVENTS, fixed(10), BOTH),
    **all_modes("sliding", EVENTS, sliding(10, 5), BOTH, lateness=20),
    **all_modes("global", EVENTS, GLOBAL, EARLY),
    **all_modes("sessions_default", SESSIONS, sessions(5), "default", lateness=100),
    **all_modes("sessions_early_late", SESSIONS, sessions(5), BOTH, lateness=100),
    **all_modes("sessions_count", SESSION_PAIRS, sessions(5), "repeatedly_after_count_2", lateness=100),
    **all_modes("processing_time", TIMES, fixed(10), "repeatedly_processing_time_5", lateness=20),
    **all_modes("processing_time_early", TIMES, fixed(10), "after_watermark_early_processing_time_5"),
    **all_modes("earliest", EVENTS, fixed(10), BOTH, lateness=20, timestamp_combiner="earliest"),
    **all_modes("latest", EVENTS, fixed(10), BOTH, lateness=20, timestamp_combiner="latest"),
    **all_modes("combine_per_key", EVENTS, fixed(10), BOTH, lateness=20, transform="combine_per_key"),
    **all_modes("combine_globally", EVENTS, fixed(10), BOTH, lateness=20, transform="combine_globally"),
    **all_modes("group_twice", EVENTS, fixed(10), BOTH, lateness=20, transform="group_twice"),
}
