#pragma once

#include <map>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/pipeline/composite.h"
#include "beam/pipeline/group_by_key.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/side_input.h"

namespace beam {
namespace internal {

/// Gathers a PCollection<T> by window and makes a View of each window's values.
template <class View, class T, class MakeView>
SideInput<View> GatherSideInput(const std::string& label, PCollection<T> input,
                                std::optional<View> default_value, MakeView make_view,
                                std::source_location where) {
  struct Keep {
    std::shared_ptr<SideInputValues<View>> values;
    MakeView make_view;
    void Process(const Element<KV<bool, Iterable<T>>>& group) const {
      View view = make_view(group.value.value);
      const std::lock_guard lock(values->mutex);
      for (const Window& window : group.windows.all()) {
        values->of_window.insert_or_assign(window, view);
      }
    }
  };
  auto values = std::make_shared<SideInputValues<View>>();
  values->label = label;
  values->window_fn = input.windowing()->window_fn;
  values->default_value = std::move(default_value);
  auto expand = [&](PCollection<T> in) {
    auto with_key = [](const T& value) { return KV<bool, T>{false, value}; };
    in | Map("WithKey", with_key, where) | GroupByKey() |
        ParDo("Keep", Keep{values, make_view}, where);
  };
  input | Composite(label, expand, where);
  values->maker = input.pipeline().graph().nodes().size() - 1;
  return SideInput<View>(values);
}

[[noreturn]] inline void ThrowNotOne(const std::string& label, std::size_t size) {
  throw Error(ErrorCode::kInvalidArgument, "a side input that is one value has " +
                                               std::to_string(size) + " in a window: \"" + label +
                                               "\"");
}

}  // namespace internal

/// The one element of the PCollection, in each window; otherwise reading it fails, as does a window
/// that has more.
template <class T>
SideInput<T> AsSingleton(const std::string& label, PCollection<T> input,
                         std::optional<std::type_identity_t<T>> default_value = std::nullopt,
                         std::source_location where = std::source_location::current()) {
  auto make = [label](const Iterable<T>& values) {
    if (values.size() != 1) internal::ThrowNotOne(label, values.size());
    return T(*values.begin());
  };
  return internal::GatherSideInput<T>(label, input, std::move(default_value), make, where);
}

/// All elements in no order, which may be more than memory holds.
template <class T>
SideInput<Iterable<T>> AsIterable(const std::string& label, PCollection<T> input,
                                  std::source_location where = std::source_location::current()) {
  auto make = [](const Iterable<T>& values) { return values; };
  return internal::GatherSideInput<Iterable<T>>(label, input, Iterable<T>(), make, where);
}

/// All elements in memory, in no order.
template <class T>
SideInput<std::vector<T>> AsList(const std::string& label, PCollection<T> input,
                                 std::source_location where = std::source_location::current()) {
  auto make = [](const Iterable<T>& values) {
    return std::vector<T>(values.begin(), values.end());
  };
  return internal::GatherSideInput<std::vector<T>>(label, input, std::vector<T>(), make, where);
}

/// Key-value pairs as a map; two values of one key are an error.
template <class K, class V>
SideInput<std::map<K, V>> AsMap(const std::string& label, PCollection<KV<K, V>> input,
                                std::source_location where = std::source_location::current()) {
  auto make = [label](const Iterable<KV<K, V>>& pairs) {
    std::map<K, V> map;
    for (const KV<K, V>& pair : pairs) {
      if (map.emplace(pair.key, pair.value).second) continue;
      throw Error(ErrorCode::kInvalidArgument,
                  "a side input that is a map has two values of one key (use AsMultimap): \"" +
                      label + "\", key " + Describe(pair.key));
    }
    return map;
  };
  return internal::GatherSideInput<std::map<K, V>>(label, input, std::map<K, V>(), make, where);
}

/// Key-value pairs as a map from each key to all of its values.
template <class K, class V>
SideInput<std::map<K, std::vector<V>>> AsMultimap(
    const std::string& label, PCollection<KV<K, V>> input,
    std::source_location where = std::source_location::current()) {
  using View = std::map<K, std::vector<V>>;
  auto make = [](const Iterable<KV<K, V>>& pairs) {
    View map;
    for (const KV<K, V>& pair : pairs) map[pair.key].push_back(pair.value);
    return map;
  };
  return internal::GatherSideInput<View>(label, input, View(), make, where);
}

}  // namespace beam
