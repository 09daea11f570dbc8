#pragma once

#include <memory>
#include <utility>

#include "beam/exec/group_reader.h"
#include "beam/exec/group_writer.h"

namespace beam::exec {

template <class K, class V>
class TypedGroupingFactory final : public GroupingFactory {
 public:
  /// `windowing` is that of the input.
  explicit TypedGroupingFactory(std::shared_ptr<const Windowing> windowing)
      : windowing_(std::move(windowing)) {}

  std::unique_ptr<Operator> MakeWriter(std::size_t num_partitions,
                                       GroupingSink& sink) const override {
    return std::make_unique<GroupByKeyWriter<K, V>>(windowing_, num_partitions, sink);
  }
  std::unique_ptr<GroupReader> MakeReader(ChunkStore& store, BufferSink& sink) const override {
    return std::make_unique<TypedGroupReader<K, V>>(windowing_, store, sink);
  }

 private:
  std::shared_ptr<const Windowing> windowing_;
};

}  // namespace beam::exec
