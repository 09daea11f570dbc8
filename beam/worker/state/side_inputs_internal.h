#pragma once

#include <map>
#include <memory>
#include <string>
#include <tuple>

#include "beam/coders/model/window_coder.h"
#include "beam/exec/side_input_source.h"
#include "beam/worker/state/engine_pages_internal.h"

namespace beam::worker {

/// The side inputs of a bundle's steps, which an engine gives out as state.
class EngineSideInputs final : public exec::SideInputSource {
 public:
  /// `scope` outlives this, and says whose bundle it is.
  explicit EngineSideInputs(const StateScope& scope) : scope_(scope) {}

  /// Says what the side input of that number of a step is called.
  void Add(std::size_t step, std::size_t number, std::string transform_id, std::string tag,
           WindowCoder window_coder);
  /// Forgets what was read for the last bundle.
  void StartBundle() { views_.clear(); }

  std::shared_ptr<const StatePages> All(std::size_t number, const Window& window) override;
  std::shared_ptr<const StatePages> ValuesOf(std::size_t number, const Window& window,
                                             const std::string& key) override;
  std::shared_ptr<const StatePages> Keys(std::size_t number, const Window& window) override;
  std::shared_ptr<const void>& ViewOf(std::size_t number, const Window& window) override;

 private:
  struct Name {
    std::string transform_id;
    std::string tag;
    WindowCoder window_coder;
  };

  /// Of the step that is running.
  const Name& NameOf(std::size_t number) const;
  template <class Key>
  void Fill(Key& key, const Name& name, const Window& window) const;
  std::shared_ptr<const StatePages> Pages(const Name& name, model::fn::StateKey key) const;

  const StateScope& scope_;
  std::map<std::pair<std::size_t, std::size_t>, Name> names_;  ///< By step and number.
  std::map<std::tuple<std::size_t, std::size_t, Window>, std::shared_ptr<const void>> views_;
};

}  // namespace beam::worker
