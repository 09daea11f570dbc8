#pragma once

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

/// The values of a side input, by window. Written while it is gathered, read afterwards.
template <class View>
struct SideInputValues : SideInputNode {
  std::string label;
  std::shared_ptr<const WindowFn> window_fn;
  std::optional<View> default_value;
  std::mutex mutex;
  std::map<Window, View> of_window;
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
    if (step == nullptr || !values_->readers.contains(step->step)) {
      throw Error(
          ErrorCode::kInvalidArgument,
          "a side input is read by a step that does not declare it; add .WithSideInputs() to "
          "the transform: \"" +
              values_->label + "\"");
    }
    const auto window = values_->window_fn->ForSideInput(step->windows->all()[0]);
    const auto found =
        window.has_value() ? values_->of_window.find(*window) : values_->of_window.end();
    if (found != values_->of_window.end()) return found->second;
    if (values_->default_value.has_value()) return *values_->default_value;
    throw Error(ErrorCode::kNotFound, "a side input that is one value has none in this window: \"" +
                                          values_->label + "\"");
  }
  const View* operator->() const { return &**this; }

  std::shared_ptr<internal::SideInputNode> node() const { return values_; }

 private:
  std::shared_ptr<Values> values_;
};

}  // namespace beam
