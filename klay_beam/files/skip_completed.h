#pragma once

#include <source_location>
#include <string>
#include <vector>

#include "beam/io/file_metadata.h"
#include "beam/pipeline/pcollection.h"
#include "klay_beam/files/file_name_mutator.h"
#include "klay_beam/transforms/failure.h"

namespace klay {

/// Which files are done already: all of their targets are there and whole.
struct SkipCompletedOptions {
  std::string old_suffix = "";  ///< Cut from the end of a file's name, if the name ends in it.
  /// What comes in its place, for each target: {".vocals.flac", ".rest.flac"}.
  std::vector<std::string> new_suffixes = {};
  /// Targets lie at the same place below target_dir as files below source_dir; both or neither.
  std::string source_dir = "";
  std::string target_dir = "";
  /// A target that is older than its file is not done.
  bool check_timestamp = false;
  bool overwrite = false;  ///< Nothing is done.
  /// Names the targets in place of the suffixes and folders above.
  std::vector<FileNameMutator> targets = {};
};

/// What SkipCompleted makes of its files.
struct Uncompleted {
  beam::PCollection<beam::io::FileMetadata> files;  ///< What is to be done.
  beam::PCollection<Failure> failed;  ///< Files that cannot have a target; in the run report, too.
};

/// Lets those files through that are not done, and counts the others ("skipped"). Each folder of
/// targets is listed once, so that a run that finds everything done costs next to nothing. A target
/// that is empty or torn (see WhyTorn) is not done; one that is being written does not show yet.
/// Names are taken as they are, whatever characters they have.
///
/// A file outside source_dir, or whose target folder cannot be looked into, is a Failure
/// ("failed").
///
///     auto [todo, failed] = files | klay::SkipCompleted({.old_suffix = ".wav",
///                                                        .new_suffixes = {".mp3"}});
class SkipCompleted {
 public:
  /// Throws invalid_argument for options that make no sense, such as no new_suffixes.
  explicit SkipCompleted(SkipCompletedOptions options, std::string label = "SkipCompleted",
                         std::source_location where = std::source_location::current());

  Uncompleted operator()(beam::PCollection<beam::io::FileMetadata> files) const;

 private:
  SkipCompletedOptions options_;
  std::string label_;
  std::source_location where_;
};

}  // namespace klay
