#include "beam/worker/testing/fake_runner/job/job_internal.h"

#include <google/protobuf/util/time_util.h>

#include <utility>

#include "beam/base/utf8.h"
#include "beam/exec/step_error.h"

namespace beam::fake_runner {
namespace {

namespace fn = model::fn;
using google::protobuf::util::TimeUtil;

job::JobMessage::MessageImportance ImportanceOf(fn::LogEntry::Severity::Enum severity) {
  if (severity >= fn::LogEntry::Severity::ERROR) return job::JobMessage::JOB_MESSAGE_ERROR;
  if (severity >= fn::LogEntry::Severity::WARN) return job::JobMessage::JOB_MESSAGE_WARNING;
  if (severity >= fn::LogEntry::Severity::INFO) return job::JobMessage::JOB_MESSAGE_BASIC;
  return job::JobMessage::JOB_MESSAGE_DEBUG;
}

}  // namespace

Job::Job(std::string id, job::PrepareJobRequest request, const FakeRunnerOptions& options)
    : id_(std::move(id)),
      request_(std::move(request)),
      execution_(request_.pipeline(), id_, options,
                 [this](const fn::LogEntry& entry) { Log(entry); }) {
  SetState(job::JobState::STOPPED);
}

Job::~Job() {
  Cancel();
  if (thread_.joinable()) thread_.join();
}

void Job::Start() {
  const std::lock_guard lock(mutex_);
  if (thread_.joinable() || is_cancelled_) return;
  thread_ = std::thread([this] { Run(); });
}

void Job::Run() {
  SetState(job::JobState::RUNNING);
  job::JobState::Enum end = job::JobState::DONE;
  try {
    execution_.Run();
  } catch (...) {
    Say(job::JobMessage::JOB_MESSAGE_ERROR, exec::CurrentError().what());
    end = job::JobState::FAILED;
  }
  execution_.End();
  const bool was_cancelled = [this] {
    const std::lock_guard lock(mutex_);
    return is_cancelled_;
  }();
  SetState(was_cancelled && end == job::JobState::FAILED ? job::JobState::CANCELLED : end);
}

void Job::Cancel() {
  bool was_started = false;
  {
    const std::lock_guard lock(mutex_);
    if (has_ended_) return;
    is_cancelled_ = true;
    was_started = thread_.joinable();
  }
  if (was_started) return execution_.Cancel();
  SetState(job::JobState::CANCELLED);
}

job::JobState::Enum Job::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void Job::Follow(const std::function<bool(const job::JobMessagesResponse&)>& tell) {
  for (std::size_t next = 0;; ++next) {
    job::JobMessagesResponse event;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return next < events_.size() || has_ended_; });
      if (next == events_.size()) return;
      event = events_[next];
    }
    if (!tell(event)) return;
  }
}

void Job::Log(const fn::LogEntry& entry) {
  Say(ImportanceOf(entry.severity()), entry.message());
}

void Job::SetState(job::JobState::Enum state) {
  const std::lock_guard lock(mutex_);
  state_ = state;
  job::JobStateEvent& event = *events_.emplace_back().mutable_state_response();
  event.set_state(state);
  *event.mutable_timestamp() = TimeUtil::GetCurrentTime();
  has_ended_ = state == job::JobState::DONE || state == job::JobState::FAILED ||
               state == job::JobState::CANCELLED;
  changed_.notify_all();
}

void Job::Say(job::JobMessage::MessageImportance importance, const std::string& text) {
  const std::lock_guard lock(mutex_);
  job::JobMessage& message = *events_.emplace_back().mutable_message_response();
  message.set_message_id(std::to_string(events_.size()));
  message.set_time(TimeUtil::ToString(TimeUtil::GetCurrentTime()));
  message.set_importance(importance);
  message.set_message_text(PrintableUtf8(text));
  changed_.notify_all();
}

}  // namespace beam::fake_runner
