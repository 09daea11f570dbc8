#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/make_as.h"
#include "beam/exec/grouping/group_reader.h"
#include "beam/exec/grouping/group_writer.h"
#include "beam/exec/stateful/stamped.h"
#include "beam/windowing/unmerged_windows.h"

namespace beam::exec {

/// The writing end in front of a stateful DoFn: that of a GroupByKey whose values have their time
/// and pane with them.
template <class K, class V>
class StatefulWriter final : public Operator, public Receiver<KV<K, V>> {
 public:
  StatefulWriter(std::shared_ptr<const Windowing> windowing, std::size_t num_partitions,
                 GroupingSink& sink)
      : writer_(std::move(windowing), num_partitions, sink) {}

  ReceiverBase& input() override { return *this; }
  void StartBundle(BundleContext& bundle) override { writer_.StartBundle(bundle); }
  void Receive(Element<KV<K, V>>&& element) override {
    Stamped<V> stamped{std::move(element.value.value), element.timestamp, element.windows.pane(),
                       element.windows.arrival()};
    writer_.Receive({{std::move(element.value.key), std::move(stamped)},
                     element.timestamp,
                     std::move(element.windows)});
  }
  void FinishBundle() override { writer_.FinishBundle(); }

 private:
  GroupByKeyWriter<K, Stamped<V>> writer_;
};

/// Brings the elements of each key and window together for a stateful DoFn.
template <class K, class V>
class StatefulGroupingFactory final : public GroupingFactory {
 public:
  /// `windowing` is that of the input.
  explicit StatefulGroupingFactory(const Windowing& windowing)
      : windowing_(std::make_shared<const Windowing>(ByKeyAndWindow(windowing))) {}

  std::unique_ptr<Operator> MakeWriter(std::size_t num_partitions,
                                       GroupingSink& sink) const override {
    return MakeUniqueAs<Operator, StatefulWriter<K, V>>(windowing_, num_partitions, sink);
  }
  std::unique_ptr<GroupReader> MakeReader(ChunkStore& store, BufferSink& sink) const override {
    return MakeUniqueAs<GroupReader, TypedGroupReader<K, Stamped<V>>>(windowing_, store, sink);
  }

 private:
  /// State belongs to the windows as they were assigned: nothing merges or fires in front of it.
  static Windowing ByKeyAndWindow(const Windowing& windowing) {
    if (windowing.is_global()) return {};
    return {.window_fn = std::make_shared<UnmergedWindows>(windowing.window_fn)};
  }

  std::shared_ptr<const Windowing> windowing_;
};

}  // namespace beam::exec
