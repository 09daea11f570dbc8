"""State cells and timers, for each key and window.

No result depends on the order of elements, unless the parameters say "ordered": then it is the order of the input.
"""

import apache_beam as beam
from apache_beam.coders import VarIntCoder
from apache_beam.transforms.timeutil import TimeDomain
from apache_beam.transforms.userstate import (BagStateSpec, CombiningValueStateSpec, ReadModifyWriteStateSpec,
                                              SetStateSpec, TimerSpec, on_timer)
from apache_beam.utils.timestamp import Duration, Timestamp

from cases import SECOND, Case, seconds
from windowing_cases import GLOBAL, SESSIONS, fixed, sessions, sliding, windowed

INPUT = seconds(("a", 1, 0), ("a", 2, 3.5), ("a", 2, 9), ("a", 4, 12), ("a", 5, 25), ("b", 6, 4), ("b", 6, 61))
AT_ONCE = seconds(("a", 1, 5), ("a", 2, 5), ("a", 3, 5), ("b", 4, 5))
ALONE = seconds(("a", 1, 0), ("b", 2, 3.5), ("c", 3, -7))

Key = beam.DoFn.KeyParam
Span = beam.DoFn.WindowParam
Stamp = beam.DoFn.TimestampParam


def latest_of(micros):
    """max() itself will not do: a combining cell also combines nothing."""
    return max(micros, default=-(2**62))


def ends(span):
    return span.max_timestamp()


class CountInValue(beam.DoFn):
    """How many elements of its key came before each, it included."""

    SEEN = ReadModifyWriteStateSpec("seen", VarIntCoder())

    def process(self, element, seen=beam.DoFn.StateParam(SEEN)):
        count = (seen.read() or 0) + 1
        seen.write(count)
        yield element[0], {"values": [count]}


class ClearValue(beam.DoFn):
    """Counts to two and starts again."""

    SEEN = ReadModifyWriteStateSpec("seen", VarIntCoder())

    def process(self, element, seen=beam.DoFn.StateParam(SEEN)):
        count = (seen.read() or 0) + 1
        if count == 2:
            seen.clear()
        else:
            seen.write(count)
        yield element[0], {"values": [count]}


class BagAtEnd(beam.DoFn):
    BAG = BagStateSpec("bag", VarIntCoder())
    END = TimerSpec("end", TimeDomain.WATERMARK)

    def process(self, element, span=Span, bag=beam.DoFn.StateParam(BAG), end=beam.DoFn.TimerParam(END)):
        bag.add(element[1])
        end.set(ends(span))

    @on_timer(END)
    def at_end(self, key=Key, bag=beam.DoFn.StateParam(BAG)):
        yield key, {"values": sorted(bag.read())}


class SumAtEnd(beam.DoFn):
    SUM = CombiningValueStateSpec("sum", combine_fn=sum)
    END = TimerSpec("end", TimeDomain.WATERMARK)

    def process(self, element, span=Span, total=beam.DoFn.StateParam(SUM), end=beam.DoFn.TimerParam(END)):
        total.add(element[1])
        end.set(ends(span))

    @on_timer(END)
    def at_end(self, key=Key, total=beam.DoFn.StateParam(SUM)):
        yield key, {"values": [total.read()]}


class SetAtEnd(beam.DoFn):
    SET = SetStateSpec("set", VarIntCoder())
    END = TimerSpec("end", TimeDomain.WATERMARK)

    def process(self, element, span=Span, seen=beam.DoFn.StateParam(SET), end=beam.DoFn.TimerParam(END)):
        seen.add(element[1])
        end.set(ends(span))

    @on_timer(END)
    def at_end(self, key=Key, seen=beam.DoFn.StateParam(SET)):
        yield key, {"values": sorted(seen.read())}


class TimerAfter(beam.DoFn):
    """A timer some time after each element's timestamp: of each key the last one that was set counts."""

    LATEST = ReadModifyWriteStateSpec("latest", VarIntCoder())
    LATER = TimerSpec("later", TimeDomain.WATERMARK)

    def __init__(self, delay):
        self.delay = Duration(micros=delay)

    def process(self, element, stamp=Stamp, latest=beam.DoFn.StateParam(LATEST), later=beam.DoFn.TimerParam(LATER)):
        latest.write(element[1])
        later.set(stamp + self.delay)

    @on_timer(LATER)
    def fire(self, key=Key, stamp=Stamp, latest=beam.DoFn.StateParam(LATEST)):
        yield key, {"values": [latest.read()], "fired": stamp.micros}


class TimerAfterLatest(beam.DoFn):
    """A timer some time after the latest timestamp of its key, whatever the order."""

    LATEST = CombiningValueStateSpec("latest", combine_fn=latest_of)
    LATER = TimerSpec("later", TimeDomain.WATERMARK)

    def __init__(self, delay):
        self.delay = Duration(micros=delay)

    def process(self, element, stamp=Stamp, latest=beam.DoFn.StateParam(LATEST), later=beam.DoFn.TimerParam(LATER)):
        latest.add(stamp.micros)
        later.set(Timestamp(micros=latest.read()) + self.delay)

    @on_timer(LATER)
    def fire(self, key=Key, stamp=Stamp):
        yield key, {"values": [], "fired": stamp.micros}


class TimerAgain(beam.DoFn):
    """A timer that sets itself again until it has fired some times, and what is in the bag each time."""

    FIRED = ReadModifyWriteStateSpec("fired", VarIntCoder())
    BAG = BagStateSpec("bag", VarIntCoder())
    LATER = TimerSpec("later", TimeDomain.WATERMARK)

    def __init__(self, times, delay):
        self.times = times
        self.delay = Duration(micros=delay)

    def process(self, element, stamp=Stamp, bag=beam.DoFn.StateParam(BAG), later=beam.DoFn.TimerParam(LATER)):
        bag.add(element[1])
        later.set(stamp + self.delay)

    @on_timer(LATER)
    def fire(self, key=Key, stamp=Stamp, fired=beam.DoFn.StateParam(FIRED), bag=beam.DoFn.StateParam(BAG),
             later=beam.DoFn.TimerParam(LATER)):
        count = (fired.read() or 0) + 1
        fired.write(count)
        values = sorted(bag.read())
        bag.add(100 * count)
        if count < self.times:
            later.set(stamp + self.delay)
        yield key, {"values": values, "fired": stamp.micros}


class TimerCleared(beam.DoFn):
    """A timer that every element sets, and odd ones clear again."""

    LATER = TimerSpec("later", TimeDomain.WATERMARK)

    def process(self, element, stamp=Stamp, later=beam.DoFn.TimerParam(LATER)):
        later.set(stamp + Duration(seconds=1))
        if element[1] % 2 == 1:
            later.clear()

    @on_timer(LATER)
    def fire(self, key=Key, stamp=Stamp):
        yield key, {"values": [], "fired": stamp.micros}


class TimerFamily(beam.DoFn):
    """A timer for each value of a key: one family, a tag each."""

    LATER = TimerSpec("later", TimeDomain.WATERMARK)

    def process(self, element, stamp=Stamp, later=beam.DoFn.TimerParam(LATER)):
        later.set(stamp + Duration(seconds=1), dynamic_timer_tag=str(element[1]))

    @on_timer(LATER)
    def fire(self, key=Key, stamp=Stamp, tag=beam.DoFn.DynamicTimerTagParam):
        yield key, {"values": [int(tag)], "fired": stamp.micros}


class TwoTimers(beam.DoFn):
    """Two timers of a key, the later one set first."""

    SOON = TimerSpec("soon", TimeDomain.WATERMARK)
    LATE = TimerSpec("late", TimeDomain.WATERMARK)

    def process(self, element, stamp=Stamp, late=beam.DoFn.TimerParam(LATE), soon=beam.DoFn.TimerParam(SOON)):
        late.set(stamp + Duration(seconds=2))
        soon.set(stamp + Duration(seconds=1))

    @on_timer(SOON)
    def fire_soon(self, key=Key, stamp=Stamp):
        yield key, {"values": [], "timer": "soon", "fired": stamp.micros}

    @on_timer(LATE)
    def fire_late(self, key=Key, stamp=Stamp):
        yield key, {"values": [], "timer": "late", "fired": stamp.micros}


class TimerInPast(beam.DoFn):
    """A timer set by a timer for an earlier moment than its own."""

    FIRED = ReadModifyWriteStateSpec("fired", VarIntCoder())
    LATER = TimerSpec("later", TimeDomain.WATERMARK)

    def process(self, element, stamp=Stamp, later=beam.DoFn.TimerParam(LATER)):
        later.set(stamp + Duration(seconds=5))

    @on_timer(LATER)
    def fire(self, key=Key, stamp=Stamp, fired=beam.DoFn.StateParam(FIRED), later=beam.DoFn.TimerParam(LATER)):
        count = (fired.read() or 0) + 1
        fired.write(count)
        if count < 2:
            later.set(stamp - Duration(seconds=3))
        yield key, {"values": [count], "fired": stamp.micros}


def stateful(elements, windows, fn, *arguments, **more):
    def build(input):
        return windowed(input, windows) | beam.ParDo(fn(*arguments))

    return Case({"input": elements}, {**windows, "do_fn": fn.__name__, **more}, build)


def delayed(elements, windows, fn, delay, **more):
    return stateful(elements, windows, fn, delay * SECOND, delay_micros=delay * SECOND, **more)


CASES = {
    "state_value_global": stateful(AT_ONCE, GLOBAL, CountInValue),
    "state_value_fixed": stateful([*AT_ONCE, ["a", 9, 15 * SECOND]], fixed(10), CountInValue),
    "state_value_sliding": stateful(AT_ONCE, sliding(10, 5), CountInValue),
    "state_value_cleared": stateful(AT_ONCE, GLOBAL, ClearValue),
    "state_bag_fixed": stateful(INPUT, fixed(10), BagAtEnd),
    "state_bag_global": stateful(INPUT, GLOBAL, BagAtEnd),
    "state_bag_sliding": stateful(INPUT, sliding(10, 5), BagAtEnd),
    "state_combining_fixed": stateful(INPUT, fixed(10), SumAtEnd),
    "state_combining_global": stateful(INPUT, GLOBAL, SumAtEnd),
    "state_set_fixed": stateful(INPUT, fixed(10), SetAtEnd),
    "state_set_global": stateful(INPUT, GLOBAL, SetAtEnd),
    "state_bag_sessions": stateful(AT_ONCE, sessions(5), BagAtEnd),
    "state_bag_sessions_overlapping": stateful(SESSIONS, sessions(5), BagAtEnd),
    "timer_after_element": delayed(ALONE, GLOBAL, TimerAfter, 3),
    "timer_after_element_fixed": delayed(ALONE, fixed(10), TimerAfter, 3),
    "timer_after_last_of_several": delayed(INPUT, GLOBAL, TimerAfter, 3, ordered=True),
    "timer_after_latest": delayed(INPUT, GLOBAL, TimerAfterLatest, 3),
    "timer_after_latest_fixed": delayed(INPUT, fixed(10), TimerAfterLatest, 3),
    "timer_beyond_end_of_window": delayed(ALONE, fixed(10), TimerAfter, 30),
    "timer_before_element": delayed(ALONE, GLOBAL, TimerAfter, -3),
    "timer_again": stateful(ALONE, GLOBAL, TimerAgain, 3, 10 * SECOND, times=3, delay_micros=10 * SECOND),
    "timer_again_fixed": stateful(ALONE, fixed(60), TimerAgain, 3, 10 * SECOND, times=3, delay_micros=10 * SECOND),
    "timer_cleared": stateful(ALONE, GLOBAL, TimerCleared),
    "timer_family": stateful(AT_ONCE, GLOBAL, TimerFamily),
    "timer_two": stateful(ALONE, GLOBAL, TwoTimers),
    "timer_in_past": stateful(ALONE, GLOBAL, TimerInPast),
}
