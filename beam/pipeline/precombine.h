#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <map>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "beam/coders/coders.h"
#include "beam/exec/emitter.h"
#include "beam/pipeline/combine_fn.h"
#include "beam/windowing/windowing.h"

namespace beam::internal {

/// Folds the values of each key and window within a bundle, so that one accumulator goes through
/// the shuffle rather than every value; but not in front of a trigger that counts elements, nor of
/// a stream, where one may be late and another not.
template <class K, class V, class Fn>
struct PrecombineFn {
  using Acc = AccumulatorOf<Fn>;
  /// Keys are equal when their encoded bytes are; of integers and strings one need not make them.
  static constexpr bool kKeyIsItsBytes = std::integral<K> || std::same_as<K, std::string>;
  using MapKey = std::conditional_t<kKeyIsItsBytes, K, std::string>;
  struct Entry {
    K key;
    Acc accumulator;
    Timestamp timestamp;
  };
  using Entries = std::unordered_map<MapKey, Entry>;

  PrecombineFn(Fn combine_fn, const Windowing& windowing, bool is_stream)
      : fn(std::move(combine_fn)),
        timestamp_combiner(windowing.timestamp_combiner),
        folds(!is_stream && !CountsElements(windowing.trigger)) {}

  Fn fn;
  TimestampCombiner timestamp_combiner;
  bool folds;
  std::map<Window, Entries> windows = {};
  Entries* last_entries = nullptr;
  Window last_window = {};
  std::size_t num_entries = 0;

  void StartBundle() { Clear(); }

  void Process(const Element<KV<K, V>>& element, Emitter<KV<K, Acc>>& out) {
    if (!folds) {
      Acc accumulator = fn.CreateAccumulator();
      fn.AddInput(accumulator, element.value.value);
      return out({element.value.key, std::move(accumulator)});
    }
    for (const Window& window : element.windows.all()) Add(window, element);
    if (num_entries >= kMaxEntries) FinishBundle(out);
  }

  void FinishBundle(Emitter<KV<K, Acc>>& out) {
    for (auto& [window, entries] : windows) {
      const Windows in(std::vector<Window>{window});
      for (auto& [encoded, entry] : entries) {
        out.Emit({{std::move(entry.key), std::move(entry.accumulator)}, entry.timestamp, in});
      }
    }
    Clear();
  }

 private:
  static constexpr std::size_t kMaxEntries = 65536;

  void Clear() {
    windows.clear();
    last_entries = nullptr;
    num_entries = 0;
  }

  void Add(const Window& window, const Element<KV<K, V>>& element) {
    if (last_entries == nullptr || window != last_window) {
      last_entries = &windows[window];
      last_window = window;
    }
    const auto [position, is_new] = last_entries->try_emplace(KeyOf(element.value.key));
    Entry& entry = position->second;
    if (is_new) {
      entry = {element.value.key, fn.CreateAccumulator(), element.timestamp};
      ++num_entries;
    } else if (timestamp_combiner == TimestampCombiner::kEarliest) {
      entry.timestamp = std::min(entry.timestamp, element.timestamp);
    } else {
      entry.timestamp = std::max(entry.timestamp, element.timestamp);
    }
    fn.AddInput(entry.accumulator, element.value.value);
  }

  static decltype(auto) KeyOf(const K& key) {
    if constexpr (kKeyIsItsBytes) {
      return (key);
    } else {
      return Encode(key);
    }
  }
};

}  // namespace beam::internal
