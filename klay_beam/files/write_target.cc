#include "klay_beam/files/write_target.h"

#include <utility>

#include "beam/base/log_output.h"
#include "klay_beam/files/published_file.h"
#include "klay_beam/transforms/try_file.h"

namespace klay {

WrittenOrFailed WriteTarget(const std::string& source, const FileNameMutator& name,
                            const std::string& step,
                            const std::function<void(ByteSink& file)>& fill) {
  WrittenFile written{.source_path = source, .path = {}};
  auto failure = TryFile(source, step, [&] {
    written.path = name.TargetOf(source);
    PublishedFile file(written.path);
    fill(file);
    file.Publish();
  });
  if (failure.has_value()) return {.failure = std::move(failure)};
  if (beam::IsLogged(beam::LogSeverity::kDebug)) {
    beam::Log(beam::LogSeverity::kDebug, "wrote " + written.path + " of " + source);
  }
  return {.written = std::move(written)};
}

}  // namespace klay
