#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "beam/transforms/combiners/natural_order.h"

namespace beam {

/// How many quantiles, and how exact: the value given for the rank r of N is one whose rank is
/// within epsilon * N of r, while N is at most max_input_size.
struct QuantilesAccuracy {
  int num_quantiles;
  double epsilon = 0;  ///< 1 / num_quantiles where it is 0.
  std::int64_t max_input_size = 1'000'000'000;
};

namespace internal {

/// The number and size of the buffers that the accuracy takes.
struct QuantileBuffers {
  std::size_t count;
  std::size_t size;
};
/// Throws invalid_argument for an accuracy that makes no sense.
QuantileBuffers BuffersFor(const QuantilesAccuracy& accuracy, const std::string& label);

}  // namespace internal

/// Quantiles by the "new algorithm" of Manku, Rajagopalan and Lindsay, "Approximate Medians and
/// other Quantiles in One Pass and with Limited Memory" (SIGMOD 1998), which Beam uses: full
/// buffers of sorted values with weights are collapsed into one when there are too many. Exact
/// while the values fit into the buffers. What it gives beyond depends on the order of values
/// within the error bound.
template <class T, class Less>
struct ApproximateQuantilesFn {
  int num_quantiles;
  internal::QuantileBuffers buffers;
  Less less;

  struct Buffer {
    std::int32_t level = 0;
    std::int64_t weight = 1;  ///< How many values each of it stands for.
    std::vector<T> values = {};
  };
  struct Accumulator {
    std::optional<T> least = {};
    std::optional<T> greatest = {};
    std::vector<Buffer> full = {};
    std::vector<T> loose = {};  ///< Fewer than fill a buffer.
    bool round_up = false;      ///< The next collapse of an even weight.
  };

  Accumulator CreateAccumulator() const { return {}; }

  void AddInput(Accumulator& all, const T& value) const {
    if (!all.least.has_value() || less(value, *all.least)) all.least = value;
    if (!all.greatest.has_value() || less(*all.greatest, value)) all.greatest = value;
    AddLoose(all, value);
  }

  void MergeAccumulators(Accumulator& into, const Accumulator& other) const {
    if (!other.least.has_value()) return;
    if (!into.least.has_value() || less(*other.least, *into.least)) into.least = other.least;
    if (!into.greatest.has_value() || less(*into.greatest, *other.greatest)) {
      into.greatest = other.greatest;
    }
    for (const T& value : other.loose) AddLoose(into, value);
    into.full.insert(into.full.end(), other.full.begin(), other.full.end());
    CollapseIfNeeded(into);
  }

  std::vector<T> ExtractOutput(const Accumulator& all) const {
    if (!all.least.has_value()) return {};
    std::vector<Buffer> sorted = all.full;
    sorted.push_back({0, 1, all.loose});
    std::sort(sorted.back().values.begin(), sorted.back().values.end(), less);
    double total = 0;
    for (const Buffer& buffer : sorted) {
      total += static_cast<double>(buffer.weight) * static_cast<double>(buffer.values.size());
    }
    const double steps = num_quantiles - 1;
    std::vector<T> quantiles = {*all.least};
    for (T& value : Pick(sorted, num_quantiles - 2, total / steps, (total - 1) / steps)) {
      quantiles.push_back(std::move(value));
    }
    quantiles.push_back(*all.greatest);
    return quantiles;
  }

 private:
  void AddLoose(Accumulator& all, const T& value) const {
    all.loose.push_back(value);
    if (all.loose.size() < buffers.size) return;
    std::sort(all.loose.begin(), all.loose.end(), less);
    all.full.push_back({0, 1, std::exchange(all.loose, {})});
    CollapseIfNeeded(all);
  }

  /// Makes one of the two buffers of the lowest levels, and of all others of the second's level.
  void CollapseIfNeeded(Accumulator& all) const {
    while (all.full.size() > buffers.count) {
      std::sort(all.full.begin(), all.full.end(),
                [](const Buffer& a, const Buffer& b) { return a.level < b.level; });
      const std::int32_t level = all.full[1].level;
      std::size_t count = 2;
      while (count < all.full.size() && all.full[count].level == level) ++count;
      std::vector<Buffer> collapsed(std::make_move_iterator(all.full.begin()),
                                    std::make_move_iterator(all.full.begin() + count));
      all.full.erase(all.full.begin(), all.full.begin() + count);
      all.full.push_back(Collapse(collapsed, level + 1, all.round_up));
    }
  }

  Buffer Collapse(const std::vector<Buffer>& collapsed, std::int32_t level, bool& round_up) const {
    std::int64_t weight = 0;
    for (const Buffer& buffer : collapsed) weight += buffer.weight;
    std::int64_t offset = (weight + 1) / 2;
    if (weight % 2 == 0) {
      // Taking turns, so that no bias gathers.
      offset = (weight + (round_up ? 2 : 0)) / 2;
      round_up = !round_up;
    }
    return {level, weight,
            Pick(collapsed, static_cast<std::int64_t>(buffers.size), static_cast<double>(weight),
                 static_cast<double>(offset))};
  }

  /// Of all values, each repeated as its weight says and sorted: those at offset + i * step, for i
  /// from 0 to count - 1.
  std::vector<T> Pick(const std::vector<Buffer>& sorted, std::int64_t count, double step,
                      double offset) const {
    std::vector<std::size_t> next(sorted.size(), 0);
    std::vector<T> picked;
    double passed = 0;
    const T* value = nullptr;
    for (std::int64_t i = 0; i < count; ++i) {
      const double target = static_cast<double>(i) * step + offset;
      while (value == nullptr || passed <= target) {
        const std::size_t buffer = LeastNext(sorted, next);
        if (buffer == sorted.size()) break;
        value = &sorted[buffer].values[next[buffer]++];
        passed += static_cast<double>(sorted[buffer].weight);
      }
      picked.push_back(*value);
    }
    return picked;
  }

  /// The buffer whose next value is the least; their number when all are at their end.
  std::size_t LeastNext(const std::vector<Buffer>& sorted,
                        const std::vector<std::size_t>& next) const {
    std::size_t least = sorted.size();
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      if (next[i] == sorted[i].values.size()) continue;
      if (least == sorted.size() ||
          less(sorted[i].values[next[i]], sorted[least].values[next[least]])) {
        least = i;
      }
    }
    return least;
  }
};

}  // namespace beam
