#pragma once

#include <functional>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

#include "beam/pipeline/pcollection.h"
#include "beam/pipeline/resource_hints.h"

namespace beam {

/// Groups transforms under one label: those that `expand` applies are called "label/...".
///
///     words | beam::Composite("Top", [](beam::PCollection<std::string> in) { return in | ...; })
///
/// Its resource hints hold for all of them.
template <class Expand>
class Composite : public TakesResourceHints<Composite<Expand>> {
 public:
  Composite(std::string label, Expand expand,
            std::source_location where = std::source_location::current())
      : label_(std::move(label)), expand_(std::move(expand)), where_(where) {}

  template <class Input>
    requires std::invocable<const Expand&, Input>
  auto operator()(Input&& input) const {
    Graph& graph = GraphOf(input);
    graph.BeginScope(label_, where_, this->resource_hints());
    ScopeEnd end{graph};
    return expand_(std::forward<Input>(input));
  }

 private:
  struct ScopeEnd {
    Graph& graph;
    ~ScopeEnd() { graph.EndScope(); }
  };

  template <class Input>
  static Graph& GraphOf(Input& input) {
    if constexpr (std::same_as<std::remove_cvref_t<Input>, Pipeline>) {
      return input.graph();
    } else {
      return input.pipeline().graph();
    }
  }

  std::string label_;
  Expand expand_;
  std::source_location where_;
};

}  // namespace beam
