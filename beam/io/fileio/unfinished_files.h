#pragma once

#include <mutex>
#include <set>
#include <string>

#include "beam/pipeline/pipeline.h"

namespace beam::io {

/// The files that a pipeline's writing transforms have made in this process and not named yet. What
/// is left at the end of a run - it failed, or attempts were repeated - is removed. A pipeline has
/// one: `pipeline.Attachment<UnfinishedFiles>()`.
class UnfinishedFiles {
 public:
  explicit UnfinishedFiles(Pipeline& pipeline);

  /// A temporary name beside `prefix`, unlike any other.
  static std::string NewName(const std::string& prefix);
  /// There is a file of this name now.
  void Add(const std::string& name);
  /// It has its own name now.
  void Finish(const std::string& name);

  /// Takes names for a transform; false when another has them already.
  bool ClaimNames(const std::string& pattern);

 private:
  void RemoveAll();

  std::mutex mutex_;
  std::set<std::string> names_;
  std::set<std::string> claimed_;
};

}  // namespace beam::io
