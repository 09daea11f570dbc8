#pragma once

#include <source_location>
#include <string>
#include <string_view>

#include "beam/io/file_metadata.h"
#include "beam/pipeline/pcollection.h"

namespace klay {

/// Which files a job works on.
struct MatchFilesOptions {
  std::string suffix = "";   ///< Only names that end so, in any case; empty takes every file.
  bool allow_empty = false;  ///< Whether it is all right that nothing matches.
  bool is_counted = true;    ///< Whether the files are the job's inputs as they are matched.
};

/// Whether `text` ends in `suffix`, small and capital letters being the same.
bool EndsWithIgnoringCase(std::string_view text, std::string_view suffix);

/// The files that `pattern` matches, streamed as they are found, and counted as the job's input
/// (metric "matched"). Idle workers take a part of the listing once a first file was found.
/// Patterns are those of beam/io/glob.h. Nothing to do is an error (not_found) unless it is
/// allowed: a wrong pattern should not look like a job well done.
class MatchFiles {
 public:
  explicit MatchFiles(std::string pattern, MatchFilesOptions options = {},
                      std::source_location where = std::source_location::current());

  beam::PCollection<beam::io::FileMetadata> operator()(beam::Pipeline& pipeline) const;

 private:
  std::string pattern_;
  MatchFilesOptions options_;
  std::source_location where_;
};

}  // namespace klay
