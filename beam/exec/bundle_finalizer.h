#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/reflection/reflect.h"
#include "beam/base/time/timestamp.h"
#include "beam/exec/dofn_traits.h"

namespace beam {

/// A field of a DoFn through which it has something done once the runner has taken over what a
/// bundle put out, and not before: telling a queue, for example, that its messages have arrived.
///
///     struct ReadQueue {
///       beam::BundleFinalizer finalizer;
///       void Process(const Queue& queue, beam::Emitter<Message>& out) {
///         ...
///         finalizer.AfterBundle([id = message.id] { Acknowledge(id); });
///       }
///     };
///
/// It is done at most once, and not at all when the bundle fails, when the worker dies, or when the
/// runner has not called within the time: what is not finalised must come again by itself.
class BundleFinalizer {
 public:
  /// Has `callback` called, on any thread, after the bundle that runs on this one, unless that
  /// takes longer than `expires_in`. Throws invalid_argument where no bundle of a DoFn with this
  /// field runs.
  void AfterBundle(std::function<void()> callback, Duration expires_in = Minutes(5)) const;
};

namespace exec {

/// What is to be called after a bundle.
class BundleFinalization {
 public:
  using Clock = std::chrono::steady_clock;

  void Add(std::function<void()> callback, Clock::time_point expires_at) {
    callbacks_.push_back({std::move(callback), expires_at});
  }
  bool empty() const { return callbacks_.empty(); }
  std::size_t size() const { return callbacks_.size(); }
  /// Whether nothing of it would be called at that time.
  bool HasExpired(Clock::time_point now) const;
  /// Calls what has not expired, each once, even when one throws; then throws the first error.
  void Call();

 private:
  struct Callback {
    std::function<void()> call;
    Clock::time_point expires_at;
  };
  std::vector<Callback> callbacks_;
};

template <class Fields>
inline constexpr bool kHasFinalizer = false;
template <class... Field>
inline constexpr bool kHasFinalizer<std::tuple<Field&...>> =
    (std::is_same_v<Field, BundleFinalizer> || ...);

template <class Fn>
consteval bool HasFinalizerField() {
  if constexpr (DoFn<Fn> && Reflectable<Fn>) {
    return kHasFinalizer<decltype(Fields(std::declval<Fn&>()))>;
  } else {
    return false;
  }
}

/// Whether Fn has a BundleFinalizer as a field, or wraps a DoFn that has one.
template <class Fn>
inline constexpr bool kRequestsFinalization = HasFinalizerField<Fn>();

}  // namespace exec
}  // namespace beam
