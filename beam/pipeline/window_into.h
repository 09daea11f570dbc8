#pragma once

#include <concepts>
#include <memory>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/pipeline/par_do.h"

namespace beam {

/// The same elements in windows: what groups and combines them later does so within each window.
/// An element that the window function gives no window ends here.
///
///     clicks | beam::WindowInto("Minutes", beam::FixedWindows(beam::Minutes(1)))
template <std::derived_from<WindowFn> Fn>
class WindowInto {
 public:
  WindowInto(std::string label, Fn window_fn,
             std::source_location where = std::source_location::current())
      : WindowInto(std::move(label), std::move(window_fn), Windowing{}, where) {}

  /// With `windowing`'s timestamp combiner, trigger, accumulation mode and lateness.
  WindowInto(std::string label, Fn window_fn, Windowing windowing,
             std::source_location where = std::source_location::current())
      : label_(std::move(label)), windowing_(std::move(windowing)), where_(where) {
    windowing_.window_fn = std::make_shared<const Fn>(std::move(window_fn));
  }

  template <class T>
  PCollection<T> operator()(PCollection<T> input) const {
    auto windowing = std::make_shared<const Windowing>(windowing_);
    return internal::AddNode<T>(
        input.pipeline(), {.primitive = Primitive::kParDo,
                           .label = label_,
                           .where = where_,
                           .inputs = {input.id()},
                           .operators = std::make_shared<exec::ParDoOperatorFactory<AssignFn<T>>>(
                               AssignFn<T>{windowing->window_fn, windowing->is_global()}),
                           .windowing = windowing});
  }

 private:
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
  Windowing windowing_;
  std::source_location where_;
};

}  // namespace beam
