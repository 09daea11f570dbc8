#include "beam/exec/bundle_finalizer.h"

#include <algorithm>
#include <optional>

#include "beam/base/error.h"
#include "beam/exec/step_error.h"
#include "beam/exec/step_scope.h"

namespace beam {

void BundleFinalizer::AfterBundle(std::function<void()> callback, Duration expires_in) const {
  const exec::StepContext* step = exec::current_step;
  if (step == nullptr || step->finalization == nullptr) {
    throw Error(ErrorCode::kInvalidArgument,
                "a BundleFinalizer is used where no bundle of its DoFn runs: it must be a field of "
                "the DoFn, and is used in StartBundle, Process or FinishBundle");
  }
  step->finalization->Add(std::move(callback), exec::BundleFinalization::Clock::now() +
                                                   std::chrono::microseconds(expires_in.micros));
}

namespace exec {

bool BundleFinalization::HasExpired(Clock::time_point now) const {
  return std::all_of(callbacks_.begin(), callbacks_.end(),
                     [&](const Callback& callback) { return callback.expires_at < now; });
}

void BundleFinalization::Call() {
  std::optional<Error> first;
  for (const Callback& callback : std::exchange(callbacks_, {})) {
    if (callback.expires_at < Clock::now()) continue;
    try {
      callback.call();
    } catch (...) {
      if (!first.has_value()) first = CurrentError();
    }
  }
  if (first.has_value()) throw first->WithContext("in a callback after a bundle");
}

}  // namespace exec
}  // namespace beam
