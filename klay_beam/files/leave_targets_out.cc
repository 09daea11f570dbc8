#include "klay_beam/files/leave_targets_out.h"

#include <utility>

#include "beam/beam.h"
#include "klay_beam/files/path_parts.h"
#include "klay_beam/transforms/run_report.h"

namespace klay {
namespace {

using beam::io::FileMetadata;

struct LeaveOutFn {
  std::string target_suffix;
  std::string target_dir;
  beam::Counter skipped{kSkippedMetric};

  void Process(const FileMetadata& file, beam::Emitter<FileMetadata>& out) const {
    if (file.path.ends_with(target_suffix) &&
        (target_dir.empty() || IsBelow(target_dir, PlainPath(file.path)))) {
      skipped.Increment();
    } else {
      out(file);
    }
  }
};

}  // namespace

LeaveTargetsOut::LeaveTargetsOut(std::string target_suffix, const std::string& target_dir,
                                 std::string label, std::source_location where)
    : target_suffix_(std::move(target_suffix)),
      target_dir_(target_dir.empty() ? "" : PlainFolder(target_dir)),
      label_(std::move(label)),
      where_(where) {}

beam::PCollection<FileMetadata> LeaveTargetsOut::operator()(
    beam::PCollection<FileMetadata> files) const {
  return files |
         beam::ParDo(label_, LeaveOutFn{.target_suffix = target_suffix_, .target_dir = target_dir_},
                     where_);
}

}  // namespace klay
