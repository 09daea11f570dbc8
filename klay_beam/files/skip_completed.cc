#include "klay_beam/files/skip_completed.h"

#include <memory>
#include <optional>
#include <utility>

#include "beam/beam.h"
#include "klay_beam/files/file_name_mutator.h"
#include "klay_beam/files/path_parts.h"
#include "klay_beam/files/target_folders.h"
#include "klay_beam/files/torn_file.h"
#include "klay_beam/transforms/report_failures.h"
#include "klay_beam/transforms/run_report.h"
#include "klay_beam/transforms/try_file.h"

namespace klay {
namespace {

using beam::io::FileMetadata;

std::vector<FileNameMutator> TargetsOf(const SkipCompletedOptions& options) {
  if (!options.targets.empty()) {
    if (options.old_suffix.empty() && options.new_suffixes.empty() && options.source_dir.empty() &&
        options.target_dir.empty()) {
      return options.targets;
    }
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "SkipCompleted takes either targets or suffixes and folders, not both");
  }
  if (options.new_suffixes.empty()) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "SkipCompleted needs a new suffix at least, to know the targets by");
  }
  std::vector<FileNameMutator> targets;
  for (const std::string& suffix : options.new_suffixes) {
    targets.emplace_back(FileNameOptions{.old_suffix = options.old_suffix,
                                         .new_suffix = suffix,
                                         .source_dir = options.source_dir,
                                         .target_dir = options.target_dir});
  }
  return targets;
}

/// Splits files into those to do and failures, and counts the rest.
struct SkipFn {
  std::string label;
  std::vector<FileNameMutator> targets;
  bool check_timestamp;
  bool overwrite;
  beam::Shared<TargetFolders> of_process = {};
  std::shared_ptr<const TargetFolders> folders = nullptr;
  beam::Counter skipped{kSkippedMetric};
  beam::Counter failed{kFailedMetric};

  void Setup() {
    folders = of_process.Acquire([] { return std::make_shared<const TargetFolders>(); });
  }

  void Process(const FileMetadata& file, beam::Emitter<FileMetadata>& todo,
               beam::Emitter<Failure>& failures) const {
    bool is_done = true;
    auto failure = TryFile(file.path, label, [&] {
      for (const FileNameMutator& target : targets) is_done = IsDone(file, target) && is_done;
    });
    if (failure.has_value()) {
      failed.Increment();
      failures(*std::move(failure));
    } else if (is_done) {
      skipped.Increment();
    } else {
      todo(file);
    }
  }

  bool IsDone(const FileMetadata& file, const FileNameMutator& naming) const {
    const std::string path = naming.TargetOf(file.path);
    const PathParts parts = SplitPath(path);
    const auto target = folders->Find(parts.folder, parts.name);
    if (overwrite || !target.has_value() || target->size_bytes == 0) return false;
    if (check_timestamp && target->modified_micros < file.modified_micros) return false;
    return !IsTorn(path);
  }

  static bool IsTorn(const std::string& path) {
    try {
      return WhyTorn(path).has_value();
    } catch (const beam::Error& error) {
      // It was there when its folder was listed.
      if (error.code() == beam::ErrorCode::kNotFound) return true;
      throw;
    }
  }
};

}  // namespace

SkipCompleted::SkipCompleted(SkipCompletedOptions options, std::string label,
                             std::source_location where)
    : options_(std::move(options)), label_(std::move(label)), where_(where) {
  TargetsOf(options_);
}

Uncompleted SkipCompleted::operator()(beam::PCollection<FileMetadata> files) const {
  auto expand = [&](beam::PCollection<FileMetadata> in) {
    auto [todo, failed] = in | beam::ParDo("Look",
                                           SkipFn{.label = label_,
                                                  .targets = TargetsOf(options_),
                                                  .check_timestamp = options_.check_timestamp,
                                                  .overwrite = options_.overwrite},
                                           where_);
    ReportFailures(failed, where_);
    return Uncompleted{todo, failed};
  };
  return files | beam::Composite(label_, expand, where_);
}

}  // namespace klay
