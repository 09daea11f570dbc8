"""The rival: the job of count_words.cc in Beam for Python.

    rival_beam_wordcount.py FILE [PIPELINE OPTIONS...]
"""

import sys
import time

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions


def add(totals):
    distinct, words, squares = 0, 0, 0
    for one in totals:
        distinct, words, squares = distinct + one[0], words + one[1], squares + one[2]
    return distinct, words, squares


def main():
    options = PipelineOptions(sys.argv[2:], save_main_session=True)
    start = time.perf_counter()
    with beam.Pipeline(options=options) as p:
        (p
         | beam.io.ReadFromText(sys.argv[1])
         | beam.FlatMap(str.split)
         | beam.combiners.Count.PerElement()
         | beam.Map(lambda count: (1, count[1], (count[1] % 65521)**2))
         | beam.CombineGlobally(add)
         | beam.Map(lambda totals: print("distinct %d words %d squares %d" % totals, flush=True)))
    print(f"seconds {time.perf_counter() - start:.3f}")


if __name__ == "__main__":
    main()
