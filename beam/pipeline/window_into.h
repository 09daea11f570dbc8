#pragma once

#include <concepts>
#include <memory>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/make_as.h"
#include "beam/pipeline/par_do.h"

namespace beam {

/// The same elements in windows: what groups and combines them later does so within each window.
/// An element that the window function gives no window ends here.
///
///     clicks | beam::WindowInto("Minutes", beam::FixedWindows(beam::Minutes(1)))
class WindowInto {
 public:
  explicit WindowInto(std::string label, Windowing windowing,
                      std::source_location where = std::source_location::current())
      : label_(std::move(label)),
        windowing_(std::make_shared<const Windowing>(std::move(windowing))),
        where_(where) {}

  template <std::derived_from<WindowFn> Fn>
  WindowInto(std::string label, Fn window_fn,
             std::source_location where = std::source_location::current())
      : WindowInto(std::move(label), std::move(window_fn), Windowing{}, where) {}

  /// With `windowing`'s timestamp combiner, trigger, accumulation mode and lateness.
  template <std::derived_from<WindowFn> Fn>
  WindowInto(std::string label, Fn window_fn, Windowing windowing,
             std::source_location where = std::source_location::current())
      : WindowInto(std::move(label),
                   With(std::move(windowing), std::make_shared<const Fn>(std::move(window_fn))),
                   where) {}

  template <class T>
  PCollection<T> operator()(PCollection<T> input) const {
    return internal::AddNode<T>(
        input.pipeline(),
        {.primitive = Primitive::kParDo,
         .label = label_,
         .where = where_,
         .inputs = {input.id()},
         .operators =
             MakeSharedAs<const exec::OperatorFactory, exec::ParDoOperatorFactory<AssignFn<T>>>(
                 AssignFn<T>{windowing_->window_fn, windowing_->is_global()}),
         .windowing = windowing_});
  }

 private:
  static Windowing With(Windowing windowing, std::shared_ptr<const WindowFn> window_fn) {
    windowing.window_fn = std::move(window_fn);
    return windowing;
  }

  template <class T>
  struct AssignFn {
    std::shared_ptr<const WindowFn> window_fn;
    bool is_global;
    // Neighbours are often in the same windows, and then share them.
    std::vector<Window> last = {};
    Windows shared = {};

    void Process(const Element<T>& element, Emitter<T>& out) {
      if (is_global) return out.Emit({element.value, element.timestamp, {}});
      std::vector<Window> windows = window_fn->Assign(element.timestamp);
      if (windows.empty()) return;
      if (windows != last) {
        shared = Windows(windows);
        last = std::move(windows);
      }
      out.Emit({element.value, element.timestamp, shared});
    }
  };

  std::string label_;
  std::shared_ptr<const Windowing> windowing_;
  std::source_location where_;
};

}  // namespace beam
