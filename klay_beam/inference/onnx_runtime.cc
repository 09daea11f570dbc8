#include <dlfcn.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <filesystem>

#include "beam/base/log.h"
#include "klay_beam/inference/onnx_runtime_internal.h"

#ifdef KLAY_FINDS_LEAKS
/// Read by LeakSanitizer: what ONNX Runtime never frees, some bytes a process, is no leak of ours.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): its name for it.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libonnxruntime.so";
}
/// The same, without a list of them at each program's end.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): its name for it.
extern "C" const char* __lsan_default_options() {
  return "print_suppressions=0";
}
#endif

namespace klay::internal {
namespace {

using beam::Error;
using beam::ErrorCode;

/// ONNX Runtime 1.20 has all that is called here.
constexpr uint32_t kApiVersion = 20;

constexpr const char* kLibrary = "libonnxruntime.so";

/// The folder that this program lies in; empty when the system does not tell.
std::filesystem::path ProgramFolder() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::path() : program.parent_path();
}

/// Where the library may lie, best first. The last one is the system's business.
std::vector<std::string> Candidates() {
  if (const char* path = std::getenv("KLAY_ONNXRUNTIME"); path != nullptr && *path != '\0') {
    return {path};
  }
  const std::filesystem::path folder = ProgramFolder();
  std::vector<std::string> found;
  for (const auto& path :
       {folder / kLibrary, folder / "../lib" / kLibrary, std::filesystem::path(KLAY_ONNXRUNTIME)}) {
    std::error_code error;
    if (std::filesystem::exists(path, error)) found.push_back(path.string());
  }
  found.emplace_back("libonnxruntime.so.1");
  return found;
}

void* OpenLibrary(std::string& path) {
  std::string why;
  for (const std::string& candidate : Candidates()) {
    // Its symbols stay its own: it brings a protobuf of another version.
    if (void* library = dlopen(candidate.c_str(), RTLD_NOW | RTLD_LOCAL); library != nullptr) {
      path = candidate;
      return library;
    }
    why += std::string(why.empty() ? "" : "; ") + dlerror();
  }
  throw Error(ErrorCode::kNotFound,
              "ONNX Runtime cannot be loaded; set KLAY_ONNXRUNTIME to the path of a "
              "libonnxruntime.so, or run bin/setup, which fetches one: " +
                  why);
}

beam::LogSeverity SeverityOf(OrtLoggingLevel level) {
  switch (level) {
    case ORT_LOGGING_LEVEL_VERBOSE:
      return beam::LogSeverity::kDebug;
    case ORT_LOGGING_LEVEL_INFO:
      return beam::LogSeverity::kInfo;
    case ORT_LOGGING_LEVEL_WARNING:
      return beam::LogSeverity::kWarning;
    default:
      return beam::LogSeverity::kError;
  }
}

void LogOfOrt(void* /*parameter*/, OrtLoggingLevel level, const char* category, const char* /*id*/,
              const char* where, const char* message) {
  beam::Log(SeverityOf(level),
            std::string("ONNX Runtime: ") + message + " (" + category + ", " + where + ")");
}

/// Never ended: a session may outlive the statics of its own source.
const OnnxRuntime* Load() {
  auto* runtime = new OnnxRuntime();
  void* library = OpenLibrary(runtime->path);
  const auto get_base = reinterpret_cast<const OrtApiBase* (*)()>(dlsym(library, "OrtGetApiBase"));
  if (get_base == nullptr) {
    throw Error(ErrorCode::kNotFound, "this is no ONNX Runtime: " + runtime->path);
  }
  runtime->version = get_base()->GetVersionString();
  const OrtApi* api = get_base()->GetApi(kApiVersion);
  if (api == nullptr) {
    throw Error(ErrorCode::kUnimplemented, "ONNX Runtime is too old: expected 1." +
                                               std::to_string(kApiVersion) + " or newer, found " +
                                               runtime->version + ": " + runtime->path);
  }
  Ort::InitApi(api);
  // Errors are thrown as well, so that they need not be logged.
  runtime->env = Ort::Env(ORT_LOGGING_LEVEL_FATAL, "klay_beam", LogOfOrt, nullptr);
  runtime->env.DisableTelemetryEvents();
  runtime->providers = Ort::GetAvailableProviders();
  return runtime;
}

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

ErrorCode CodeOf(const Ort::Exception& exception) {
  const std::string text = exception.what();
  if (Has(text, "allocate memory") || Has(text, "bad_alloc") || Has(text, "out of memory") ||
      Has(text, "CUDA_ERROR_OUT_OF_MEMORY")) {
    return ErrorCode::kResourceExhausted;
  }
  switch (exception.GetOrtErrorCode()) {
    case ORT_INVALID_ARGUMENT:
      return ErrorCode::kInvalidArgument;
    case ORT_NO_SUCHFILE:
      return ErrorCode::kNotFound;
    case ORT_NO_MODEL:
    case ORT_INVALID_PROTOBUF:
    case ORT_INVALID_GRAPH:
      return ErrorCode::kDataLoss;
    case ORT_NOT_IMPLEMENTED:
      return ErrorCode::kUnimplemented;
    default:
      return ErrorCode::kInternal;
  }
}

}  // namespace

const OnnxRuntime& LoadedOnnxRuntime() {
  static const OnnxRuntime* runtime = Load();
  return *runtime;
}

Error ErrorFromOrt(const Ort::Exception& exception, const std::string& message) {
  return Error(CodeOf(exception), message + ": " + exception.what());
}

}  // namespace klay::internal
