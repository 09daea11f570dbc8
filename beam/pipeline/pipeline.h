#pragma once

#include <concepts>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <typeindex>
#include <utility>
#include <vector>

#include "beam/pipeline/graph.h"
#include "beam/pipeline/pipeline_result.h"

namespace beam {

/// A graph of transforms under construction, and what is to happen around its run.
///
///     beam::Pipeline p;
///     p | beam::Create("Words", {std::string("a")}) | beam::Map("Length", ...);
class Pipeline {
 public:
  Pipeline() = default;
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  Graph& graph() { return graph_; }
  const Graph& graph() const { return graph_; }

  /// Calls `hook` in the launcher when the run is over, however it ended. What a hook throws makes
  /// the job fail.
  void OnFinish(std::function<void(const PipelineResult&)> hook) {
    finish_hooks_.push_back(std::move(hook));
  }
  const std::vector<std::function<void(const PipelineResult&)>>& finish_hooks() const {
    return finish_hooks_;
  }

  /// Sets what the one line of progress says, on a terminal.
  void ShowProgress(std::function<std::string(const Progress&)> line) {
    progress_line_ = std::move(line);
  }
  const std::function<std::string(const Progress&)>& progress_line() const {
    return progress_line_;
  }

  /// The pipeline's one object of type T, made by the first call: what the transforms of a library
  /// share, such as the run report. `T` is made from the pipeline or from nothing.
  template <class T>
  std::shared_ptr<T> Attachment() {
    auto [position, is_new] = attachments_.try_emplace(std::type_index(typeid(T)));
    if (is_new) {
      if constexpr (std::constructible_from<T, Pipeline&>) {
        position->second = std::make_shared<T>(*this);
      } else {
        position->second = std::make_shared<T>();
      }
    }
    return std::static_pointer_cast<T>(position->second);
  }

 private:
  Graph graph_;
  std::vector<std::function<void(const PipelineResult&)>> finish_hooks_;
  std::function<std::string(const Progress&)> progress_line_;
  std::map<std::type_index, std::shared_ptr<void>> attachments_;
};

/// Applies `transform`, a callable that takes the pipeline.
template <class Transform>
auto operator|(Pipeline& pipeline, Transform&& transform) {
  static_assert(std::invocable<Transform, Pipeline&>,
                "beam: this transform does not start a pipeline; give it a PCollection instead");
  if constexpr (std::invocable<Transform, Pipeline&>) {
    return std::invoke(std::forward<Transform>(transform), pipeline);
  }
}

}  // namespace beam
