#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beam/pipeline/pipeline.h"
#include "klay_beam/transforms/failure.h"
#include "klay_beam/transforms/failure_spool.h"

namespace klay {

/// The metrics that a job's books are kept in.
inline constexpr std::string_view kMatchedMetric = "matched";
inline constexpr std::string_view kSkippedMetric = "skipped";
inline constexpr std::string_view kDoneMetric = "done";
inline constexpr std::string_view kFailedMetric = "failed";
inline constexpr std::string_view kPlannedMetric = "planned";
inline constexpr std::string_view kDamagedMetric = "damaged";
inline constexpr std::string_view kClippedSamplesMetric = "clipped_samples";
inline constexpr std::string_view kAudioMicrosecondsMetric = "audio_microseconds";

/// What became of a job's inputs.
struct Books {
  std::int64_t matched = 0;
  std::int64_t skipped = 0;
  std::int64_t done = 0;
  std::int64_t failed = 0;
  std::int64_t planned = 0;          ///< What a dry run would have worked on.
  std::int64_t damaged = 0;          ///< Of the done ones.
  std::int64_t clipped_samples = 0;  ///< Written samples that were beyond full scale.
  double audio_seconds = 0;

  /// Inputs that were found but not worked on; 0 in a job that ran to its end.
  std::int64_t Missing() const { return matched - skipped - done - failed - planned; }
};

/// Reads the books off a job's metrics.
Books BooksOf(const beam::MetricsSnapshot& metrics);

/// What a job says at its end, and the check of its books. A pipeline has one, made by the first
/// transform that asks for it; it prints a summary on standard output, or where the process logs to
/// (--log_format), when the run is over, however it ended, and writes the run report (JSON) where
/// SetReport says.
///
/// Fails the job (internal) when it ran to its end and matched is not skipped + done + failed, and
/// (data_loss) when it had inputs and every one of them failed.
class RunReport {
 public:
  /// The report of `pipeline`.
  static std::shared_ptr<RunReport> Of(beam::Pipeline& pipeline) {
    return pipeline.Attachment<RunReport>();
  }

  explicit RunReport(beam::Pipeline& pipeline);

  /// Names the job, and the file that the report goes to, if any.
  void Describe(std::string job, std::optional<std::string> path);
  const std::string& job() const { return job_; }

  /// Fails the job (data_loss) when more than this fraction of its inputs fails, 0 to 1. Throws
  /// invalid_argument for anything else.
  void FailAbove(double fraction);

  /// Adds a failure to the list; from any thread.
  void Add(const Failure& failure);

 private:
  static constexpr std::size_t kMaxPrinted = 10;

  void Finish(const beam::PipelineResult& result);
  void Print(const beam::PipelineResult& result, const Books& books) const;
  void Write(const beam::PipelineResult& result, const Books& books) const;

  std::string job_ = "job";
  std::optional<std::string> path_;
  std::optional<double> fail_above_;
  std::mutex mutex_;
  std::map<std::string, std::int64_t> failures_by_code_;
  std::vector<Failure> first_failures_;
  FailureSpool spool_;
};

/// The line of progress: done of matched, failures, speed and time left.
std::string ProgressText(const beam::Progress& progress);

}  // namespace klay
