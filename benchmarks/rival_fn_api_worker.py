"""The rival: a worker of Beam's SDK for Python, for an engine of ours (fn_api_speed.cc).

    rival_fn_api_worker.py --write_descriptor=FILE     writes its stage: an identity Map between a source and a sink of strings
    rival_fn_api_worker.py --control_endpoint=ADDRESS  runs bundles for the engine there until it hangs up
"""

import argparse
import pathlib

import apache_beam as beam
import grpc
from apache_beam.coders import StrUtf8Coder, WindowedValueCoder
from apache_beam.coders.coders import GlobalWindowCoder
from apache_beam.portability.api import beam_fn_api_pb2, beam_runner_api_pb2
from apache_beam.portability.common_urns import primitives
from apache_beam.runners.pipeline_context import PipelineContext
from apache_beam.runners.worker.sdk_worker import SdkHarness


def same(word: str) -> str:
    return word


def descriptor():
    """The Map's transform as a pipeline has it, and what the engine puts around it; without endpoints."""
    pipeline = beam.Pipeline()
    pipeline | beam.Create(["word"]) | beam.Map(same).with_output_types(str)
    proto = pipeline.to_runner_api()
    components = proto.components
    transform_id, par_do = next((id, t) for id, t in components.transforms.items()
                                if t.spec.urn == primitives.PAR_DO.urn and t.unique_name.startswith("Map(same)"))
    context = PipelineContext(components)
    coder_id = context.coders.get_id(WindowedValueCoder(StrUtf8Coder(), GlobalWindowCoder()))
    components = context.to_runner_api()
    stage = beam_fn_api_pb2.ProcessBundleDescriptor(id="python", coders=components.coders, pcollections=components.pcollections,
                                                    windowing_strategies=components.windowing_strategies,
                                                    environments=components.environments)
    stage.transforms[transform_id].CopyFrom(par_do)
    port = beam_fn_api_pb2.RemoteGrpcPort(coder_id=coder_id).SerializeToString()
    for kind, collections in ("source", par_do.inputs), ("sink", par_do.outputs):
        collection, = collections.values()
        transform = beam_runner_api_pb2.PTransform(
            unique_name=kind, spec=beam_runner_api_pb2.FunctionSpec(urn=f"beam:runner:{kind}:v1", payload=port))
        (transform.outputs if kind == "source" else transform.inputs)["o"] = collection
        stage.transforms[f"{kind} {collection}"].CopyFrom(transform)
    return stage


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write_descriptor", type=pathlib.Path)
    parser.add_argument("--control_endpoint")
    arguments = parser.parse_args()
    if arguments.write_descriptor:
        arguments.write_descriptor.write_bytes(descriptor().SerializeToString())
        return
    try:
        SdkHarness(arguments.control_endpoint, worker_id="worker").run()
    except grpc.RpcError as error:
        if error.code() != grpc.StatusCode.CANCELLED:  # The engine hung up.
            raise


if __name__ == "__main__":
    main()
