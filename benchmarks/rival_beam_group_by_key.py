"""The rival: GroupByKey in Beam for Python, on the elements of group_by_key.cc.

    rival_beam_group_by_key.py ELEMENTS KEYS [PIPELINE OPTIONS...]
"""

import sys
import time

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions

SHARDS = 64
MASK = 0xFFFFFFFF


def scramble(i):
    x = i * 2654435761 & MASK
    x ^= x >> 15
    x = x * 2246822519 & MASK
    return x ^ x >> 13


def make_numbers(shard, elements, keys):
    for i in range(shard, elements, SHARDS):
        number = scramble(i)
        key = number % keys
        yield f"{scramble(key):08x}{scramble(key + 1000000007):08x}", number


def total(group):
    values = list(group[1])
    return 1, len(values), sum(values)


def add(totals):
    groups, values, sums = 0, 0, 0
    for one in totals:
        groups, values, sums = groups + one[0], values + one[1], sums + one[2]
    return groups, values, sums


def main():
    elements, keys = int(sys.argv[1]), int(sys.argv[2])
    options = PipelineOptions(sys.argv[3:], save_main_session=True)
    start = time.perf_counter()
    with beam.Pipeline(options=options) as p:
        (p
         | beam.Create(range(SHARDS))
         | beam.FlatMap(make_numbers, elements, keys)
         | beam.GroupByKey()
         | beam.Map(total)
         | beam.CombineGlobally(add)
         | beam.Map(lambda totals: print("groups %d values %d sum %d" % totals, flush=True)))
    print(f"seconds {time.perf_counter() - start:.3f}")


if __name__ == "__main__":
    main()
