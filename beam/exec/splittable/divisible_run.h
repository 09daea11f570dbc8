#pragma once

#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include "beam/base/describe.h"
#include "beam/exec/dofn_instance.h"
#include "beam/exec/splittable/element_work.h"

namespace beam::exec {

/// In the place of a watermark estimator, where a DoFn says no watermark.
struct NoEstimator {
  explicit NoEstimator(const Bytes&) {}
  std::pair<Bytes, std::optional<Timestamp>> Snapshot() const { return {}; }
};

template <class EstimatorOrVoid>
struct LockedOrNone {
  using type = LockedEstimator<EstimatorOrVoid>;
};
template <>
struct LockedOrNone<void> {
  using type = NoEstimator;
};

/// Runs a splittable DoFn on one element after the other; what is left of the one at work can be
/// divided from other threads.
template <SplittableDoFn Fn>
class DivisibleRun {
 public:
  using Input = typename SignatureOf<Fn>::Input;
  using Work = WorkOf<Fn>;

  /// An element at work and the two parts that it was divided into.
  struct Division {
    const Element<Input>& element;            ///< As long as the division is being looked at.
    Work primary;                             ///< What goes on.
    Work residual;                            ///< What was taken away.
    std::optional<Timestamp> watermark = {};  ///< Of the residual, where the DoFn says one.
  };

  /// What the DoFn has put off of an element.
  struct Deferral {
    Work work;
    Duration delay;
    std::optional<Timestamp> watermark = {};
  };

  DivisibleRun(const Step& step, const Fn& fn, std::span<ReceiverBase* const> outputs)
      : dofn_(step, fn, outputs) {}

  DoFnInstance<Fn>& dofn() { return dofn_; }

  /// Does all of `work` that is not taken away meanwhile, nor put off.
  std::optional<Deferral> Process(const Element<Input>& element, Work work) {
    const Origin origin{element.timestamp, &element.windows};
    double size = 0;
    std::optional<Tracker> tracker;
    Estimator estimator(std::move(work.value));
    dofn_.Run(
        origin, [&] { return "on the restriction of element " + Describe(element.value); },
        [&](auto&...) {
          size = RestrictionSizeOf<Fn>(dofn_.fn(), element.value, work.key);
          tracker.emplace(std::move(work.key));
        });
    const OpenToDivision open(*this, {element, *tracker, estimator, size});
    Element<Input> own{element.value, element.timestamp, element.windows};
    if constexpr (HasEstimator<Fn>) {
      dofn_.Process(own, *tracker, estimator);
    } else {
      dofn_.Process(own, *tracker);
    }
    dofn_.Run(
        origin, [&] { return "at the end of element " + Describe(element.value); },
        [&](auto&...) { tracker->CheckDone(); });
    auto deferred = tracker->TakeDeferred();
    if (!deferred.has_value()) return std::nullopt;
    const auto [state, watermark] = estimator.Snapshot();
    return Deferral{{std::move(deferred->rest), state}, deferred->delay, watermark};
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
    // Before the split: afterwards, the watermark is that of what goes on.
    const auto [state, watermark] = at_work_->estimator.Snapshot();
    std::optional<RestrictionOf<Fn>> rest = at_work_->tracker.TrySplit(fraction);
    if (!rest.has_value()) return false;
    at_work_->size -= left * (1 - fraction);
    take(Division{at_work_->element,
                  {at_work_->tracker.restriction(), state},
                  {*std::move(rest), state},
                  watermark});
    return true;
  }

 private:
  using Tracker = LockedTracker<typename SignatureOf<Fn>::Tracker>;

  using Estimator = typename LockedOrNone<typename SignatureOf<Fn>::Estimator>::type;

  /// The element at work; `size` is that of its restriction.
  struct AtWork {
    const Element<Input>& element;
    Tracker& tracker;
    Estimator& estimator;
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
