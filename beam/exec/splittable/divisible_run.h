#pragma once

#include <mutex>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include "beam/base/describe.h"
#include "beam/exec/dofn_instance.h"
#include "beam/restriction/offset_range.h"

namespace beam::exec {

/// How much work there is in a part of an element: what the DoFn says, the offsets of a range, or
/// else 1.
template <SplittableDoFn Fn>
double RestrictionSizeOf(const Fn& fn, const typename SignatureOf<Fn>::Input& element,
                         const RestrictionOf<Fn>& restriction) {
  if constexpr (HasRestrictionSize<Fn>) {
    return fn.RestrictionSize(element, restriction);
  } else if constexpr (std::is_same_v<RestrictionOf<Fn>, OffsetRange>) {
    return static_cast<double>(restriction.Size());
  } else {
    return 1;
  }
}

/// Runs a splittable DoFn on one element after the other; what is left of the one at work can be
/// divided from other threads.
template <SplittableDoFn Fn>
class DivisibleRun {
 public:
  using Input = typename SignatureOf<Fn>::Input;
  using Restriction = RestrictionOf<Fn>;

  /// An element at work and the two parts that it was divided into.
  struct Division {
    const Element<Input>& element;  ///< As long as the division is being looked at.
    Restriction primary;            ///< What goes on.
    Restriction residual;           ///< What was taken away.
  };

  DivisibleRun(const Step& step, const Fn& fn, std::span<ReceiverBase* const> outputs)
      : dofn_(step, fn, outputs) {}

  DoFnInstance<Fn>& dofn() { return dofn_; }

  /// Does all of `restriction` that is not taken away meanwhile.
  void Process(const Element<Input>& element, Restriction restriction) {
    const Origin origin{element.timestamp, &element.windows};
    double size = 0;
    std::optional<Tracker> tracker;
    dofn_.Run(
        origin, [&] { return "on the restriction of element " + Describe(element.value); },
        [&](auto&...) {
          size = RestrictionSizeOf<Fn>(dofn_.fn(), element.value, restriction);
          tracker.emplace(std::move(restriction));
        });
    const OpenToDivision open(*this, {element, *tracker, size});
    Element<Input> own{element.value, element.timestamp, element.windows};
    dofn_.Process(own, *tracker);
    dofn_.Run(
        origin, [&] { return "at the end of element " + Describe(element.value); },
        [&](auto&...) { tracker->CheckDone(); });
  }

  /// How much of the element at work is done, and left, in the DoFn's own unit; nothing where there
  /// is none.
  struct Progress {
    double done;
    double left;
  };
  std::optional<Progress> Look() const {
    const std::lock_guard lock(mutex_);
    if (at_work_ == nullptr) return std::nullopt;
    const double left = at_work_->Left();
    return Progress{at_work_->size - left, left};
  }

  /// Divides what is left of the element at work: `fraction` of it goes on, and the rest is handed
  /// to `take(Division)`. False when it cannot be divided.
  template <class Take>
  bool Divide(double fraction, const Take& take) {
    const std::lock_guard lock(mutex_);
    if (at_work_ == nullptr) return false;
    const double left = at_work_->Left();
    std::optional<Restriction> rest = at_work_->tracker.TrySplit(fraction);
    if (!rest.has_value()) return false;
    at_work_->size -= left * (1 - fraction);
    take(Division{at_work_->element, at_work_->tracker.restriction(), *std::move(rest)});
    return true;
  }

 private:
  using Tracker = LockedTracker<typename SignatureOf<Fn>::Tracker>;

  /// The element at work; `size` is that of its restriction.
  struct AtWork {
    const Element<Input>& element;
    Tracker& tracker;
    double size;

    double Left() const { return size * (1 - tracker.FractionDone()); }
  };

  /// Lets other threads divide `at_work` for a scope.
  class OpenToDivision {
   public:
    OpenToDivision(DivisibleRun& run, AtWork at_work) : run_(run), at_work_(at_work) {
      const std::lock_guard lock(run_.mutex_);
      run_.at_work_ = &at_work_;
    }
    ~OpenToDivision() {
      const std::lock_guard lock(run_.mutex_);
      run_.at_work_ = nullptr;
    }
    OpenToDivision(const OpenToDivision&) = delete;
    OpenToDivision& operator=(const OpenToDivision&) = delete;

   private:
    DivisibleRun& run_;
    AtWork at_work_;
  };

  DoFnInstance<Fn> dofn_;
  mutable std::mutex mutex_;
  AtWork* at_work_ = nullptr;
};

}  // namespace beam::exec
