#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace beam {

/// The values of one key: a range that can be read any number of times. Copies share the values.
///
///     for (const V& value : group.value) ...
template <class T>
class Iterable {
 public:
  using value_type = T;
  using const_iterator = typename std::vector<T>::const_iterator;

  Iterable() : items_(std::make_shared<const std::vector<T>>()) {}
  explicit Iterable(std::vector<T> items)
      : items_(std::make_shared<const std::vector<T>>(std::move(items))) {}

  const_iterator begin() const { return items_->begin(); }
  const_iterator end() const { return items_->end(); }
  std::size_t size() const { return items_->size(); }

 private:
  std::shared_ptr<const std::vector<T>> items_;
};

}  // namespace beam
