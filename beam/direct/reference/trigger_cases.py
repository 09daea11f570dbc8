"""Triggers in batch: which panes come out when the watermark goes from the first to the last moment in one step."""

import apache_beam as beam
from apache_beam.transforms import trigger

from cases import Case, seconds, values_of
from windowing_cases import GLOBAL, fixed, sessions, window_fn

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
}


def triggered(name, mode, windows):
    parameters = {**windows, "trigger": name, "mode": mode, "allowed_lateness_micros": 0}

    def build(input):
        into = beam.WindowInto(window_fn(windows), trigger=TRIGGERS[name], accumulation_mode=MODES[mode])
        return input | into | beam.GroupByKey() | beam.Map(values_of)

    return Case({"input": INPUT}, parameters, build, pane=True)


CASES = {
    **{f"trigger_{name}_{mode}": triggered(name, mode, fixed(10)) for name in TRIGGERS for mode in MODES},
    **{f"trigger_{name}_{mode}_{windows['window']}": triggered(name, mode, windows)
       for name in ("after_count_2", "repeatedly_after_count_2", "after_watermark_early_count_2")
       for mode in MODES for windows in (GLOBAL, sessions(5))},
}
