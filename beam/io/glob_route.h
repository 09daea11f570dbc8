#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beam/io/glob.h"

namespace beam::io {

/// A pattern without braces cut at its slashes, up to the first part with a double star. The `rest`
/// from there on is matched against whole paths.
struct GlobRoute {
  std::vector<GlobAlternative> names = {};
  std::optional<GlobAlternative> rest = {};

  explicit GlobRoute(std::string_view pattern);
};

/// How far a route has come in some folder.
struct PlaceOnRoute {
  const GlobRoute* route;
  std::size_t index;  ///< Of the name to match next; past the last one, the rest is to be matched.
  std::size_t begin;  ///< Where, in paths, the text for the rest begins.

  bool in_rest() const { return index == route->names.size(); }
  bool is_last_name() const { return index + 1 == route->names.size() && !route->rest; }

  /// Whether a file called `name` at `path` is what the route leads to.
  bool EndsAt(std::string_view name, std::string_view path) const;
  /// The place within the folder called `name` at `path`; null when the route does not go there.
  std::optional<PlaceOnRoute> Into(std::string_view name, const std::string& path) const;
};

}  // namespace beam::io
