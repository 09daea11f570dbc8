#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "beam/pipeline/composite.h"
#include "beam/pipeline/flatten.h"
#include "beam/pipeline/group_by_key.h"
#include "beam/pipeline/map.h"
#include "beam/transforms/co_group_value.h"

namespace beam {
namespace internal {

template <class K, class... V>
PCollection<KV<K, CoGbkResult<V...>>> CoGroup(const LabelAt& label,
                                              const PCollection<KV<K, V>>&... inputs) {
  using Value = CoGroupValue<V...>;
  using Indices = std::index_sequence_for<V...>;
  auto tag = [&]<std::size_t I>(auto input) {
    using T = typename decltype(input)::Element;
    auto with_tag = [](const T& pair) {
      return KV<K, Value>{pair.key, {std::variant<V...>(std::in_place_index<I>, pair.value)}};
    };
    return input | Map("Tag" + std::to_string(I), with_tag, label.where);
  };
  auto split = [](const KV<K, Iterable<Value>>& group) {
    return KV<K, CoGbkResult<V...>>{group.key, SplitByInput<Indices, V...>()(group.value)};
  };
  auto expand = [&](Pipeline&) {
    std::vector<PCollection<KV<K, Value>>> tagged;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (tagged.push_back(tag.template operator()<I>(inputs)), ...);
    }(Indices());
    return Flatten("Flatten", tagged, label.where) | GroupByKey("GroupByKey", label.where) |
           Map("Split", split, label.where);
  };
  return std::get<0>(std::tie(inputs...)).pipeline() | Composite(label.text, expand, label.where);
}

}  // namespace internal

/// Groups several PCollections of KV<K, V1>, KV<K, V2>, ... by key and window: each key that is in
/// any of them, with its values in each as a std::tuple of Iterables, KV<K, CoGbkResult<V1, V2,
/// ...>>. The values of a key may be larger than memory.
///
///     beam::CoGroupByKey("Join", emails, phones) |
///         beam::Map("Show", [](const auto& contact) {
///           const auto& [emails, phones] = contact.value;
///           return contact.key + ": " + std::to_string(emails.size() + phones.size());
///         })
template <class First, class... Rest>
auto CoGroupByKey(const LabelAt& label, PCollection<First> first, PCollection<Rest>... rest) {
  constexpr bool kAreKVs = internal::kIsKV<First> && (internal::kIsKV<Rest> && ...);
  static_assert(kAreKVs, "beam::CoGroupByKey: the elements are not beam::KV<K, V>");
  if constexpr (kAreKVs) {
    using K = decltype(First::key);
    constexpr bool kSameKey = (std::same_as<K, decltype(Rest::key)> && ...);
    static_assert(kSameKey, "beam::CoGroupByKey: the PCollections have different types of keys");
    if constexpr (kSameKey) {
      return internal::CoGroup<K, decltype(First::value), decltype(Rest::value)...>(label, first,
                                                                                    rest...);
    }
  }
}

}  // namespace beam
