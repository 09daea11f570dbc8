#include "beam/worker/testing/fake_runner/grouping_internal.h"

#include <algorithm>
#include <map>
#include <utility>

#include "beam/base/error.h"
#include "beam/coders/list_coding.h"

namespace beam::fake_runner {
namespace {

namespace pipeline = model::pipeline;

/// The values of a key in a window.
struct Group {
  std::uint64_t count = 0;
  std::string values;  ///< One behind the other.
  Timestamp earliest = kMaxTimestamp;
  Timestamp latest = kMinTimestamp;

  void Add(const Group& other) {
    count += other.count;
    values += other.values;
    earliest = std::min(earliest, other.earliest);
    latest = std::max(latest, other.latest);
  }
};
using Groups = std::map<Window, Group>;  ///< Of one key, in the order of the windows' starts.

/// Windows that overlap become the one that spans them.
Groups Merged(const Groups& groups) {
  Groups merged;
  std::pair<Window, Group> last;
  bool has_last = false;
  for (const auto& [window, group] : groups) {
    if (has_last && window.Intersects(last.first)) {
      last.first = last.first.Span(window);
      last.second.Add(group);
      continue;
    }
    if (has_last) merged.insert(std::move(last));
    last = {window, group};
    has_last = true;
  }
  if (has_last) merged.insert(std::move(last));
  return merged;
}

Timestamp TimestampOf(const Window& window, const Group& group, pipeline::OutputTime::Enum time) {
  switch (time) {
    case pipeline::OutputTime::EARLIEST_IN_PANE:
      return group.earliest;
    case pipeline::OutputTime::LATEST_IN_PANE:
      return group.latest;
    case pipeline::OutputTime::END_OF_WINDOW:
      return window.MaxTimestamp();
    default:
      throw Error(ErrorCode::kInternal,
                  "no such timestamp combiner: " + std::to_string(static_cast<int>(time)));
  }
}

/// KV of the key and the iterable of the values.
std::string ValueOf(const std::string& key, const Group& group) {
  if (group.count > beam::internal::kMaxKnownItems) {
    throw Error(ErrorCode::kResourceExhausted,
                "a group has more values than the fake runner writes");
  }
  std::string value = key;
  ByteWriter out(value);
  out.WriteBigEndian32(static_cast<std::uint32_t>(group.count));
  out.WriteBytes(group.values);
  return value;
}

std::map<std::string, Groups, std::less<>> GroupsOf(const ElementCoder& coder,
                                                    const Elements& input) {
  std::map<std::string, Groups, std::less<>> groups;
  for (const std::string& element : input) {
    const auto [header, value] = coder.Read(element);
    const auto pair = coder.KeyAndValue(value);
    for (const Window& window : header.windows.all()) {
      groups[std::string(pair.key)][window].Add(
          {1, std::string(pair.value), header.timestamp, header.timestamp});
    }
  }
  return groups;
}

}  // namespace

Elements GroupByKey(const pipeline::Components& components, const pipeline::PTransform& transform,
                    const Elements& input) {
  const std::string& input_id = transform.inputs().begin()->second;
  const ElementCoder in(components, input_id);
  const ElementCoder out(components, transform.outputs().begin()->second);
  const auto& windowing = components.windowing_strategies().at(
      components.pcollections().at(input_id).windowing_strategy_id());
  const bool merges = windowing.merge_status() == pipeline::MergeStatus::NEEDS_MERGE;
  Elements grouped;
  for (auto& [key, groups] : GroupsOf(in, input)) {
    if (merges) groups = Merged(groups);
    for (const auto& [window, group] : groups) {
      const WindowedValueHeader header{TimestampOf(window, group, windowing.output_time()),
                                       Windows({window}, kOnTimeAndOnlyFiring)};
      grouped.push_back(out.Write(header, ValueOf(key, group)));
    }
  }
  return grouped;
}

}  // namespace beam::fake_runner
