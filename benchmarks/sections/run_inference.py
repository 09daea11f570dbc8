"""RunInference beside a loop over ONNX Runtime's own API, the same batches on one thread."""

from measure import BIN, ROOT, Contender, interleave, same_output, table

MODEL = ROOT / "build/release/benchmarks/benchmark_models/perceptron.onnx"
OURS = [BIN / "run_inference", f"--model={MODEL}", "--direct_num_workers=1", "--log_format=json"]


def measure(runs):
    contenders = [Contender("bare loop", [BIN / "rival_run_inference", MODEL]),
                  Contender("RunInference, a handler of one's own", [*OURS, "--handler=own"]),
                  Contender("RunInference, klay::OnnxModel", [*OURS, "--handler=onnx"])]
    results = interleave(contenders, runs)
    same_output(results, list(results))
    bare = results["bare loop"].seconds
    return table(["256,000 rows in batches of 32", "[s]", "times the bare loop", "peak [MB]"],
                 [[name, f"{figures.seconds:.3f}", f"{figures.seconds / bare:.3f}", f"{figures.peak_mb:.0f}"]
                  for name, figures in results.items()])
