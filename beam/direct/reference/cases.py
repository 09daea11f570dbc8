"""What every case is made of: inputs, parameters, and a pipeline whose outputs are recorded."""

import dataclasses
import json
import logging
import pathlib
import tempfile
from collections.abc import Callable

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.test_stream import TestStream
from apache_beam.transforms import window
from apache_beam.utils.timestamp import Timestamp
from apache_beam.utils.windowed_value import PaneInfoTiming

SECOND = 1_000_000


def seconds(*elements):
    """(key, value, seconds) as [key, value, micros]."""
    return [[key, value, round(time * SECOND)] for key, value, time in elements]


@dataclasses.dataclass
class Case:
    inputs: dict  # "input", and "side" or "second": [[key, value, timestamp_micros], ...]; or the "events" of a stream
    parameters: dict  # what a reader needs to build the same pipeline
    build: Callable  # takes the inputs as PCollections; returns one of (key, fields of the output)
    pane: bool = False  # whether the outputs' panes have a meaning
    fails: bool = False  # whether the pipeline ends with an error


class Record(beam.DoFn):
    """Appends each output to a file as a line of JSON."""

    def __init__(self, path, with_pane):
        self.path = path
        self.with_pane = with_pane

    def process(self, element, timestamp=beam.DoFn.TimestampParam, span=beam.DoFn.WindowParam,
                pane=beam.DoFn.PaneInfoParam):
        key, fields = element
        is_global = isinstance(span, window.GlobalWindow)
        line = {"key": key, **fields, "timestamp": timestamp.micros,
                "window": "global" if is_global else [span.start.micros, span.end.micros]}
        if self.with_pane:
            line["pane"] = {"first": pane.is_first, "last": pane.is_last,
                            "timing": PaneInfoTiming.to_string(pane.timing).lower(), "index": pane.index,
                            "nonspeculative": pane.nonspeculative_index}
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line, sort_keys=True) + "\n")


def timestamped(element):
    key, value, micros = element
    return window.TimestampedValue((key, value), Timestamp(micros=micros))


def stream_of(events):
    """A TestStream: ["add", elements], ["watermark", micros] or ["processing_time", micros more]."""
    stream = TestStream()
    for kind, value in events:
        if kind == "add":
            stream.add_elements([timestamped(element) for element in value])
        elif kind == "watermark":
            stream.advance_watermark_to(Timestamp(micros=value))
        else:
            stream.advance_processing_time(value / SECOND)
    return stream.advance_watermark_to_infinity()


def read(pipeline, name, elements):
    if name == "events":
        return pipeline | stream_of(elements)
    created = pipeline | f"Create {name}" >> beam.Create(elements, reshuffle=False)
    return created | f"Timestamp {name}" >> beam.Map(timestamped)


def run_pipeline(case, outputs):
    # DirectRunner takes Prism, where it can get that, for pipelines without unsafe triggers. With them allowed, every
    # case runs on the same one everywhere: Python's own FnApiRunner.
    options = PipelineOptions(["--allow_unsafe_triggers", *(["--streaming"] if "events" in case.inputs else [])])
    with beam.Pipeline(runner="DirectRunner", options=options) as pipeline:
        collections = {name: read(pipeline, name, elements) for name, elements in case.inputs.items()}
        _ = case.build(**collections) | "Record" >> beam.ParDo(Record(str(outputs), case.pane))


def run(case):
    """The sorted outputs of `case`, or the type of the error that its pipeline ends with."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = pathlib.Path(folder) / "outputs"
        outputs.touch()
        if not case.fails:
            run_pipeline(case, outputs)
            return {"expected": [json.loads(line) for line in sorted(outputs.read_text(encoding="utf-8").splitlines())]}
        logging.disable(logging.CRITICAL)
        try:
            run_pipeline(case, outputs)
        except Exception as error:  # Whatever the pipeline throws is its result.
            return {"expected_error": type(error).__name__}
        finally:
            logging.disable(logging.NOTSET)
        raise RuntimeError("a case that should fail did not")


def values_of(element):
    """(key, iterable) as an output."""
    key, values = element
    return key, {"values": sorted(values)}


def value_of(element):
    """(key, value) as an output."""
    key, value = element
    return key, {"values": [value]}
