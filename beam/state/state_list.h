#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string_view>

namespace beam {

/// Bytes in the order of a number (a time, in microseconds), those of one number in the order in
/// which they were added: what an ordered list of a key's state is made of.
class StateList {
 public:
  virtual ~StateList() = default;

  /// Values with from <= their number < to.
  struct Range {
    std::int64_t from = std::numeric_limits<std::int64_t>::min();
    std::int64_t to = std::numeric_limits<std::int64_t>::max();
    bool operator==(const Range&) const = default;
  };

  virtual void Add(std::int64_t number, std::string_view value) = 0;

  /// Sees a value; false ends the visit.
  using Visitor = std::function<bool(std::int64_t number, std::string_view value)>;
  virtual void Visit(Range range, const Visitor& visitor) = 0;

  virtual void Clear(Range range) = 0;
  /// Tells the engine what has changed.
  virtual void Save() = 0;

  bool IsEmpty() {
    bool is_empty = true;
    Visit({}, [&](std::int64_t, std::string_view) { return is_empty = false; });
    return is_empty;
  }
};

}  // namespace beam
