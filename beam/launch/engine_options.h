#pragma once

#include <optional>
#include <string>

#include "beam/pipeline/flags.h"

namespace beam {

/// What engines can be told; the field names are flags.
struct EngineOptions {
  std::optional<std::string> job_endpoint = {};
  std::optional<std::string> job_server = {};
  std::string environment_type = "LOOPBACK";
  std::optional<std::string> environment_config = {};
  std::optional<std::string> sdk_container_image = {};
  std::optional<std::string> state_kinds = {};
  int parallelism = 0;
  int stall_timeout = 0;
  std::string flink_master = "[local]";
  std::string spark_master = "local[*]";

  static constexpr FieldDoc kDocs[] = {
      {"job_endpoint",
       "host:port of a Beam job server that is running. Without it, prism, flink and spark start "
       "one of their own."},
      {"job_server",
       "The program to start as the job server; otherwise prism, beam-flink-job-server or "
       "beam-spark-job-server is looked for in PATH."},
      {"environment_type",
       "Where the engine runs this job's functions: LOOPBACK is this process, PROCESS are "
       "processes that it starts, EXTERNAL is a worker pool (--worker_pool), DOCKER are "
       "containers."},
      {"environment_config",
       "What the environment needs: of PROCESS the command, which is this program unless said "
       "otherwise; of EXTERNAL host:port of the worker pool."},
      {"sdk_container_image", "The image that DOCKER starts."},
      {"state_kinds",
       "What the engine keeps the state of functions as: all (maps and sets as multimaps, ordered "
       "lists as such, the rest as bags) or bags (everything). Without it all on Prism, and bags, "
       "which every engine has, on others."},
      {"parallelism", "How many workers the engine is asked for; 0 is its own default."},
      {"stall_timeout",
       "Cancel the job, which fails then, when the engine has told nothing new of it for so many "
       "seconds; 0 never does."},
      {"flink_master",
       "host:port of a Flink cluster; [local] is one within the job server, which must be started "
       "with it."},
      {"spark_master", "spark://host:port of a Spark cluster, or one within the job server."},
  };
};

}  // namespace beam
