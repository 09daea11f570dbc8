#pragma once

#include <compare>
#include <optional>
#include <string>

namespace beam::io {

/// A part of a listing: the paths that are not before `begin` and are before `end`, as PathLess
/// orders them.
struct PathRange {
  std::string begin = {};               ///< Empty: from the first one.
  std::optional<std::string> end = {};  ///< Null: to the last one.
  /// Whether it is all right to find nothing in it: something was found elsewhere, or nothing need
  /// be found.
  bool may_be_empty = true;

  auto operator<=>(const PathRange&) const = default;
};

}  // namespace beam::io
