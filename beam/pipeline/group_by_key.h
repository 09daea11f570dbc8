#pragma once

#include <memory>
#include <source_location>
#include <string>
#include <utility>

#include "beam/base/make_as.h"
#include "beam/exec/grouping/typed_grouping.h"
#include "beam/pipeline/pcollection.h"

namespace beam {

namespace internal {
template <class>
inline constexpr bool kIsKV = false;
template <class K, class V>
inline constexpr bool kIsKV<KV<K, V>> = true;
}  // namespace internal

/// All values of each key and window: PCollection<KV<K, V>> -> PCollection<KV<K, Iterable<V>>>.
/// Keys are equal when their encoded bytes are. The order of keys and of values is not defined.
/// A trigger may make several panes of a window. One that may lose data is refused unless the
/// windowing allows it.
class GroupByKey {
 public:
  explicit GroupByKey(std::string label = "GroupByKey",
                      std::source_location where = std::source_location::current())
      : label_(std::move(label)), where_(where) {}

  template <class T>
  auto operator()(PCollection<T> input) const {
    static_assert(internal::kIsKV<T>, "beam::GroupByKey: the elements are not beam::KV<K, V>");
    if constexpr (internal::kIsKV<T>) {
      using K = decltype(T::key);
      using V = decltype(T::value);
      return internal::AddNode<KV<K, Iterable<V>>>(
          input.pipeline(),
          {.primitive = Primitive::kGroupByKey,
           .label = label_,
           .where = where_,
           .inputs = {input.id()},
           .grouping = MakeSharedAs<const exec::GroupingFactory, exec::TypedGroupingFactory<K, V>>(
               input.windowing(), input.timeline())});
    }
  }

 private:
  std::string label_;
  std::source_location where_;
};

}  // namespace beam
