#pragma once

#include <memory>
#include <mutex>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "beam/pipeline/par_do.h"

namespace beam::testing {

/// What ended up in a PCollection, in any order. For pipelines that run in this process.
template <class T>
class Collected {
 public:
  void Add(const T& value) {
    std::lock_guard lock(mutex_);
    values_.push_back(value);
  }
  /// Read it when the run is over.
  const std::vector<T>& values() const { return values_; }

 private:
  std::mutex mutex_;
  std::vector<T> values_;
};

/// Ends a branch of a test's pipeline: `auto words = Collect("Words", collection);`, and after the
/// run `words->values()`.
template <class T>
std::shared_ptr<Collected<T>> Collect(
    std::string label, PCollection<T> input,
    std::source_location where = std::source_location::current()) {
  struct Fn {
    std::shared_ptr<Collected<T>> collected;
    void Process(const T& value) const { collected->Add(value); }
  };
  auto collected = std::make_shared<Collected<T>>();
  input | ParDo(std::move(label), Fn{collected}, where);
  return collected;
}

}  // namespace beam::testing
