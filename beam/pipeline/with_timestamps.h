#pragma once

#include <concepts>
#include <functional>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

#include "beam/pipeline/par_do.h"

namespace beam {

/// The same elements at the times that a function reads off them; for WindowInto to go by.
///
///     clicks | beam::WithTimestamps("At", [](const Click& click) { return click.at; })
template <class F>
class WithTimestamps {
 public:
  WithTimestamps(std::string label, F timestamp_of,
                 std::source_location where = std::source_location::current())
      : label_(std::move(label)), timestamp_of_(std::move(timestamp_of)), where_(where) {}

  template <class T>
  auto operator()(PCollection<T> input) const {
    constexpr bool kGivesTimestamp = std::is_invocable_r_v<Timestamp, const F&, const T&>;
    static_assert(
        kGivesTimestamp,
        "beam::WithTimestamps: the function does not take the PCollection's element type, "
        "or does not return a beam::Timestamp");
    if constexpr (kGivesTimestamp) return input | ParDo(label_, Fn<T>{timestamp_of_}, where_);
  }

 private:
  template <class T>
  struct Fn {
    F timestamp_of;
    void Process(const Element<T>& element, Emitter<T>& out) const {
      out.Emit({element.value, std::invoke(timestamp_of, element.value), element.windows});
    }
  };

  std::string label_;
  F timestamp_of_;
  std::source_location where_;
};

}  // namespace beam
