#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

#include "beam/exec/buffer.h"

namespace beam::direct {

/// The elements that wait in front of a stage, first in first out. Not thread-safe.
class StageQueue {
 public:
  void Put(std::unique_ptr<exec::Buffer> buffer);

  /// Takes up to `count` elements.
  std::vector<std::unique_ptr<exec::Buffer>> Take(std::size_t count);

  std::size_t size() const { return size_; }
  std::size_t bytes() const { return bytes_; }

 private:
  std::deque<std::unique_ptr<exec::Buffer>> buffers_;
  std::size_t size_ = 0;
  std::size_t bytes_ = 0;
};

/// How many elements make a bundle: as many as take about 20 ms, by the time that earlier bundles
/// of the stage took, but few enough that every worker gets a share of what is waiting. Starts with
/// one element and at most doubles, so that a first quick element proves little.
class BundleSizer {
 public:
  std::size_t Next(std::size_t waiting, std::size_t num_workers) const;

  /// Learns from a finished bundle.
  void Record(std::size_t elements, double seconds);

  /// What an element takes; 0 before anything is known.
  double seconds_per_element() const { return seconds_per_element_; }

 private:
  static constexpr double kTargetSeconds = 0.02;

  double seconds_per_element_ = 0;
  std::size_t largest_ = 0;  ///< The largest bundle so far.
};

}  // namespace beam::direct
