#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/base/iterable.h"
#include "beam/coders/coder.h"
#include "beam/coders/list_coding.h"

namespace beam {

/// Where a runner keeps what it does not send of long lists: bytes behind tokens, page by page.
class StatePages {
 public:
  struct Page {
    std::string data;
    std::string continuation;  ///< Names the next page; empty when this is the last.
  };

  virtual ~StatePages() = default;
  /// The page that `continuation` names, or the first one when it is empty. May be called by
  /// several threads.
  virtual Page Read(const std::string& token, const std::string& continuation) const = 0;
};

namespace internal {

/// The values of a list whose end is in a runner's state.
template <class T, class ItemCoder>
class StateBackedItems final : public IterableChunks<T> {
 public:
  StateBackedItems(std::vector<T> first, std::string token, std::shared_ptr<const StatePages> pages)
      : first_(std::move(first)), token_(std::move(token)), pages_(std::move(pages)) {}

  std::size_t size() const override {
    std::size_t size = first_.size();
    for (std::size_t page = 0;; ++page) {
      const std::size_t values = ReadPage(page).size();
      if (values == 0) return size;
      size += values;
    }
  }

  std::vector<T> ReadChunk(std::size_t chunk) const override {
    if (first_.empty()) return ReadPage(chunk);
    return chunk == 0 ? first_ : ReadPage(chunk - 1);
  }

  std::size_t ApproximateBytes() const override { return beam::ApproximateBytes(first_); }

 private:
  /// Where a page starts. A value may lie on two pages; it belongs to the one that it ends on.
  struct Start {
    std::string continuation;
    std::string begun_before;  ///< The bytes of a value that the page goes on with.
    bool is_end = false;
  };

  std::vector<T> ReadPage(std::size_t page) const {
    for (std::size_t known = NumStarts() - 1; known < page; ++known) ReadFrom(known);
    return ReadFrom(page);
  }

  /// The values from a start that is known; then the next start is known, too.
  std::vector<T> ReadFrom(std::size_t index) const {
    Start start = StartOf(index);
    std::vector<T> values;
    std::size_t too_few_bytes = 0;
    while (values.empty() && !start.is_end) {
      StatePages::Page page = pages_->Read(token_, start.continuation);
      start.is_end = page.continuation.empty();
      start.continuation = std::move(page.continuation);
      start.begun_before += page.data;
      // A value of many pages is tried again when there is twice as much of it.
      if (!start.is_end && start.begun_before.size() < 2 * too_few_bytes) continue;
      start.begun_before = DecodeWhole(start.begun_before, start.is_end, values);
      too_few_bytes = start.begun_before.size();
    }
    const std::lock_guard lock(mutex_);
    if (starts_.size() == index + 1) starts_.push_back(std::move(start));
    return values;
  }

  /// Decodes the whole values of `bytes`, and returns what is left: the beginning of one.
  static std::string DecodeWhole(std::string_view bytes, bool is_end, std::vector<T>& values) {
    ByteReader reader(bytes);
    while (reader.remaining() > 0) {
      const std::string_view rest = reader.rest();
      try {
        values.push_back(ItemCoder::Decode(reader));
      } catch (const Error& error) {
        if (is_end || error.code() != ErrorCode::kDataLoss) throw;
        return std::string(rest);
      }
      if (reader.remaining() == rest.size()) reader.CountItemWithoutBytes();
    }
    return "";
  }

  std::size_t NumStarts() const {
    const std::lock_guard lock(mutex_);
    return starts_.size();
  }
  Start StartOf(std::size_t index) const {
    const std::lock_guard lock(mutex_);
    return starts_[index];
  }

  std::vector<T> first_;
  std::string token_;
  std::shared_ptr<const StatePages> pages_;
  mutable std::mutex mutex_;
  mutable std::vector<Start> starts_ = std::vector<Start>(1);
};

}  // namespace internal

/// beam:coder:state_backed_iterable:v1: the bytes of an Iterable, whose end may be a token that
/// stands for further values in `pages`. They are read when they are iterated over. To write one,
/// use Coder<Iterable<T>>: its bytes are those of an iterable with nothing in the state.
template <HasCoder T, class ItemCoder = Coder<T>>
Iterable<T> DecodeStateBacked(ByteReader& in, std::shared_ptr<const StatePages> pages) {
  internal::ListReader list(in, /*may_end_in_state=*/true);
  std::vector<T> items;
  while (list.Next()) items.push_back(ItemCoder::Decode(in));
  if (!list.EndsInState()) return Iterable<T>(std::move(items));
  std::string token(in.ReadBytes(in.ReadVarint()));
  return Iterable<T>(std::make_shared<const internal::StateBackedItems<T, ItemCoder>>(
      std::move(items), std::move(token), std::move(pages)));
}

}  // namespace beam
