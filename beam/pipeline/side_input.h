#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "beam/exec/step_scope.h"
#include "beam/pipeline/reads_side_inputs.h"
#include "beam/windowing/windowing.h"

namespace beam {

namespace internal {

/// The values of a side input, by window. Written while it is gathered, read afterwards; or made
/// from what an engine gathered.
template <class View>
struct SideInputValues : SideInputNode {
  /// Makes the View of a window from an engine's elements; nothing where there are none.
  using Fetch = std::function<std::optional<View>(exec::SideInputSource& source, std::size_t number,
                                                  const Window& window)>;

  std::string label;
  std::shared_ptr<const WindowFn> window_fn;
  std::optional<View> default_value;
  Fetch fetch;
  std::mutex mutex;
  std::map<Window, View> of_window;

  /// The View in the side input's own `window`; null where it has none.
  const View* In(const Window& window, const exec::StepContext& step, std::size_t number) const {
    if (step.side_inputs == nullptr) {
      const auto found = of_window.find(window);
      return found == of_window.end() ? nullptr : &found->second;
    }
    std::shared_ptr<const void>& view = step.side_inputs->ViewOf(number, window);
    if (view == nullptr) {
      view = std::make_shared<const std::optional<View>>(fetch(*step.side_inputs, number, window));
    }
    const auto& made = *static_cast<const std::optional<View>*>(view.get());
    return made.has_value() ? &*made : nullptr;
  }
};

}  // namespace internal

/// A whole PCollection as something that functions of other transforms read: made by AsSingleton,
/// AsIterable, AsList, AsMap or AsMultimap, captured or kept as a field, declared with
/// WithSideInputs. Cheap to copy.
///
///     auto total = beam::AsSingleton("Total", numbers | beam::CombineGlobally("Sum", sum));
///     numbers | beam::Map("Share", [total](double x) { return x / *total;
///     }).WithSideInputs(total);
template <class View>
class SideInput {
 public:
  using Values = internal::SideInputValues<View>;

  explicit SideInput(std::shared_ptr<Values> values) : values_(std::move(values)) {}

  /// The value in the window of the element that is being processed. Throws invalid_argument where
  /// no step runs that declared it, and not_found when the window has none.
  const View& operator*() const {
    const exec::StepContext* step = exec::current_step;
    const std::optional<std::size_t> number = NumberIn(step);
    if (step == nullptr || !number.has_value()) {
      throw Error(
          ErrorCode::kInvalidArgument,
          "a side input is read by a step that does not declare it; add .WithSideInputs() to "
          "the transform: \"" +
              values_->label + "\"");
    }
    const auto window = values_->window_fn->ForSideInput(step->windows->all()[0]);
    const View* view = window.has_value() ? values_->In(*window, *step, *number) : nullptr;
    if (view != nullptr) return *view;
    if (values_->default_value.has_value()) return *values_->default_value;
    throw Error(ErrorCode::kNotFound, "a side input that is one value has none in this window: \"" +
                                          values_->label + "\"");
  }
  const View* operator->() const { return &**this; }

  std::shared_ptr<internal::SideInputNode> node() const { return values_; }

 private:
  /// Which of its side inputs this one is to the step; nothing when it declares no such.
  std::optional<std::size_t> NumberIn(const exec::StepContext* step) const {
    if (step == nullptr) return std::nullopt;
    const auto reader = values_->readers.find(step->step);
    if (reader == values_->readers.end()) return std::nullopt;
    return reader->second;
  }

  std::shared_ptr<Values> values_;
};

}  // namespace beam
