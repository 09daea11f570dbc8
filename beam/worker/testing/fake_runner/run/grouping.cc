#include "beam/worker/testing/fake_runner/run/grouping_internal.h"

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
  Elements values = {};
  Timestamp earliest = kMaxTimestamp;
  Timestamp latest = kMinTimestamp;

  void Add(const Group& other) {
    values.insert(values.end(), other.values.begin(), other.values.end());
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

/// Writes the groups of one GroupByKey: KVs of the key and the iterable of the values.
class GroupWriter {
 public:
  /// The rest of a group of more than `values_at_once` is in `state`, if its coder allows that.
  GroupWriter(const pipeline::Components& components, const std::string& collection,
              std::size_t values_at_once, State& state)
      : values_at_once_(values_at_once), state_(state) {
    const auto& coders = components.coders();
    const pipeline::Coder& group = coders.at(components.pcollections().at(collection).coder_id());
    may_end_in_state_ = coders.at(group.component_coder_ids(1)).spec().urn() ==
                        model::Urn(pipeline::StandardCoders::STATE_BACKED_ITERABLE);
  }

  std::string Write(const std::string& key, const Elements& values) const {
    std::string element = key;
    ByteWriter out(element);
    if (may_end_in_state_ && values.size() > values_at_once_) {
      WriteBeginning(values, out);
      return element;
    }
    if (values.size() > beam::internal::kMaxKnownItems) {
      throw Error(ErrorCode::kResourceExhausted,
                  "a group has more values than the fake runner writes");
    }
    out.WriteBigEndian32(static_cast<std::uint32_t>(values.size()));
    for (const std::string& value : values) out.WriteBytes(value);
    return element;
  }

 private:
  void WriteBeginning(const Elements& values, ByteWriter& out) const {
    out.WriteBigEndian32(beam::internal::kUnknownItems);
    if (values_at_once_ > 0) out.WriteVarint(values_at_once_);
    for (std::size_t i = 0; i < values_at_once_; ++i) out.WriteBytes(values[i]);
    std::string rest;
    for (std::size_t i = values_at_once_; i < values.size(); ++i) rest += values[i];
    const std::string token = state_.AddList(std::move(rest));
    out.WriteVarint(beam::internal::kRestInState);
    out.WriteVarint(token.size());
    out.WriteBytes(token);
  }

  const std::size_t values_at_once_;
  State& state_;
  bool may_end_in_state_ = false;
};

std::map<std::string, Groups, std::less<>> GroupsOf(const ElementCoder& coder,
                                                    const Elements& input) {
  std::map<std::string, Groups, std::less<>> groups;
  for (const std::string& element : input) {
    const auto [header, value] = coder.Read(element);
    const auto pair = coder.KeyAndValue(value);
    for (const Window& window : header.windows.all()) {
      groups[std::string(pair.key)][window].Add(
          {{std::string(pair.value)}, header.timestamp, header.timestamp});
    }
  }
  return groups;
}

}  // namespace

Elements GroupByKey(const pipeline::Components& components, const pipeline::PTransform& transform,
                    const Elements& input, std::size_t values_at_once, State& state) {
  const std::string& input_id = transform.inputs().begin()->second;
  const std::string& output_id = transform.outputs().begin()->second;
  const ElementCoder in(components, input_id);
  const ElementCoder out(components, output_id);
  const GroupWriter writer(components, output_id, values_at_once, state);
  const auto& windowing = components.windowing_strategies().at(
      components.pcollections().at(input_id).windowing_strategy_id());
  const bool merges = windowing.merge_status() == pipeline::MergeStatus::NEEDS_MERGE;
  Elements grouped;
  for (auto& [key, groups] : GroupsOf(in, input)) {
    if (merges) groups = Merged(groups);
    for (const auto& [window, group] : groups) {
      const WindowedValueHeader header{TimestampOf(window, group, windowing.output_time()),
                                       Windows({window}, kOnTimeAndOnlyFiring)};
      grouped.push_back(out.Write(header, writer.Write(key, group.values)));
    }
  }
  return grouped;
}

}  // namespace beam::fake_runner
