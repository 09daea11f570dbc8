#pragma once

#include <memory>
#include <utility>

#include "beam/base/make_as.h"
#include "beam/exec/grouping/group_reader.h"
#include "beam/exec/grouping/group_writer.h"
#include "beam/exec/grouping/pane_reader.h"

namespace beam::exec {

template <class K, class V>
class TypedGroupingFactory final : public GroupingFactory {
 public:
  /// `windowing` and `timeline` are those of the input; without a stream there is no timeline.
  explicit TypedGroupingFactory(std::shared_ptr<const Windowing> windowing,
                                std::shared_ptr<const Timeline> timeline = nullptr)
      : windowing_(std::move(windowing)), timeline_(std::move(timeline)) {}

  std::unique_ptr<Operator> MakeWriter(std::size_t num_partitions,
                                       GroupingSink& sink) const override {
    return MakeUniqueAs<Operator, GroupByKeyWriter<K, V>>(windowing_, num_partitions, sink,
                                                          timeline_ != nullptr);
  }
  std::unique_ptr<GroupReader> MakeReader(ChunkStore& store, BufferSink& sink) const override {
    if (PaneReader::IsFor(*windowing_, timeline_.get())) {
      return std::make_unique<PaneReader>(windowing_, timeline_, store,
                                          MakeUniqueAs<PaneMaker, TypedPaneMaker<K, V>>(sink));
    }
    return MakeUniqueAs<GroupReader, TypedGroupReader<K, V>>(windowing_, store, sink);
  }

 private:
  std::shared_ptr<const Windowing> windowing_;
  std::shared_ptr<const Timeline> timeline_;
};

}  // namespace beam::exec
