#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include "beam/exec/dofn_instance.h"
#include "beam/exec/splittable/restricted.h"
#include "beam/exec/splittable/splittable.h"
#include "beam/restriction/offset_range.h"

namespace beam::exec {

/// Runs a splittable DoFn on elements with restrictions, each of them in one window.
template <SplittableDoFn Fn>
class SplittableOperator final
    : public Operator,
      public Splittable,
      public Receiver<Restricted<typename SignatureOf<Fn>::Input, RestrictionOf<Fn>>> {
  using Input = typename SignatureOf<Fn>::Input;
  using R = RestrictionOf<Fn>;
  using Tracker = LockedTracker<typename SignatureOf<Fn>::Tracker>;

 public:
  SplittableOperator(const Step& step, const Fn& fn, std::span<ReceiverBase* const> outputs)
      : dofn_(step, fn, outputs) {}

  ReceiverBase& input() override { return *this; }
  void Setup() override { dofn_.Setup(); }
  void StartBundle(BundleContext& bundle) override { dofn_.StartBundle(bundle); }

  void Receive(Element<Restricted<Input, R>>&& element) override {
    const Origin origin{element.timestamp, &element.windows};
    double size = 0;
    std::optional<Tracker> tracker;
    dofn_.Run(
        origin, [&] { return "on the restriction of element " + Describe(element.value.element); },
        [&](auto&...) {
          R restriction = element.value.restriction->Get();
          size = SizeOf(element.value.element, restriction);
          tracker.emplace(std::move(restriction));
        });
    const OpenToSplit open(*this, {element, *tracker, size});
    Element<Input> input{element.value.element, element.timestamp, element.windows};
    dofn_.Process(input, *tracker);
    dofn_.Run(
        origin, [&] { return "at the end of element " + Describe(element.value.element); },
        [&](auto&...) { tracker->CheckDone(); });
  }

  void FinishBundle() override { dofn_.FinishBundle(); }
  void Teardown() override { dofn_.Teardown(); }

  double Remaining() const override {
    const std::lock_guard lock(mutex_);
    return at_work_ == nullptr ? 0 : at_work_->Remaining();
  }

  std::unique_ptr<Buffer> Split() override {
    const std::lock_guard lock(mutex_);
    if (at_work_ == nullptr) return nullptr;
    const double remaining = at_work_->Remaining();
    std::optional<R> rest = at_work_->tracker.TrySplit(kFraction);
    if (!rest.has_value()) return nullptr;
    at_work_->size -= remaining * (1 - kFraction);
    const Element<Restricted<Input, R>>& whole = at_work_->element;
    whole.value.restriction->Set(at_work_->tracker.restriction());
    auto buffer = std::make_unique<ElementBuffer<Restricted<Input, R>>>();
    buffer->Add({{whole.value.element, std::make_shared<SharedRestriction<R>>(std::move(*rest))},
                 whole.timestamp,
                 whole.windows});
    return buffer;
  }

 private:
  static constexpr double kFraction = 0.5;

  /// The element at work; `size` is that of its restriction.
  struct AtWork {
    const Element<Restricted<Input, R>>& element;
    Tracker& tracker;
    double size;

    double Remaining() const { return size * (1 - tracker.FractionDone()); }
  };

  /// Lets other threads split `at_work` for a scope.
  class OpenToSplit {
   public:
    OpenToSplit(SplittableOperator& op, AtWork at_work) : op_(op), at_work_(at_work) {
      const std::lock_guard lock(op_.mutex_);
      op_.at_work_ = &at_work_;
    }
    ~OpenToSplit() {
      const std::lock_guard lock(op_.mutex_);
      op_.at_work_ = nullptr;
    }
    OpenToSplit(const OpenToSplit&) = delete;
    OpenToSplit& operator=(const OpenToSplit&) = delete;

   private:
    SplittableOperator& op_;
    AtWork at_work_;
  };

  double SizeOf(const Input& element, const R& restriction) {
    if constexpr (HasRestrictionSize<Fn>) {
      const Fn& fn = dofn_.fn();
      return fn.RestrictionSize(element, restriction);
    } else if constexpr (std::is_same_v<R, OffsetRange>) {
      return static_cast<double>(restriction.Size());
    } else {
      return 1;
    }
  }

  DoFnInstance<Fn> dofn_;
  mutable std::mutex mutex_;
  AtWork* at_work_ = nullptr;
};

}  // namespace beam::exec
