"""Jobs whose workers are killed in mid-bundle. An engine that starts such a bundle again must give what the embedded
runner gives: nothing lost, nothing twice, every file whole."""

import os
import signal
import subprocess
import time


def run(command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True)


def contents(folder):
    """{name: content} of a folder. Text files keep no order. What a killed process had begun stays under a temporary
    name, which is nobody's output."""
    files = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".beam-tmp-")}
    return {name: sorted(data.splitlines()) if name.endswith(".txt") else data for name, data in files.items()}


def difference(expected, found):
    """What is wrong, or an empty text."""
    lost, more = sorted(expected.keys() - found.keys()), sorted(found.keys() - expected.keys())
    other = [name for name in expected.keys() & found.keys() if expected[name] != found[name]]
    return ", ".join(f"{len(names)} {what}, such as {names[0]}"
                     for names, what in ((lost, "files lost"), (more, "files too many"), (other, "files differ")) if names)


def outcome(name, check, *arguments):
    """Runs a check and prints how it went; "same" or "DIFFERS"."""
    start = time.monotonic()
    problem = check(*arguments)
    print(f"{'DIFFERS' if problem else 'ok     '} {name} {problem} ({time.monotonic() - start:.1f} s)", flush=True)
    return "DIFFERS" if problem else "same"


def dying_job(flags, programs, folder, die):
    """A worker that kills itself at a certain element."""
    program, outputs, results = programs / "dying_job", {}, {}
    marker = folder / f"{die}_marker"
    for where, more in (("here", []), ("there", [*flags, f"--die={die}", f"--marker={marker}"])):
        outputs[where] = folder / f"{die}_{where}"
        outputs[where].mkdir()
        results[where] = run([program, f"--out={outputs[where]}", *more])
        if results[where].returncode:
            return f"ended with {results[where].returncode}: {results[where].stderr[-2000:]}"
    if not marker.exists():
        return "no worker died"
    if results["here"].stdout != results["there"].stdout:
        return f"counted {results['there'].stdout.strip()}, expected {results['here'].stdout.strip()}"
    return difference(contents(outputs["here"]), contents(outputs["there"]))


def killed_audio_job(flags, programs, folder):
    """A worker of a job that writes audio, killed from outside once it has written some."""
    audio, here, there = folder / "fault_audio", folder / "audio_here", folder / "audio_there"
    run([programs / "create_test_audio_files", f"--out={audio}", "--count=150", "--seconds=10"])
    job = [programs / "decode_to_wav", f"--match_pattern={audio}/*"]
    plain = run([*job, f"--out={here}"])
    if plain.returncode:
        return plain.stderr
    workers, command = folder / "workers", folder / "start_worker"
    workers.touch()
    command.write_text(f'#!/bin/sh\necho $$ >>"{workers}"\nexec "{job[0]}" "$@"\n')
    command.chmod(0o755)
    flags = [flag for flag in flags if not flag.startswith("--environment_config")] + [f"--environment_config={command}"]
    with open(folder / "audio_job.log", "w+") as log:
        process = subprocess.Popen([str(part) for part in [*job, f"--out={there}", *flags]], stdout=log, stderr=log)
        while process.poll() is None and not (there.exists() and any(there.glob("*.wav"))):
            time.sleep(0.005)
        was_running = process.poll() is None
        started = [int(line) for line in workers.read_text().split()]
        for worker in started if was_running else []:
            os.kill(worker, signal.SIGKILL)
        if process.wait():
            log.seek(0)
            return f"ended with {process.returncode}: {log.read()[-2000:]}"
    if not was_running or len(workers.read_text().split()) == len(started):
        return "no worker was killed in time"
    return difference(contents(here), contents(there))


def deserted_job(programs, folder):
    """A job whose worker ends before it has said a word, which Prism does not mind. It is given up, and says why."""
    ended = run([programs / "dying_job", f"--out={folder}", "--runner=prism", "--environment_type=PROCESS",
                 "--environment_config=/bin/false", "--stall_timeout=3"])
    words = ["prism told nothing new of the job for 3 s (--stall_timeout), so it was cancelled", "exit status 1"]
    missing = [word for word in words if word not in ended.stderr]
    return f"ended with {ended.returncode}: {ended.stderr}" if ended.returncode != 1 or missing else ""


def test_restarts(flags, programs, folder):
    """{name: outcome} of an engine that starts lost bundles again; `flags` lead to it."""
    flags = [*flags, "--environment_type=PROCESS", "--parallelism=2"]
    checks = {
        "WorkerKilled.writes_each": (dying_job, flags, programs, folder, "before_grouping"),
        "WorkerKilled.writes_text": (dying_job, flags, programs, folder, "after_grouping"),
        "WorkerKilled.audio": (killed_audio_job, flags, programs, folder),
    }
    return {name: outcome(name, *check) for name, check in checks.items()}


def test_desertion(_, programs, folder):
    """{name: outcome} of Prism, which loses workers without a word."""
    return {"WorkerMissing": outcome("WorkerMissing", deserted_job, programs, folder)}
