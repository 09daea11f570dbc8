#pragma once

#include <functional>
#include <optional>
#include <string>

#include "klay_beam/audio/byte_sink.h"
#include "klay_beam/files/file_name_mutator.h"
#include "klay_beam/transforms/failure.h"

namespace klay {

/// A file that was written.
struct WrittenFile {
  std::string source_path;  ///< What it was made of.
  std::string path;
};

/// The target of `source`, written by `fill`, or the Failure of what throws an Error on the way;
/// it appears whole or not at all. `unavailable`, which is worth another attempt, is thrown.
struct WrittenOrFailed {
  std::optional<WrittenFile> written = {};
  std::optional<Failure> failure = {};
};
WrittenOrFailed WriteTarget(const std::string& source, const FileNameMutator& name,
                            const std::string& step,
                            const std::function<void(ByteSink& file)>& fill);

}  // namespace klay
