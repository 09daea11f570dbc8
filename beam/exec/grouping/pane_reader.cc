#include "beam/exec/grouping/pane_reader.h"

#include <algorithm>
#include <utility>

#include "beam/base/error.h"
#include "beam/exec/grouping/window_key.h"

namespace beam::exec {
namespace {

const Timeline& Batch() {
  static const Timeline timeline{{{.watermark = kMaxTimestamp}}};
  return timeline;
}

}  // namespace

bool PaneReader::IsFor(const Windowing& windowing, const Timeline* timeline) {
  const bool merges_by_own_rule =
      windowing.window_fn->IsMerging() && !windowing.window_fn->MergesOverlapping();
  return windowing.trigger.kind != Trigger::Kind::kDefault || merges_by_own_rule ||
         timeline != nullptr;
}

PaneReader::PaneReader(std::shared_ptr<const Windowing> windowing,
                       std::shared_ptr<const Timeline> timeline, ChunkStore& store,
                       std::unique_ptr<PaneMaker> maker)
    : windowing_(std::move(windowing)),
      timeline_(std::move(timeline)),
      is_global_(windowing_->is_global()),
      is_merging_(windowing_->window_fn->IsMerging()),
      has_timestamp_(windowing_->timestamp_combiner != TimestampCombiner::kEndOfWindow),
      store_(store),
      maker_(std::move(maker)) {}

void PaneReader::Add(const ShuffleRecord& record) {
  std::string_view key = record.key;
  Window window = kGlobalWindow;
  if (!is_global_) {
    window = WindowAtEndOf(key);
    key.remove_suffix(kWindowBytes);
  }
  if (!Belongs(key, window)) {
    Close();
    key_ = key;
  }
  ByteReader reader(record.value);
  Timestamp timestamp = window.MaxTimestamp();
  if (has_timestamp_) timestamp = TimestampFromSortableBits(reader.ReadBigEndian64());
  std::int64_t arrival = 0;
  if (timeline_ != nullptr) arrival = static_cast<std::int64_t>(reader.ReadBigEndian64());
  Entry& entry = EntryFor(window, arrival, timestamp);
  entry.values.Add(reader.ReadBytes(reader.remaining()));
  bytes_ += record.value.size() + maker_->value_size();
  KeepIfMany();
}

void PaneReader::Finish() {
  Close();
  maker_->Finish();
}

bool PaneReader::Belongs(std::string_view key, const Window& window) const {
  if (entries_.empty() || key != key_) return false;
  return is_merging_ || window == entries_.back().input.window;
}

PaneReader::Entry& PaneReader::EntryFor(const Window& window, std::int64_t arrival,
                                        Timestamp timestamp) {
  // Without a stream, elements of a window stay together for good.
  if (timeline_ == nullptr && !entries_.empty() && entries_.back().input.window == window) {
    PaneInput& input = entries_.back().input;
    ++input.count;
    const bool earliest = windowing_->timestamp_combiner == TimestampCombiner::kEarliest;
    input.timestamp =
        earliest ? std::min(input.timestamp, timestamp) : std::max(input.timestamp, timestamp);
    return entries_.back();
  }
  return entries_.emplace_back(
      Entry{.arrival = arrival, .input = {.window = window, .timestamp = timestamp}});
}

void PaneReader::KeepIfMany() {
  if (bytes_ < store_.chunk_bytes()) return;
  for (Entry& entry : entries_) entry.values.Keep(store_);
  bytes_ = 0;
  is_stored_ = true;
}

void PaneReader::Close() {
  if (entries_.empty()) return;
  // What came in which order within an event is not known, so that is not what counts.
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Entry& a, const Entry& b) { return a.arrival < b.arrival; });
  if (is_stored_) {
    for (Entry& entry : entries_) entry.values.Keep(store_);
  }
  const Timeline& timeline = timeline_ != nullptr ? *timeline_ : Batch();
  KeyPanes panes(*windowing_);
  std::size_t next = 0;
  for (std::size_t event = 0; event < timeline.after_event.size(); ++event) {
    const auto arrival = static_cast<std::int64_t>(event);
    std::vector<PaneInput> inputs;
    for (; next < entries_.size() && entries_[next].arrival == arrival; ++next) {
      entries_[next].input.id = next;
      inputs.push_back(entries_[next].input);
    }
    if (!inputs.empty()) panes.Add(std::move(inputs));
    panes.AdvanceProcessingTime(timeline.after_event[event].processing_time);
    panes.AdvanceWatermark(timeline.after_event[event].watermark);
    MakePanes(panes.TakeFired(), arrival);
  }
  if (next < entries_.size()) {
    throw Error(ErrorCode::kInternal, "an element came after the end of its stream: with event " +
                                          std::to_string(entries_[next].arrival));
  }
  entries_.clear();
  bytes_ = 0;
  is_stored_ = false;
}

void PaneReader::MakePanes(const std::vector<FiredPane>& fired, std::int64_t arrival) {
  for (const FiredPane& pane : fired) {
    std::vector<const EncodedValues*> values;
    values.reserve(pane.ids.size());
    for (const std::size_t id : pane.ids) values.push_back(&entries_[id].values);
    maker_->Make(key_, values, pane.timestamp, Windows({pane.window}, pane.pane, arrival));
  }
}

}  // namespace beam::exec
