#pragma once

#include <future>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/exec/stateful/engine_state.h"
#include "beam/worker/data/data_streams_internal.h"
#include "beam/worker/state/engine_pages_internal.h"

namespace beam::worker {

/// The state and timers of a bundle's steps.
class BundleState final : public exec::EngineState {
 public:
  /// `scope` outlives this, and says whose bundle it is.
  explicit BundleState(const StateScope& scope) : scope_(scope) {}

  /// Says what a step is called, and how windows are written in the keys of its state.
  void AddStep(std::size_t step, std::string transform_id, WindowCoder window_coder);
  /// Says what an engine keeps a state of a step as.
  void AddState(std::size_t step, std::string state, StateKind kind);
  /// Says where a step's timers of a family go.
  void AddTimers(std::size_t step, std::string family, DataOutput& output);

  std::unique_ptr<EngineField> Field(std::size_t step, std::string_view state,
                                     const std::string& key, const Window& window) override;
  void SetTimer(std::size_t step, std::string_view family, const std::string& key,
                const TimerData& timer) override;

  /// Forgets what a bundle that failed had asked for.
  void StartBundle() { changes_.clear(); }
  /// Waits until the engine has taken every change. Throws what it answers.
  void FinishBundle();

  /// What the engine will answer to a change; looked at by FinishBundle.
  void AddChange(std::future<model::fn::StateResponse> answer);

 private:
  struct Step {
    std::string transform_id;
    WindowCoder window_coder;
    std::map<std::string, StateKind, std::less<>> states;
  };

  const StateScope& scope_;
  std::map<std::size_t, Step> steps_;
  std::map<std::pair<std::size_t, std::string>, DataOutput*> timers_;
  std::vector<std::future<model::fn::StateResponse>> changes_;
};

}  // namespace beam::worker
