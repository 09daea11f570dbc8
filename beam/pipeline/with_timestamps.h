#pragma once

#include <concepts>
#include <functional>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

#include "beam/pipeline/par_do.h"

namespace beam {

namespace internal {
/// Throws invalid_argument when `to` is more than `allowed_skew` before `from`.
void CheckSkew(Timestamp from, Timestamp to, Duration allowed_skew);
}  // namespace internal

/// The same elements at the times that a function reads off them; for WindowInto to go by. An
/// element that would move back in time, where it may be late, fails unless a skew is allowed.
///
///     clicks | beam::WithTimestamps("At", [](const Click& click) { return click.at; })
template <class F>
class WithTimestamps {
 public:
  WithTimestamps(std::string label, F timestamp_of,
                 std::source_location where = std::source_location::current())
      : label_(std::move(label)), timestamp_of_(std::move(timestamp_of)), where_(where) {}

  /// The same, but elements may move back by so much: what GroupByKey and combines put out is at
  /// the end of its window.
  WithTimestamps WithAllowedTimestampSkew(Duration skew) const {
    WithTimestamps with_skew = *this;
    with_skew.allowed_skew_ = skew;
    return with_skew;
  }

  template <class T>
  auto operator()(PCollection<T> input) const {
    constexpr bool kGivesTimestamp = std::is_invocable_r_v<Timestamp, const F&, const T&>;
    static_assert(
        kGivesTimestamp,
        "beam::WithTimestamps: the function does not take the PCollection's element type, "
        "or does not return a beam::Timestamp");
    if constexpr (kGivesTimestamp) {
      return input | ParDo(label_, Fn<T>{timestamp_of_, allowed_skew_}, where_);
    }
  }

 private:
  template <class T>
  struct Fn {
    F timestamp_of;
    Duration allowed_skew;
    void Process(const Element<T>& element, Emitter<T>& out) const {
      const Timestamp timestamp = std::invoke(timestamp_of, element.value);
      if (timestamp < element.timestamp) {
        internal::CheckSkew(element.timestamp, timestamp, allowed_skew);
      }
      out.Emit({element.value, timestamp, element.windows});
    }
  };

  std::string label_;
  F timestamp_of_;
  std::source_location where_;
  Duration allowed_skew_ = {};
};

}  // namespace beam
