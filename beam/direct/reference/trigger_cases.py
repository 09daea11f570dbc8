"""Triggers in batch: which panes come out when the watermark goes from the first to the last moment in one step."""

import apache_beam as beam
from apache_beam import pvalue
from apache_beam.transforms import trigger

from cases import SECOND, Case, seconds, value_of, values_of
from side_input_cases import with_side
from windowing_cases import COMBINERS, GLOBAL, fixed, sessions, window_fn

# In [0, 10): five elements of a, two of b, one of c; in [10, 20): one of a, three of b.
INPUT = seconds(("a", 1, 0), ("a", 2, 1), ("a", 3, 2), ("a", 4, 3), ("a", 5, 4), ("b", 6, 1), ("b", 7, 2), ("c", 8, 5),
                ("a", 9, 11), ("b", 10, 12), ("b", 11, 13), ("b", 12, 14))

MODES = {"accumulating": trigger.AccumulationMode.ACCUMULATING, "discarding": trigger.AccumulationMode.DISCARDING}

TRIGGERS = {
    "default": trigger.DefaultTrigger(),
    "after_watermark": trigger.AfterWatermark(),
    "after_count_2": trigger.AfterCount(2),
    "repeatedly_after_count_2": trigger.Repeatedly(trigger.AfterCount(2)),
    "after_watermark_early_count_2": trigger.AfterWatermark(early=trigger.AfterCount(2)),
    "after_watermark_late_count_1": trigger.AfterWatermark(late=trigger.AfterCount(1)),
    "after_watermark_early_count_2_late_count_1": trigger.AfterWatermark(early=trigger.AfterCount(2),
                                                                         late=trigger.AfterCount(1)),
    "repeatedly_any_count_2_watermark": trigger.Repeatedly(trigger.AfterAny(trigger.AfterCount(2),
                                                                            trigger.AfterWatermark())),
    "all_count_2_watermark": trigger.AfterAll(trigger.AfterCount(2), trigger.AfterWatermark()),
    "each_count_2_watermark": trigger.AfterEach(trigger.AfterCount(2), trigger.AfterWatermark()),
    "repeatedly_each_count_1_count_2": trigger.Repeatedly(trigger.AfterEach(trigger.AfterCount(1),
                                                                            trigger.AfterCount(2))),
    "finally_repeatedly_count_1_watermark": trigger.OrFinally(trigger.Repeatedly(trigger.AfterCount(1)),
                                                              trigger.AfterWatermark()),
    "always": trigger.Always(),
    "never": trigger._Never(),
    "repeatedly_processing_time_5": trigger.Repeatedly(trigger.AfterProcessingTime(5)),
    "after_watermark_early_processing_time_5": trigger.AfterWatermark(early=trigger.AfterProcessingTime(5)),
}
EARLY = "after_watermark_early_count_2"


def window_into(parameters):
    return beam.WindowInto(window_fn(parameters), trigger=TRIGGERS[parameters["trigger"]],
                           accumulation_mode=MODES[parameters["mode"]],
                           timestamp_combiner=COMBINERS.get(parameters.get("timestamp_combiner")),
                           allowed_lateness=parameters["allowed_lateness_micros"] / SECOND)


def group_twice(input):
    """The second GroupByKey has the continuation of the trigger."""
    again = input | "First" >> beam.GroupByKey() | beam.FlatMap(lambda group: [("all", value) for value in group[1]])
    return again | "Second" >> beam.GroupByKey() | beam.Map(values_of)


def combine_globally(input):
    total = input | beam.Values() | beam.CombineGlobally(sum).without_defaults()
    return total | beam.Map(lambda total: ("", {"values": [total]}))


TRANSFORMS = {
    "group": lambda input: input | beam.GroupByKey() | beam.Map(values_of),
    "group_twice": group_twice,
    "combine_per_key": lambda input: input | beam.CombinePerKey(sum) | beam.Map(value_of),
    "combine_globally": combine_globally,
}


def triggered(name, mode, windows, transform="group", fails=False):
    """What becomes of INPUT behind the trigger."""
    parameters = {**windows, "trigger": name, "mode": mode, "allowed_lateness_micros": 0, "transform": transform}

    def build(input):
        return TRANSFORMS[transform](input | "Window" >> window_into(parameters))

    return Case({"input": INPUT}, parameters, build, pane=True, fails=fails)


def side_input(view, mode, combined, fails=False):
    """A triggered side input, or what is combined behind the trigger: one value of each key and pane."""
    parameters = {"view": view, "trigger": EARLY, "mode": mode, "main": fixed(10), "side": fixed(10),
                  "allowed_lateness_micros": 0, "combined": combined}

    def build(input, side):
        values = side | "Window side" >> window_into({**fixed(10), **parameters})
        if combined:
            values = values | beam.CombinePerKey(sum)
        if view != "dict":
            values = values | beam.Values()
        seen = {"list": pvalue.AsList, "dict": pvalue.AsDict, "singleton": pvalue.AsSingleton}[view](values)
        main = input | "Window" >> beam.WindowInto(window_fn(fixed(10)))
        return main | beam.Map(lambda element, given: with_side(element, given, view), seen)

    return Case({"input": seconds(("main", 0, 1), ("main", 0, 12)), "side": INPUT}, parameters, build, fails=fails)


CASES = {
    **{f"trigger_{name}_{mode}": triggered(name, mode, fixed(10), fails="processing_time" in name)
       for name in TRIGGERS for mode in MODES},
    **{f"trigger_{name}_{mode}_{windows['window']}": triggered(name, mode, windows)
       for name in ("after_count_2", "repeatedly_after_count_2", EARLY, "always", "never")
       for mode in MODES for windows in (GLOBAL, sessions(5))},
    **{f"trigger_{transform}_{name}_{mode}": triggered(name, mode, fixed(10), transform)
       for transform in ("group_twice", "combine_per_key", "combine_globally")
       for name in (EARLY, "repeatedly_after_count_2") for mode in MODES},
    **{f"trigger_side_list_{mode}": side_input("list", mode, combined=False) for mode in MODES},
    **{f"trigger_side_{view}_{mode}_combined": side_input(view, mode, combined=True, fails=view == "singleton")
       for view in ("list", "dict", "singleton") for mode in MODES},
}
