#include "beam/io/glob_route.h"

#include <algorithm>
#include <utility>

namespace beam::io {

GlobRoute::GlobRoute(std::string_view pattern) {
  while (!pattern.empty()) {
    const std::size_t slash = std::min(pattern.find('/'), pattern.size());
    GlobAlternative name(pattern.substr(0, slash));
    if (name.has_double_star()) {
      rest.emplace(pattern);
      return;
    }
    names.push_back(std::move(name));
    pattern.remove_prefix(std::min(slash + 1, pattern.size()));
  }
}

bool PlaceOnRoute::EndsAt(std::string_view name, std::string_view path) const {
  if (in_rest()) return route->rest->Matches(path.substr(begin));
  return is_last_name() && route->names[index].Matches(name);
}

std::optional<PlaceOnRoute> PlaceOnRoute::Into(std::string_view name,
                                               const std::string& path) const {
  if (in_rest()) {
    if (!route->rest->CanBeginWith(path.substr(begin) + "/")) return std::nullopt;
    return *this;
  }
  if (is_last_name() || !route->names[index].Matches(name)) return std::nullopt;
  return PlaceOnRoute{route, index + 1, path.size() + 1};
}

}  // namespace beam::io
