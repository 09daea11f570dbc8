#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/approximate_bytes.h"
#include "beam/base/hash.h"
#include "beam/base/hash_index.h"
#include "beam/coders/coders.h"
#include "beam/exec/emitter.h"
#include "beam/pipeline/combine/combine_fn.h"
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
  struct NoBytes {};
  struct Entry {
    K key;
    Acc accumulator;
    Timestamp timestamp;
    Window window;
    [[no_unique_address]] std::conditional_t<kKeyIsItsBytes, NoBytes, std::string> key_bytes;
  };

  PrecombineFn(Fn combine_fn, const Windowing& windowing, bool is_stream)
      : fn(std::move(combine_fn)),
        timestamp_combiner(windowing.timestamp_combiner),
        folds(!is_stream && !CountsElements(windowing.trigger)) {}

  Fn fn;
  TimestampCombiner timestamp_combiner;
  bool folds;
  HashIndex index = {};
  std::vector<Entry> entries = {};     ///< By their number in the index.
  std::size_t bytes = 0;               ///< That keys and accumulators hold, about.
  std::string key_bytes = {};          ///< Of the element at hand.
  Window last_window = kGlobalWindow;  ///< Neighbours are often in the same one.
  std::uint64_t hash_of_last_window = 0;

  void StartBundle() { Clear(); }

  void Process(const Element<KV<K, V>>& element, Emitter<KV<K, Acc>>& out) {
    if (!folds) {
      Acc accumulator = fn.CreateAccumulator();
      fn.AddInput(accumulator, element.value.value);
      return out({element.value.key, std::move(accumulator)});
    }
    const std::uint64_t hash = HashOfKey(element.value.key);
    for (const Window& window : element.windows.all()) Add(hash, window, element);
    if (bytes >= kMaxBytes) FinishBundle(out);
  }

  void FinishBundle(Emitter<KV<K, Acc>>& out) {
    Window last = kGlobalWindow;
    Windows windows;
    for (Entry& entry : entries) {
      if (entry.window != last) {
        last = entry.window;
        windows = Windows({last});
      }
      out.Emit({{std::move(entry.key), std::move(entry.accumulator)}, entry.timestamp, windows});
    }
    Clear();
  }

 private:
  static constexpr std::size_t kMaxBytes = 8 << 20;

  void Clear() {
    index.Clear();
    entries.clear();
    bytes = 0;
  }

  std::uint64_t HashOfKey(const K& key) {
    if constexpr (std::integral<K>) {
      return HashOf(static_cast<std::uint64_t>(key));
    } else if constexpr (kKeyIsItsBytes) {
      return HashOf(key);
    } else {
      key_bytes.clear();
      ByteWriter writer(key_bytes);
      Coder<K>::Encode(key, writer);
      return HashOf(key_bytes);
    }
  }

  std::uint64_t HashOfWindow(const Window& window) {
    if (window != last_window) {
      last_window = window;
      const std::uint64_t of_start = HashOf(static_cast<std::uint64_t>(window.start.micros));
      hash_of_last_window = HashOf(of_start ^ static_cast<std::uint64_t>(window.end.micros));
    }
    return hash_of_last_window;
  }

  bool IsOf(const Entry& entry, const K& key, const Window& window) const {
    if constexpr (kKeyIsItsBytes) {
      return entry.key == key && entry.window == window;
    } else {
      return entry.key_bytes == key_bytes && entry.window == window;
    }
  }

  void Add(std::uint64_t hash, const Window& window, const Element<KV<K, V>>& element) {
    const K& key = element.value.key;
    const std::uint32_t number = index.FindOrAdd(hash ^ HashOfWindow(window), [&](std::uint32_t i) {
      return IsOf(entries[i], key, window);
    });
    if (number == entries.size()) {
      AddEntry(window, element);
    } else {
      CombineTimestamp(entries[number].timestamp, element.timestamp);
    }
    fn.AddInput(entries[number].accumulator, element.value.value);
    // An accumulator that holds memory may hold its inputs.
    if constexpr (!std::is_trivially_copyable_v<Acc>)
      bytes += ApproximateBytes(element.value.value);
  }

  void AddEntry(const Window& window, const Element<KV<K, V>>& element) {
    entries.push_back({element.value.key, fn.CreateAccumulator(), element.timestamp, window, {}});
    if constexpr (!kKeyIsItsBytes) entries.back().key_bytes = key_bytes;
    bytes += sizeof(Entry) + ApproximateBytes(element.value.key) +
             ApproximateBytes(entries.back().accumulator) + key_bytes.size();
  }

  void CombineTimestamp(Timestamp& into, Timestamp timestamp) const {
    if (timestamp_combiner == TimestampCombiner::kEarliest) {
      into = std::min(into, timestamp);
    } else {
      into = std::max(into, timestamp);
    }
  }
};

}  // namespace beam::internal
