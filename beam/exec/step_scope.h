#pragma once

#include <atomic>
#include <cstddef>

#include "beam/base/chunk_store.h"
#include "beam/base/time/windows.h"
#include "beam/exec/metrics.h"
#include "beam/exec/side_input_source.h"

namespace beam::exec {

class BundleFinalization;

/// What a thread is at: a step, what it counts, the windows of its element, and where it keeps what
/// is beyond memory.
struct StepContext {
  std::size_t step = 0;
  StepMetrics* metrics = nullptr;
  const Windows* windows = nullptr;
  ChunkStore* store = nullptr;             ///< The bundle's.
  SideInputSource* side_inputs = nullptr;  ///< Null where this process gathered them itself.
  /// Null where the step's DoFn has no BundleFinalizer.
  BundleFinalization* finalization = nullptr;
};

/// The step that this thread runs now; null between steps.
inline thread_local constinit const StepContext* current_step = nullptr;

/// Makes `context` the thread's for a scope. Nested: an operator that emits runs the next. Other
/// threads may look at current_step meanwhile, to see where the time goes.
class StepScope {
 public:
  explicit StepScope(const StepContext& context) : previous_(current_step) { Set(&context); }
  ~StepScope() { Set(previous_); }
  StepScope(const StepScope&) = delete;
  StepScope& operator=(const StepScope&) = delete;

 private:
  static void Set(const StepContext* step) {
    std::atomic_ref(current_step).store(step, std::memory_order_relaxed);
  }

  const StepContext* previous_;
};

}  // namespace beam::exec
