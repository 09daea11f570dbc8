#include "job_stats/measure_files.h"

#include <cmath>
#include <utility>

#include "beam/base/log_output.h"
#include "klay_beam/transforms/report_failures.h"
#include "klay_beam/transforms/try_file.h"

namespace job_stats {
namespace {

using beam::io::FileMetadata;
using klay::Failure;

constexpr const char* kStep = "MeasureFiles";

struct MeasureFn {
  beam::Counter done{klay::kDoneMetric};
  beam::Counter failed{klay::kFailedMetric};
  beam::Counter damaged{klay::kDamagedMetric};
  beam::Counter audio_microseconds{klay::kAudioMicrosecondsMetric};

  void Process(const FileMetadata& file, beam::Emitter<FileStats>& measured,
               beam::Emitter<Failure>& failures) const {
    FileStats stats;
    auto failure = klay::TryFile(file.path, kStep, [&] { stats = MeasureFile(file); });
    if (failure.has_value()) {
      failed.Increment();
      failures(*std::move(failure));
      return;
    }
    done.Increment();
    if (stats.damage.has_value()) damaged.Increment();
    audio_microseconds.Increment(std::llround(stats.seconds * 1e6));
    if (beam::IsLogged(beam::LogSeverity::kDebug)) {
      beam::Log(beam::LogSeverity::kDebug, "measured " + file.path);
    }
    measured(std::move(stats));
  }
};

}  // namespace

MeasuredFiles MeasureFiles::operator()(beam::PCollection<FileMetadata> files) const {
  auto expand = [](beam::PCollection<FileMetadata> in) {
    auto [stats, failed] = in | beam::ParDo("Measure", MeasureFn());
    klay::ReportFailures(failed);
    return MeasuredFiles{stats, failed};
  };
  return files | beam::Composite(kStep, expand);
}

}  // namespace job_stats
