#include <iostream>

#include "beam/base/error.h"
#include "beam/base/utf8.h"
#include "beam/portable/job_metrics_internal.h"
#include "beam/portable/job_watch_internal.h"

namespace beam::portable {
namespace {

constexpr std::chrono::milliseconds kInterval{100};
constexpr std::chrono::seconds kPollInterval{1};
constexpr std::chrono::seconds kPollPatience{5};

}  // namespace

JobWatch::JobWatch(JobClient& client, const Graph& graph, const EngineJob& job,
                   const RunHooks& hooks)
    : client_(client),
      graph_(graph),
      job_(job),
      hooks_(hooks),
      next_poll_(start_ + kPollInterval),
      stall_(job.stall_timeout, start_) {}

std::optional<job::JobState::Enum> JobWatch::Wait() {
  client_.Watch([this](const job::JobMessage& message) { Take(message); },
                [this](job::JobState::Enum state) { Take(state); });
  while (true) {
    if (const auto end = client_.WaitFor(kInterval)) {
      if (end != job::JobState::DONE) Poll();
      return end;
    }
    if (hooks_.cancelled()) CancelOnce();
    if (Clock::now() >= next_poll_) {
      Poll();
      next_poll_ = Clock::now() + kPollInterval;
    }
    WatchForStall();
    if (has_stalled_ && Clock::now() - *cancelled_at_ > job_.cancel_patience) {
      return std::nullopt;
    }
  }
}

std::string JobWatch::last_error() {
  const std::lock_guard lock(mutex_);
  return last_error_;
}

void JobWatch::Take(const job::JobMessage& message) {
  const std::string text = PrintableUtf8(message.message_text());
  const std::lock_guard lock(mutex_);
  ++heard_;
  if (message.importance() == job::JobMessage::JOB_MESSAGE_ERROR) last_error_ = text;
  if (message.importance() >= job::JobMessage::JOB_MESSAGE_BASIC) std::cerr << text << "\n";
}

void JobWatch::Take(job::JobState::Enum state) {
  const std::lock_guard lock(mutex_);
  ++heard_;
  std::cerr << "job " << job::JobState::Enum_Name(state) << "\n";
}

void JobWatch::Say(const std::string& line) {
  const std::lock_guard lock(mutex_);
  std::cerr << line << "\n";
}

void JobWatch::Poll() {
  try {
    const job::MetricResults metrics = client_.Metrics(kPollPatience);
    const std::uint64_t counts = FingerprintOf(metrics);
    if (counts != last_counts_) stall_.TakeNews(Clock::now());
    last_counts_ = counts;
    metrics_ = MetricsOf(metrics, graph_);
    hooks_.progress({metrics_, std::chrono::duration<double>(Clock::now() - start_).count()});
  } catch (const Error& error) {
    // Whether the job server is gone for good, its stream of states tells.
    if (error.code() != ErrorCode::kUnavailable) throw;
    if (!has_told_of_silence_) Say(error.message() + "; the job is not disturbed by that");
    has_told_of_silence_ = true;
  }
}

void JobWatch::WatchForStall() {
  {
    const std::lock_guard lock(mutex_);
    if (heard_ != last_heard_) stall_.TakeNews(Clock::now());
    last_heard_ = heard_;
  }
  if (cancelled_at_.has_value()) return;
  if (stall_.IsOver(Clock::now())) {
    has_stalled_ = true;
    CancelOnce();
  } else if (const auto silence = stall_.TakeWarning(Clock::now())) {
    Say(job_.engine + " has told nothing new of the job for " + std::to_string(silence->count()) +
        " s" + (job_.stall_timeout.count() > 0 ? "" : "; --stall_timeout=SECONDS gives it up"));
  }
}

void JobWatch::CancelOnce() {
  if (cancelled_at_.has_value()) return;
  cancelled_at_ = Clock::now();
  try {
    client_.Cancel();
  } catch (const Error& error) {
    if (!has_stalled_) throw;
    Say(error.message());  // The job is left to itself.
  }
}

}  // namespace beam::portable
