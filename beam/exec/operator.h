#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "beam/base/chunk_store.h"
#include "beam/exec/metrics.h"
#include "beam/exec/receiver.h"
#include "beam/exec/side_input_source.h"
#include "beam/exec/stateful/engine_state.h"

namespace beam::exec {

class BundleFinalization;

/// Which transform an operator runs: its number in the graph, and its label for people.
struct Step {
  std::size_t index = 0;
  std::string label;
};

/// What a bundle has while it runs.
struct BundleContext {
  BundleMetrics& metrics;
  ChunkStore& store;                           ///< For what a step keeps beyond memory.
  SideInputSource* side_inputs = nullptr;      ///< Null where this process gathered them itself.
  EngineState* state = nullptr;                ///< Null where no engine keeps state.
  BundleFinalization* finalization = nullptr;  ///< Takes what is called after the bundle.
};

/// A transform at work on one thread, in a chain of others. Its life is a DoFn's:
///
///     Setup (StartBundle input()... FinishBundle)* Teardown
class Operator {
 public:
  virtual ~Operator() = default;

  /// Where its elements go in: a Receiver<T> of its input type.
  virtual ReceiverBase& input() = 0;

  virtual void Setup() {}
  virtual void StartBundle(BundleContext&) {}
  virtual void FinishBundle() {}
  virtual void Teardown() {}
};

/// Makes the operators of one step, one for each thread. Safe to call from several threads.
class OperatorFactory {
 public:
  virtual ~OperatorFactory() = default;

  /// `outputs[i]` takes what the step emits to its i-th output; they outlive the operator.
  virtual std::unique_ptr<Operator> Make(const Step& step,
                                         std::span<ReceiverBase* const> outputs) const = 0;
  /// The same for bundles of an engine, which keeps state and timers itself.
  virtual std::unique_ptr<Operator> MakeForEngine(const Step& step,
                                                  std::span<ReceiverBase* const> outputs) const {
    return Make(step, outputs);
  }
};

}  // namespace beam::exec
