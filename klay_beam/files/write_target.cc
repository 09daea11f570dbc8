#include "klay_beam/files/write_target.h"

#include <new>

#include "beam/base/error.h"
#include "beam/base/log_output.h"
#include "klay_beam/files/published_file.h"

namespace klay {

WrittenOrFailed WriteTarget(const std::string& source, const FileNameMutator& name,
                            const std::string& step,
                            const std::function<void(ByteSink& file)>& fill) {
  try {
    const std::string target = name.TargetOf(source);
    PublishedFile file(target);
    fill(file);
    file.Publish();
    if (beam::IsLogged(beam::LogSeverity::kDebug)) {
      beam::Log(beam::LogSeverity::kDebug, "wrote " + target + " of " + source);
    }
    return {.written = WrittenFile{.source_path = source, .path = target}};
  } catch (const beam::Error& error) {
    if (error.code() == beam::ErrorCode::kUnavailable) throw;
    return {.failure = FailureOf(source, step, error)};
  } catch (const std::bad_alloc&) {
    return {.failure =
                FailureOf(source, step,
                          beam::Error(beam::ErrorCode::kResourceExhausted,
                                      "not enough memory to encode what is made of " + source))};
  }
}

}  // namespace klay
