"""Log-mel spectra on one thread, beside librosa and torchaudio."""

from measure import BIN, PYTHON, ROOT, TORCH_PYTHON, Contender, interleave, same_output, table

HERE = ROOT / "benchmarks"


def row(n_fft, runs):
    results = interleave([Contender("klay_beam", [BIN / "log_mel", n_fft]),
                          Contender("librosa", [PYTHON, HERE / "rival_log_mel_librosa.py", n_fft]),
                          Contender("torchaudio", [TORCH_PYTHON, HERE / "rival_log_mel_torchaudio.py", n_fft])], runs)
    same_output(results, list(results))
    ours = results["klay_beam"].seconds
    cells = [f"transforms of {n_fft}", f"{ours:.3f}", f"{600 / ours:,.0f}"]
    for rival in ("librosa", "torchaudio"):
        seconds = results[rival].seconds if rival in results else None
        cells += ["-", "-"] if seconds is None else [f"{seconds:.3f}", f"{ours / seconds:.2f}"]
    return cells


def measure(runs):
    return table(["", "klay_beam [s]", "times real time", "librosa [s]", "ratio", "torchaudio [s]", "ratio"],
                 [row(400, runs), row(512, runs)])
