#include "klay_beam/files/distinct_targets.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "beam/beam.h"
#include "klay_beam/transforms/report_failures.h"
#include "klay_beam/transforms/run_report.h"

namespace klay {
namespace {

using beam::io::FileMetadata;
using Targeted = beam::KV<std::string, FileMetadata>;

struct NameFn {
  std::string label;
  FileNameMutator name;
  beam::Counter failed{kFailedMetric};

  void Process(const FileMetadata& file, beam::Emitter<Targeted>& targeted,
               beam::Emitter<Failure>& failures) const {
    std::string target;
    try {
      target = name.TargetOf(file.path);
    } catch (const beam::Error& error) {
      failed.Increment();
      failures(FailureOf(file.path, label, error));
      return;
    }
    targeted({std::move(target), file});
  }
};

struct ChooseFn {
  std::string label;
  beam::Counter failed{kFailedMetric};

  void Process(const beam::KV<std::string, beam::Iterable<FileMetadata>>& group,
               beam::Emitter<FileMetadata>& files, beam::Emitter<Failure>& failures) const {
    std::vector<FileMetadata> of_target(group.value.begin(), group.value.end());
    std::ranges::sort(of_target, {}, &FileMetadata::path);
    for (std::size_t i = 1; i < of_target.size(); ++i) {
      const std::string& path = of_target[i].path;
      failed.Increment();
      failures(FailureOf(path, label,
                         beam::Error(beam::ErrorCode::kInvalidArgument,
                                     "its target is that of " + beam::Describe(of_target[0].path) +
                                         ", too: " + beam::Describe(group.key))));
    }
    files(std::move(of_target[0]));
  }
};

}  // namespace

DistinctTargets::DistinctTargets(FileNameMutator name, std::string label,
                                 std::source_location where)
    : name_(std::move(name)), label_(std::move(label)), where_(where) {}

DistinctlyTargeted DistinctTargets::operator()(beam::PCollection<FileMetadata> files) const {
  auto expand = [&](beam::PCollection<FileMetadata> in) {
    auto [targeted, nameless] =
        in | beam::ParDo("Name", NameFn{.label = label_, .name = name_}, where_);
    auto [chosen, second] = targeted | beam::GroupByKey("GroupByTarget", where_) |
                            beam::ParDo("Choose", ChooseFn{.label = label_}, where_);
    auto failed = beam::Flatten("Failed", nameless, second);
    ReportFailures(failed, where_);
    return DistinctlyTargeted{chosen, failed};
  };
  return files | beam::Composite(label_, expand, where_);
}

}  // namespace klay
