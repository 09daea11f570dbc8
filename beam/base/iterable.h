#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "beam/base/approximate_bytes.h"

namespace beam {

/// Values that are read chunk by chunk from wherever they are kept.
template <class T>
class IterableChunks {
 public:
  virtual ~IterableChunks() = default;
  /// The number of values. May have to read them all.
  virtual std::size_t size() const = 0;
  /// The values of a chunk: at least one, or none behind the last chunk. May be called by several
  /// threads.
  virtual std::vector<T> ReadChunk(std::size_t chunk) const = 0;
  /// The value with that number, which there is. Reads chunks from the first on, unless a subclass
  /// knows better.
  virtual T At(std::size_t index) const {
    for (std::size_t chunk = 0;; ++chunk) {
      std::vector<T> values = ReadChunk(chunk);
      if (index < values.size()) return std::move(values[index]);
      index -= values.size();
    }
  }
  /// About how much memory this holds.
  virtual std::size_t ApproximateBytes() const { return 0; }
};

/// The values of one key: a range that can be read any number of times, and may be larger than
/// memory. Copies share the values. A reference to a value is good while its iterator is.
///
///     for (const V& value : group.value) ...
template <class T>
class Iterable {
  using Chunk = std::shared_ptr<const std::vector<T>>;

 public:
  using value_type = T;

  class ConstIterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using reference = typename std::vector<T>::const_reference;
    using pointer = const T*;

    ConstIterator() = default;

    reference operator*() const { return (*values_)[index_]; }
    pointer operator->() const { return &(*values_)[index_]; }
    ConstIterator& operator++() {
      if (++index_ == values_->size()) Open(chunk_ + 1);
      return *this;
    }
    ConstIterator operator++(int) {
      ConstIterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const ConstIterator& a, const ConstIterator& b) {
      return a.chunk_ == b.chunk_ && a.index_ == b.index_;
    }

   private:
    friend class Iterable;
    explicit ConstIterator(const Iterable& range) : range_(&range) { Open(0); }

    /// Goes to the first value of `chunk`; behind the last chunk is the end.
    void Open(std::size_t chunk) {
      values_ = range_->ReadChunk(chunk);
      chunk_ = values_ == nullptr ? kEnd : chunk;
      index_ = 0;
    }

    static constexpr std::size_t kEnd = ~std::size_t{0};

    const Iterable* range_ = nullptr;
    std::size_t chunk_ = kEnd;
    std::size_t index_ = 0;
    Chunk values_;
  };

  using const_iterator = ConstIterator;

  Iterable() = default;
  /// Values in memory.
  explicit Iterable(std::vector<T> items) {
    if (!items.empty()) items_ = std::make_shared<const std::vector<T>>(std::move(items));
  }
  /// Values kept elsewhere.
  explicit Iterable(std::shared_ptr<const IterableChunks<T>> chunks) : chunks_(std::move(chunks)) {}

  const_iterator begin() const { return ConstIterator(*this); }
  const_iterator end() const { return ConstIterator(); }
  std::size_t size() const {
    if (chunks_ != nullptr) return chunks_->size();
    return items_ == nullptr ? 0 : items_->size();
  }
  bool empty() const { return begin() == end(); }

  /// The value with that number, less than size(). Of values that are not in memory each look costs
  /// a read.
  T operator[](std::size_t index) const {
    return chunks_ != nullptr ? chunks_->At(index) : (*items_)[index];
  }

  /// Of what is in memory.
  std::size_t ApproximateBytes() const {
    return sizeof(*this) + (items_ == nullptr ? 0 : beam::ApproximateBytes(*items_)) +
           (chunks_ == nullptr ? 0 : chunks_->ApproximateBytes());
  }

 private:
  Chunk ReadChunk(std::size_t chunk) const {
    if (chunks_ == nullptr) return chunk == 0 ? items_ : nullptr;
    std::vector<T> values = chunks_->ReadChunk(chunk);
    return values.empty() ? nullptr : std::make_shared<const std::vector<T>>(std::move(values));
  }

  Chunk items_;
  std::shared_ptr<const IterableChunks<T>> chunks_;
};

}  // namespace beam
