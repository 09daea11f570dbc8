"""Windows, timestamps of groups, combining and Flatten."""

import apache_beam as beam
from apache_beam.transforms import window
from apache_beam.transforms.window import TimestampCombiner

from cases import SECOND, Case, seconds, value_of, values_of

INPUT = seconds(("a", 1, 0), ("a", 2, 3.5), ("a", 3, 9.999), ("a", 4, 10), ("a", 5, 25), ("b", 6, 4), ("b", 7, 61))
NEGATIVE = seconds(("a", 1, -0.001), ("a", 2, -10), ("a", 3, -10.001), ("a", 4, -25), ("a", 5, 0), ("b", 6, -3))
# a: two that overlap, one that only touches the session before it; c: two sessions that a later element joins.
SESSIONS = seconds(("a", 1, 0), ("a", 2, 4), ("a", 3, 9), ("b", 4, 7), ("c", 5, 0), ("c", 6, 8), ("c", 7, 4),
                   ("d", 8, -12), ("d", 9, -8), ("d", 10, 2))
MICROS = [["a", 1, 0], ["a", 2, 1500], ["a", 3, 2000], ["a", 4, 2999], ["b", 5, -1], ["b", 6, -1500]]

COMBINERS = {"earliest": TimestampCombiner.OUTPUT_AT_EARLIEST, "latest": TimestampCombiner.OUTPUT_AT_LATEST,
             "end_of_window": TimestampCombiner.OUTPUT_AT_EOW}


def window_fn(parameters):
    kind = parameters["window"]
    offset = parameters.get("offset_micros", 0) / SECOND
    if kind == "global":
        return window.GlobalWindows()
    if kind == "fixed":
        return window.FixedWindows(parameters["size_micros"] / SECOND, offset)
    if kind == "sliding":
        return window.SlidingWindows(parameters["size_micros"] / SECOND, parameters["period_micros"] / SECOND, offset)
    return window.Sessions(parameters["gap_micros"] / SECOND)


def fixed(size, **more):
    return {"window": "fixed", "size_micros": round(size * SECOND), **more}


def sliding(size, period, **more):
    return {"window": "sliding", "size_micros": size * SECOND, "period_micros": period * SECOND, **more}


def sessions(gap, **more):
    return {"window": "sessions", "gap_micros": gap * SECOND, **more}


GLOBAL = {"window": "global"}


def windowed(collection, parameters, label="Window"):
    combiner = COMBINERS.get(parameters.get("timestamp_combiner"))
    return collection | label >> beam.WindowInto(window_fn(parameters), timestamp_combiner=combiner)


def group(elements, parameters):
    def build(input):
        return windowed(input, parameters) | beam.GroupByKey() | beam.Map(values_of)

    return Case({"input": elements}, parameters, build, pane=True)


def regroup(elements, parameters):
    """Groups, takes the groups apart and groups their values again in the same windows."""

    def build(input):
        grouped = windowed(input, parameters) | "First" >> beam.GroupByKey()
        again = grouped | beam.FlatMap(lambda group: [("all", value) for value in group[1]])
        return again | "Second" >> beam.GroupByKey() | beam.Map(values_of)

    return Case({"input": elements}, parameters, build, pane=True)


def combine_per_key(elements, parameters):
    def build(input):
        return windowed(input, parameters) | beam.CombinePerKey(sum) | beam.Map(value_of)

    return Case({"input": elements}, parameters, build)


def combine_globally(elements, parameters, fails=False):
    def build(input):
        combine = beam.CombineGlobally(sum)
        if parameters["without_defaults"]:
            combine = combine.without_defaults()
        values = windowed(input, parameters) | beam.Values()
        return values | combine | beam.Map(lambda total: ("", {"values": [total]}))

    return Case({"input": elements}, parameters, build, fails=fails)


def flatten(first, second, parameters):
    def build(input, second):
        both = [windowed(input, parameters, "Window first"), windowed(second, parameters, "Window second")]
        return both | beam.Flatten() | beam.GroupByKey() | beam.Map(values_of)

    return Case({"input": first, "second": second}, parameters, build, pane=True)


def window_twice(elements, parameters):
    """Only the last WindowInto counts; the timestamps stay."""

    def build(input):
        once = windowed(input, parameters["first"], "Window first")
        return windowed(once, parameters, "Window second") | beam.GroupByKey() | beam.Map(values_of)

    return Case({"input": elements}, parameters, build, pane=True)


def assign(elements, parameters):
    """WindowInto alone: one output for each element and window."""

    def build(input):
        return windowed(input, parameters) | beam.Map(value_of)

    return Case({"input": elements}, parameters, build)


CASES = {
    "window_fixed": assign(INPUT, fixed(10)),
    "window_fixed_negative": assign(NEGATIVE, fixed(10)),
    "window_sliding": assign(INPUT, sliding(10, 5)),
    "window_sliding_with_gaps": assign(INPUT, sliding(2, 5)),
    "window_sessions": assign(SESSIONS, sessions(5)),
    "gbk_global": group(INPUT, GLOBAL),
    "gbk_empty": group([], fixed(10)),
    "gbk_fixed": group(INPUT, fixed(10)),
    "gbk_fixed_offset": group(INPUT, fixed(10, offset_micros=3 * SECOND)),
    "gbk_fixed_offset_beyond_size": group(INPUT, fixed(10, offset_micros=23 * SECOND)),
    "gbk_fixed_negative": group(NEGATIVE, fixed(10)),
    "gbk_fixed_negative_offset": group(NEGATIVE, fixed(10, offset_micros=3 * SECOND)),
    "gbk_fixed_submillisecond": group(MICROS, fixed(0.002)),
    "gbk_fixed_submillisecond_latest": group(MICROS, fixed(0.002, timestamp_combiner="latest")),
    "gbk_sliding": group(INPUT, sliding(10, 5)),
    "gbk_sliding_offset": group(INPUT, sliding(10, 5, offset_micros=2 * SECOND)),
    "gbk_sliding_uneven": group(INPUT, sliding(10, 4)),
    "gbk_sliding_with_gaps": group(INPUT, sliding(2, 5)),
    "gbk_sliding_negative": group(NEGATIVE, sliding(10, 5)),
    "gbk_sessions": group(SESSIONS, sessions(5)),
    "gbk_sessions_one_element": group(seconds(("a", 1, 7)), sessions(5)),
    "gbk_sessions_negative": group(NEGATIVE, sessions(5)),
    "gbk_twice_fixed": regroup(INPUT, fixed(10)),
    "gbk_twice_sessions": regroup(SESSIONS, sessions(5)),
    "window_twice": window_twice(INPUT, {"first": sessions(5), **fixed(60)}),
    "flatten_gbk_fixed": flatten(INPUT, seconds(("a", 10, 1), ("c", 11, 12)), fixed(10)),
    "flatten_gbk_sessions": flatten(SESSIONS, seconds(("a", 20, 6), ("d", 21, -3)), sessions(5)),
    "combine_per_key_global": combine_per_key(INPUT, GLOBAL),
    "combine_per_key_fixed": combine_per_key(INPUT, fixed(10)),
    "combine_per_key_sliding": combine_per_key(INPUT, sliding(10, 5)),
    "combine_per_key_sessions": combine_per_key(SESSIONS, sessions(5)),
    "combine_per_key_fixed_latest": combine_per_key(INPUT, fixed(10, timestamp_combiner="latest")),
    "combine_globally_global": combine_globally(INPUT, {**GLOBAL, "without_defaults": False}),
    "combine_globally_empty": combine_globally([], {**GLOBAL, "without_defaults": False}),
    "combine_globally_empty_without_defaults": combine_globally([], {**GLOBAL, "without_defaults": True}),
    "combine_globally_fixed": combine_globally(INPUT, fixed(10, without_defaults=True)),
    "combine_globally_fixed_with_defaults": combine_globally(INPUT, fixed(10, without_defaults=False), fails=True),
    "combine_globally_sliding": combine_globally(INPUT, sliding(10, 5, without_defaults=True)),
    "combine_globally_sessions": combine_globally(SESSIONS, sessions(5, without_defaults=True)),
    **{f"gbk_{name}_{combiner}": group(elements, {**parameters, "timestamp_combiner": combiner})
       for combiner in COMBINERS
       for name, elements, parameters in (("fixed", INPUT, fixed(10)), ("sliding", INPUT, sliding(10, 5)),
                                          ("sessions", SESSIONS, sessions(5)), ("global", INPUT, GLOBAL))},
}
