#pragma once

#include <source_location>
#include <string>
#include <utility>

#include "beam/base/kv.h"
#include "beam/base/time/timestamped_value.h"
#include "beam/pipeline/par_do.h"

namespace beam {

/// A value with all that is said of it in one of its windows.
template <class T>
struct ValueInSingleWindow {
  T value;
  Timestamp timestamp;
  Window window;
  Pane pane;
  bool operator==(const ValueInSingleWindow&) const = default;
};

namespace internal {

template <class T>
struct ReifyTimestampFn {
  void Process(const Element<T>& element, Emitter<TimestampedValue<T>>& out) const {
    out({element.value, element.timestamp});
  }
};
template <class T>
struct ReifyWindowsFn {
  void Process(const Element<T>& element, Emitter<ValueInSingleWindow<T>>& out) const {
    for (const Window& window : element.windows.all()) {
      const Pane pane = element.windows.pane();
      out.Emit({{element.value, element.timestamp, window, pane},
                element.timestamp,
                Windows({window}, pane)});
    }
  }
};
template <class K, class V>
struct ReifyTimestampInValueFn {
  void Process(const Element<KV<K, V>>& element, Emitter<KV<K, TimestampedValue<V>>>& out) const {
    out({element.value.key, {element.value.value, element.timestamp}});
  }
};
template <class K, class V>
struct ExtractTimestampFn {
  void Process(const Element<KV<K, TimestampedValue<V>>>& element, Emitter<KV<K, V>>& out) const {
    const auto& [key, stamped] = element.value;
    out.Emit({{key, stamped.value}, stamped.timestamp, element.windows});
  }
};

}  // namespace internal

/// Turns what elements carry along into values, and back.
struct Reify {
  /// T -> TimestampedValue<T>: `clicks | beam::Reify::Timestamps()`.
  static auto Timestamps(std::string label = "Reify.Timestamps",
                         std::source_location where = std::source_location::current()) {
    return [label = std::move(label), where]<class T>(PCollection<T> input) {
      return input | ParDo(label, internal::ReifyTimestampFn<T>(), where);
    };
  }
  /// T -> ValueInSingleWindow<T>, one for each window of an element.
  static auto Windows(std::string label = "Reify.Windows",
                      std::source_location where = std::source_location::current()) {
    return [label = std::move(label), where]<class T>(PCollection<T> input) {
      return input | ParDo(label, internal::ReifyWindowsFn<T>(), where);
    };
  }
  /// KV<K, V> -> KV<K, TimestampedValue<V>>.
  static auto TimestampsInValue(std::string label = "Reify.TimestampsInValue",
                                std::source_location where = std::source_location::current()) {
    return [label = std::move(label), where]<class K, class V>(PCollection<KV<K, V>> input) {
      return input | ParDo(label, internal::ReifyTimestampInValueFn<K, V>(), where);
    };
  }
  /// KV<K, TimestampedValue<V>> -> KV<K, V> at that time.
  static auto ExtractTimestampsFromValues(
      std::string label = "Reify.ExtractTimestampsFromValues",
      std::source_location where = std::source_location::current()) {
    return [label = std::move(label),
            where]<class K, class V>(PCollection<KV<K, TimestampedValue<V>>> input) {
      return input | ParDo(label, internal::ExtractTimestampFn<K, V>(), where);
    };
  }
};

}  // namespace beam
