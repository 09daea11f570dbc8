#pragma once

#include <string>
#include <utility>

#include "beam/exec/dofn_traits.h"
#include "beam/exec/operator.h"
#include "beam/exec/step_error.h"
#include "beam/exec/step_scope.h"

namespace beam::exec {

/// A copy of a splittable DoFn that is only asked about restrictions, and never processes anything.
template <SplittableDoFn Fn>
class RestrictionFn {
 public:
  RestrictionFn(Step step, const Fn& fn)
      : step_(std::move(step)), fn_(fn), context_{.step = step_.index} {}

  void Setup() {
    if constexpr (HasSetup<Fn>) {
      Run(
          {}, [] { return std::string("in Setup"); }, [](Fn& fn) { fn.Setup(); });
    }
    is_set_up_ = true;
  }
  void StartBundle(BundleContext& bundle) {
    context_.metrics = &bundle.metrics.ForStep(step_.index);
    context_.store = &bundle.store;
    context_.side_inputs = bundle.side_inputs;
  }
  void Teardown() {
    if (!std::exchange(is_set_up_, false)) return;
    if constexpr (HasTeardown<Fn>) {
      Run(
          {}, [] { return std::string("in Teardown"); }, [](Fn& fn) { fn.Teardown(); });
    }
  }

  /// Runs `ask(fn)` as this step, for an element of those windows. What is thrown says `where()` it
  /// was.
  template <class WhereText, class Ask>
  void Run(const Windows* windows, const WhereText& where, const Ask& ask) {
    context_.windows = windows;
    const StepScope scope(context_);
    try {
      ask(fn_);
    } catch (...) {
      RethrowAtStep(step_.label, where());
    }
  }

 private:
  const Step step_;
  Fn fn_;
  StepContext context_;
  bool is_set_up_ = false;
};

}  // namespace beam::exec
