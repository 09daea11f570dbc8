#pragma once

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "beam/pipeline/as_side_input.h"
#include "beam/pipeline/composite.h"
#include "beam/pipeline/flatten.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/window_into.h"

namespace beam {

/// Puts steps into an order that no data connects.
struct Wait {
  /// T -> T, the same elements, but none before all of `signals` is processed to its end, whatever
  /// its windows: what must be written before something is read, say.
  ///
  ///     queries | beam::Wait::On("AfterWrite", written_files) | ...
  template <class... Signal>
  static auto On(LabelAt label, PCollection<Signal>... signals) {
    static_assert(sizeof...(Signal) > 0, "beam::Wait::On: there is nothing to wait for");
    return [label = std::move(label),
            ... signals = std::move(signals)]<class T>(PCollection<T> input) {
      auto expand = [&](PCollection<T> in) {
        int number = 0;
        auto end = [&]<class S>(PCollection<S> signal) {
          // Nothing of the signal is kept: only its end matters.
          auto none = [](const S&) { return std::vector<bool>(); };
          const std::string name = "Signal" + std::to_string(number++);
          return AsList("End" + name,
                        signal | FlatMap(name, none, label.where) |
                            WindowInto("Global" + name, GlobalWindows(), label.where),
                        label.where);
        };
        auto same = [](const T& element) { return element; };
        const std::tuple ends{end(signals)...};  // Braces: from left to right.
        return std::apply(
            [&](const auto&... all) {
              return in | Map("Wait", same, label.where).WithSideInputs(all...);
            },
            ends);
      };
      return input | Composite(label.text, expand, label.where);
    };
  }
};

}  // namespace beam
