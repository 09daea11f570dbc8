#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace beam {

/// The map from bytes to bytes that maps and sets of a key's state are made of.
class StateMap {
 public:
  virtual ~StateMap() = default;

  virtual void Put(std::string_view key, std::string_view value) = 0;
  virtual void Remove(std::string_view key) = 0;
  virtual std::optional<std::string> Get(std::string_view key) = 0;

  /// Sees an entry; false ends the visit.
  using Visitor = std::function<bool(std::string_view key, std::string_view value)>;
  /// Visits the entries with `from` <= key, in the order of the keys' bytes.
  virtual void Visit(std::string_view from, const Visitor& visitor) = 0;

  virtual void Clear() = 0;
  /// Tells the engine what has changed.
  virtual void Save() = 0;

  bool IsEmpty() {
    bool is_empty = true;
    Visit({}, [&](std::string_view, std::string_view) { return is_empty = false; });
    return is_empty;
  }
};

}  // namespace beam
