# Sourced by the cluster launchers: processes that outlive the launcher. $folder/NAME.pid has the id of one and
# $folder/NAME.log what it prints. Its command line has a mark, so that another process with a reused id is not it.

process_mark() { echo "-Dcluster.process=$folder/$1"; }

is_running() { # NAME
  local pid words
  pid=$(cat "$folder/$1.pid") && [[ -n $pid ]] && mapfile -d '' -t words <"/proc/$pid/cmdline" &&
    [[ ${words[1]:-} == "$(process_mark "$1")" ]]
} 2>/dev/null

start_process() { # NAME JAVA ARGUMENT...
  (cd "$folder" && exec setsid "$2" "$(process_mark "$1")" "${@:3}") </dev/null >"$folder/$1.log" 2>&1 &
  echo $! >"$folder/$1.pid"
  until is_running "$1" || ! kill -0 $! 2>/dev/null; do sleep 0.02; done
}

# Ends the processes: a request, and after 20 s by force. Returns when they have ended.
stop_processes() { # NAME...
  local name tries
  for name in "$@"; do
    if is_running "$name"; then kill "$(<"$folder/$name.pid")" 2>/dev/null || true; fi
  done
  for name in "$@"; do
    for ((tries = 0; tries < 200; tries++)); do
      is_running "$name" || break
      sleep 0.1
    done
    if is_running "$name"; then
      echo "$program: $name did not end within 20 s; killing it" >&2
      kill -KILL "$(<"$folder/$name.pid")" 2>/dev/null || true
      while is_running "$name"; do sleep 0.1; done
    fi
    rm -f "$folder/$name.pid"
  done
}

# Waits until the command succeeds. Fails when one of the processes has ended or the seconds are over.
wait_until() { # SECONDS COMMAND NAME...
  local name end=$((SECONDS + $1))
  until "$2"; do
    for name in "${@:3}"; do
      is_running "$name" || { echo "$program: the $name has ended" >&2 && return 1; }
    done
    ((SECONDS < end)) || { echo "$program: not ready after $1 s" >&2 && return 1; }
    sleep 0.1
  done
}

# Stops the processes, shows the ends of their logs and exits.
give_up() { # NAME...
  local name
  stop_processes "$@"
  for name in "$@"; do
    echo "--- the end of $folder/$name.log" >&2
    tail -n 30 -- "$folder/$name.log" >&2 || true
  done
  exit 1
}

show_status() { # NAME...
  local name result=0
  [[ -f $folder/address ]] || die "no cluster was started in $folder"
  cat "$folder/address"
  for name in "$@"; do
    if is_running "$name"; then
      echo "$name $(<"$folder/$name.pid")"
    else
      echo "$name is not running"
      result=1
    fi
  done
  return $result
}

check_free() { # PORT ADVICE
  if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then die "port $1 is taken; $2"; fi
}
