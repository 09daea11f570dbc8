#include "klay_beam/transforms/run_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <nlohmann/json.hpp>
#include <utility>

#include "beam/base/utf8.h"
#include "beam/io/file_system.h"
#include "klay_beam/commit.h"
#include "klay_beam/transforms/failure_json.h"
#include "klay_beam/transforms/tell.h"
#include "klay_beam/version.h"

namespace klay {
namespace {

double PerSecond(double amount, double seconds) {
  return seconds > 0 ? amount / seconds : 0;
}

std::string_view NameOf(beam::JobState state) {
  switch (state) {
    case beam::JobState::kDone:
      return "done";
    case beam::JobState::kFailed:
      return "failed";
    case beam::JobState::kCancelled:
      return "cancelled";
  }
  return "unknown";
}

/// 2026-11-24T03:37:00Z
std::string Iso8601(beam::Timestamp time) {
  const auto seconds = static_cast<std::time_t>(time.micros / 1000000);
  std::tm utc = {};
  gmtime_r(&seconds, &utc);
  char text[32];
  std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

/// 0:07, 12:30, 3:05:00
std::string Clock(double seconds) {
  const auto total = std::llround(seconds);
  const std::int64_t hours = total / 3600;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, total / 60 % 60, total % 60);
  return fmt::format("{}:{:02}", total / 60, total % 60);
}

/// The report's fields, without the list of failures.
nlohmann::ordered_json Fields(const std::string& job, const beam::PipelineResult& result,
                              const Books& books) {
  nlohmann::ordered_json fields;
  fields["job"] = beam::PrintableUtf8(job);
  fields["runner"] = result.runner;
  fields["version"] = kVersion;
  fields["commit"] = Commit();
  fields["state"] = NameOf(result.state);
  if (result.error.has_value()) fields["error"] = beam::PrintableUtf8(result.error->what());
  fields["started"] = Iso8601(result.started);
  fields["wall_seconds"] = result.wall_seconds;
  fields["matched"] = books.matched;
  fields["skipped"] = books.skipped;
  fields["done"] = books.done;
  fields["failed"] = books.failed;
  fields["planned"] = books.planned;
  fields["damaged"] = books.damaged;
  fields["clipped_samples"] = books.clipped_samples;
  fields["unprocessed"] = books.Missing();
  fields["audio_seconds"] = books.audio_seconds;
  return fields;
}

}  // namespace

Books BooksOf(const beam::MetricsSnapshot& metrics) {
  return {.matched = metrics.Counter(kMatchedMetric),
          .skipped = metrics.Counter(kSkippedMetric),
          .done = metrics.Counter(kDoneMetric),
          .failed = metrics.Counter(kFailedMetric),
          .planned = metrics.Counter(kPlannedMetric),
          .damaged = metrics.Counter(kDamagedMetric),
          .clipped_samples = metrics.Counter(kClippedSamplesMetric),
          .audio_seconds = static_cast<double>(metrics.Counter(kAudioMicrosecondsMetric)) / 1e6};
}

RunReport::RunReport(beam::Pipeline& pipeline) {
  // The pipeline owns the report, so it is there as long as the hook.
  pipeline.OnFinish([this](const beam::PipelineResult& result) { Finish(result); });
  pipeline.ShowProgress(ProgressText);
}

void RunReport::Describe(std::string job, std::optional<std::string> path) {
  job_ = std::move(job);
  path_ = std::move(path);
}

void RunReport::FailAbove(double fraction) {
  if (!(fraction >= 0 && fraction <= 1)) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      fmt::format("the fraction of inputs that may fail is 0 to 1: {}", fraction));
  }
  fail_above_ = fraction;
}

void RunReport::Add(const Failure& failure) {
  std::lock_guard lock(mutex_);
  ++failures_by_code_[failure.code];
  if (first_failures_.size() < kMaxPrinted) first_failures_.push_back(failure);
  if (path_.has_value()) spool_.Add(failure);
}

void RunReport::Finish(const beam::PipelineResult& result) {
  const Books books = BooksOf(result.metrics);
  Print(result, books);
  if (path_.has_value()) Write(result, books);
  if (result.state != beam::JobState::kDone) return;
  if (books.Missing() != 0) {
    throw beam::Error(beam::ErrorCode::kInternal,
                      fmt::format("the books do not balance: matched {}, skipped {} + done {} + "
                                  "failed {} = {}",
                                  books.matched, books.skipped, books.done, books.failed,
                                  books.matched - books.Missing()));
  }
  if (books.failed > 0 && books.done + books.skipped + books.planned == 0) {
    throw beam::Error(beam::ErrorCode::kDataLoss,
                      fmt::format("every input failed: {} of {}", books.failed, books.matched));
  }
  const auto failed = static_cast<double>(books.failed);
  if (fail_above_.has_value() && failed > *fail_above_ * static_cast<double>(books.matched)) {
    throw beam::Error(beam::ErrorCode::kDataLoss,
                      fmt::format("more than {} of the inputs failed: {} of {}", *fail_above_,
                                  books.failed, books.matched));
  }
}

void RunReport::Print(const beam::PipelineResult& result, const Books& books) const {
  std::string text = fmt::format("{}: {} after {:.1f} s on {}\n", job_, NameOf(result.state),
                                 result.wall_seconds, result.runner);
  text += fmt::format("  files     {} matched = {} skipped + {} done + {} failed", books.matched,
                      books.skipped, books.done, books.failed);
  if (books.planned > 0) text += fmt::format(" + {} that a run would work on", books.planned);
  if (books.Missing() != 0) text += fmt::format(" + {} not processed", books.Missing());
  if (books.damaged > 0) text += fmt::format("; {} of the done damaged", books.damaged);
  text += fmt::format("\n  audio     {:.1f} s = {:.2f} h\n", books.audio_seconds,
                      books.audio_seconds / 3600);
  if (books.clipped_samples > 0) {
    text += fmt::format("  clipped   {} samples were beyond full scale\n", books.clipped_samples);
  }
  text +=
      fmt::format("  speed     {:.1f} files/s, {:.0f} x real time\n",
                  PerSecond(static_cast<double>(books.done + books.failed), result.wall_seconds),
                  PerSecond(books.audio_seconds, result.wall_seconds));
  for (const auto& [code, count] : failures_by_code_) {
    text += fmt::format("  failures  {} {}\n", count, code);
  }
  for (const Failure& failure : first_failures_) {
    text += fmt::format("    {}: {}: {}\n", failure.code, failure.step,
                        beam::PrintableUtf8(failure.message));
  }
  if (books.failed > static_cast<std::int64_t>(first_failures_.size())) {
    text += fmt::format("    and {} more{}\n", books.failed - first_failures_.size(),
                        path_.has_value() ? "" : "; --report=FILE.json lists them all");
  }
  if (path_.has_value()) text += fmt::format("  report    {}\n", *path_);
  Tell(text);
}

void RunReport::Write(const beam::PipelineResult& result, const Books& books) const {
  auto file = beam::io::FileSystemFor(*path_).Create(*path_);
  std::string head = Fields(job_, result, books).dump(2);
  head.resize(head.rfind('\n'));
  file->Append(head + ",\n  \"failures\": [");
  std::string_view separator = "\n    ";
  spool_.ForEach([&](const std::string& json) {
    file->Append(std::string(separator) + json);
    separator = ",\n    ";
  });
  file->Append("\n  ]\n}\n");
  file->Commit();
}

std::string ProgressText(const beam::Progress& progress) {
  const Books books = BooksOf(progress.metrics);
  const std::int64_t seen = books.skipped + books.done + books.failed;
  const double files_per_second = PerSecond(static_cast<double>(seen), progress.wall_seconds);
  std::string text = fmt::format("{} of {} files, {} failed, {:.1f} files/s, {:.0f} x real time",
                                 seen, books.matched, books.failed, files_per_second,
                                 PerSecond(books.audio_seconds, progress.wall_seconds));
  if (seen > 0) {
    text += fmt::format(", {} left",
                        Clock(static_cast<double>(books.matched - seen) / files_per_second));
  }
  return text;
}

}  // namespace klay
