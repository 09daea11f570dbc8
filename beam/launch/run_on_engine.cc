#include "beam/launch/run_on_engine.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <filesystem>
#include <optional>

#include "beam/base/error.h"
#include "beam/launch/job_server.h"
#include "beam/portable/engine_job.h"
#include "beam/worker/start/boot.h"
#include "beam/worker/start/worker_pool.h"

namespace beam {
namespace {

using portable::EnvironmentType;

/// A job server in Java on a busy machine takes its time.
constexpr std::chrono::seconds kPatience{120};

EnvironmentType EnvironmentTypeOf(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (name == "LOOPBACK") return EnvironmentType::kLoopback;
  if (name == "EXTERNAL") return EnvironmentType::kExternal;
  if (name == "PROCESS") return EnvironmentType::kProcess;
  if (name == "DOCKER") return EnvironmentType::kDocker;
  throw Error(
      ErrorCode::kInvalidArgument,
      "--environment_type is LOOPBACK, EXTERNAL, PROCESS or DOCKER: found \"" + name + "\"");
}

/// A job server as this program starts it.
struct ServerKind {
  std::string program;
  std::string install;
  std::vector<std::string> arguments;
};

ServerKind ServerOf(const std::string& runner, const EngineOptions& options, int port,
                    const std::filesystem::path& folder) {
  if (runner == "prism") {
    return {"prism",
            "go install github.com/apache/beam/sdks/v2/go/cmd/prism@latest, or make engines",
            {"-job_port=" + std::to_string(port), "-serve_http=false", "-log_kind=text",
             "-log_level=warn"}};
  }
  const std::vector<std::string> common = {
      "--job-host=localhost", "--job-port=" + std::to_string(port), "--artifact-port=0",
      "--expansion-port=-1", "--artifacts-dir=" + folder.string()};
  ServerKind kind;
  if (runner == "flink") {
    kind = {"beam-flink-job-server", "make engines", common};
    kind.arguments.push_back("--flink-master=" + options.flink_master);
  } else {
    kind = {"beam-spark-job-server", "make engines", common};
    kind.arguments.push_back("--spark-master-url=" + options.spark_master);
  }
  return kind;
}

/// A job server that this program started, with a folder for what is staged.
class OwnJobServer {
 public:
  OwnJobServer(const std::string& runner, const EngineOptions& options)
      : folder_(MakeFolder()), port_(FreePort()) {
    const ServerKind kind = ServerOf(runner, options, port_, folder_.path);
    std::vector<std::string> command = {options.job_server.value_or("")};
    if (command[0].empty()) command[0] = Find(runner, kind);
    command.insert(command.end(), kind.arguments.begin(), kind.arguments.end());
    server_.emplace(command);
    server_->WaitForPort(port_, kPatience);
  }

  std::string endpoint() const { return "localhost:" + std::to_string(port_); }

  /// The failure `error`, with what the server printed if it has ended.
  Error Explain(const Error& error) {
    if (server_->IsRunning()) return error;
    return WithOutput(error, "; the job server has ended and printed: ");
  }

  /// The failure `error` and what the server printed last.
  Error WithOutput(const Error& error, const std::string& between) const {
    std::string output = server_->LastOutput();
    while (output.ends_with('\n')) output.pop_back();
    return Error(error.code(), error.message() + between + output);
  }

 private:
  struct Folder {
    std::filesystem::path path;
    explicit Folder(std::filesystem::path p) : path(std::move(p)) {}
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
      std::error_code ignored;  // What cannot be removed stays in the temporary folder.
      std::filesystem::remove_all(path, ignored);
    }
  };

  static std::filesystem::path MakeFolder() {
    std::string name =
        (std::filesystem::temp_directory_path() / "klay_beam_staged_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
      throw ErrorFromErrno(errno, "cannot make a folder " + name);
    return name;
  }

  static std::string Find(const std::string& runner, const ServerKind& kind) {
    try {
      return FindProgram(kind.program);
    } catch (const Error& error) {
      throw Error(ErrorCode::kNotFound, "--runner=" + runner +
                                            " needs a job server: give --job_endpoint=HOST:PORT of "
                                            "a running one, --job_server=PATH, or install " +
                                            kind.program + " (" + kind.install + ")");
    }
  }

  Folder folder_;
  int port_;
  std::optional<ChildProgram> server_;
};

bool HasAllStateKinds(const std::string& runner, const EngineOptions& options) {
  const std::string kinds = options.state_kinds.value_or(runner == "prism" ? "all" : "bags");
  if (kinds == "all" || kinds == "bags") return kinds == "all";
  throw Error(ErrorCode::kInvalidArgument, "--state_kinds is all or bags: found \"" + kinds + "\"");
}

void CheckConfig(const std::string& what, const std::optional<std::string>& value,
                 const std::string& flag) {
  if (value.has_value() && !value->empty()) return;
  throw Error(ErrorCode::kInvalidArgument, "--environment_type=" + what + " needs --" + flag);
}

void CheckNotNegative(const std::string& flag, int value) {
  if (value >= 0) return;
  throw Error(ErrorCode::kInvalidArgument,
              "--" + flag + " is not less than 0: found " + std::to_string(value));
}

std::string ThisProgram() {
  return std::filesystem::read_symlink("/proc/self/exe").string();
}

void StageThisProgram(portable::EngineJob& job) {
  const std::string program = ThisProgram();
  job.artifacts[worker::WorkerBinaryName(program)] = program;
}

portable::EngineJob JobOf(const std::string& runner, const EngineOptions& options,
                          const EngineLaunch& launch) {
  portable::EngineJob job{.engine = runner,
                          .endpoint = options.job_endpoint.value_or(""),
                          .name = launch.program,
                          .environment_type = EnvironmentTypeOf(options.environment_type),
                          .environment_config = options.environment_config.value_or(""),
                          .arguments = launch.arguments,
                          .has_all_state_kinds = HasAllStateKinds(runner, options),
                          .stall_timeout = std::chrono::seconds(options.stall_timeout)};
  CheckNotNegative("parallelism", options.parallelism);
  CheckNotNegative("stall_timeout", options.stall_timeout);
  if (options.parallelism > 0) job.options["parallelism"] = std::to_string(options.parallelism);
  if (runner == "flink") job.options["flink_master"] = options.flink_master;
  if (job.environment_type == EnvironmentType::kExternal) {
    CheckConfig("EXTERNAL", options.environment_config, "environment_config=HOST:PORT");
  } else if (job.environment_type == EnvironmentType::kDocker) {
    CheckConfig("DOCKER", options.sdk_container_image, "sdk_container_image=IMAGE");
    job.environment_config = *options.sdk_container_image;
    StageThisProgram(job);
  } else if (job.environment_type == EnvironmentType::kProcess) {
    // What is started need not be this version of the program: it fetches this one.
    if (!job.environment_config.empty()) StageThisProgram(job);
    if (job.environment_config.empty()) job.environment_config = ThisProgram();
  }
  return job;
}

bool IsStall(const PipelineResult& result) {
  return result.error.has_value() && result.error->code() == ErrorCode::kUnavailable;
}

}  // namespace

bool IsEngine(const std::string& runner) {
  return runner == "portable" || runner == "prism" || runner == "flink" || runner == "spark";
}

PipelineResult LaunchOnEngine(const std::string& runner, const EngineOptions& options,
                              const EngineLaunch& launch, const RunHooks& hooks) {
  portable::EngineJob job = JobOf(runner, options, launch);
  if (job.endpoint.empty() && runner == "portable") {
    throw Error(ErrorCode::kInvalidArgument, "--runner=portable needs --job_endpoint=HOST:PORT");
  }
  std::optional<OwnJobServer> server;
  if (job.endpoint.empty()) {
    server.emplace(runner, options);
    job.endpoint = server->endpoint();
  }
  std::optional<worker::WorkerPool> pool;
  if (job.environment_type == EnvironmentType::kLoopback) {
    pool.emplace("localhost:0", [&](const std::vector<std::string>&) { return launch.pipeline; });
    job.environment_config = pool->endpoint();
  }
  try {
    PipelineResult result = portable::RunOnEngine(*launch.pipeline, job, hooks);
    if (server.has_value() && IsStall(result)) {
      result.error = server->WithOutput(*result.error, "; the job server printed: ");
    }
    server.reset();  // So that its workers end, which the pool waits for.
    return result;
  } catch (const Error& error) {
    if (!server.has_value()) throw;
    const Error explained = server->Explain(error);
    server.reset();
    throw explained;
  }
}

}  // namespace beam
