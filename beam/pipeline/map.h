#pragma once

#include <concepts>
#include <functional>
#include <ranges>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

#include "beam/pipeline/exception_handling.h"
#include "beam/pipeline/par_do.h"

namespace beam {

/// One output for each element: `words | beam::Map("Length", [](const std::string& w) { ... })`.
/// A function is any copyable callable; it captures by value.
template <class F>
class Map : public ParDoSettings<Map<F>> {
 public:
  Map(std::string label, F function, std::source_location where = std::source_location::current())
      : label_(std::move(label)), function_(std::move(function)), where_(where) {}

  template <class In>
  auto operator()(PCollection<In> input) const {
    if constexpr (!std::is_void_v<decltype(AsParDo<In>())>) return input | AsParDo<In>();
  }

  /// The ParDo that this transform is for elements of type In.
  template <class In>
  auto AsParDo() const {
    static_assert(std::invocable<const F&, const In&>,
                  "beam::Map: the function does not take the PCollection's element type");
    if constexpr (std::invocable<const F&, const In&>) {
      using Out = std::remove_cvref_t<std::invoke_result_t<const F&, const In&>>;
      static_assert(!std::is_void_v<Out>,
                    "beam::Map: the function returns nothing; use beam::ParDo for an end");
      if constexpr (!std::is_void_v<Out>) {
        return this->WithSameSettings(ParDo(label_, Fn<In, Out>{function_}, where_));
      }
    }
  }

 private:
  template <class In, class Out>
  struct Fn {
    F function;
    void Process(const In& element, Emitter<Out>& out) const {
      out(std::invoke(function, element));
    }
  };

  std::string label_;
  F function_;
  std::source_location where_;
};

/// Any number of outputs for each element: the function returns a range, whose items are emitted.
template <class F>
class FlatMap : public ParDoSettings<FlatMap<F>> {
 public:
  FlatMap(std::string label, F function,
          std::source_location where = std::source_location::current())
      : label_(std::move(label)), function_(std::move(function)), where_(where) {}

  template <class In>
  auto operator()(PCollection<In> input) const {
    if constexpr (!std::is_void_v<decltype(AsParDo<In>())>) return input | AsParDo<In>();
  }

  /// The ParDo that this transform is for elements of type In.
  template <class In>
  auto AsParDo() const {
    static_assert(std::invocable<const F&, const In&>,
                  "beam::FlatMap: the function does not take the PCollection's element type");
    if constexpr (std::invocable<const F&, const In&>) {
      using Range = std::remove_cvref_t<std::invoke_result_t<const F&, const In&>>;
      static_assert(std::ranges::input_range<Range>,
                    "beam::FlatMap: the function returns no range (a std::vector, say)");
      if constexpr (std::ranges::input_range<Range>) {
        using Out = std::ranges::range_value_t<Range>;
        return this->WithSameSettings(ParDo(label_, Fn<In, Out>{function_}, where_));
      }
    }
  }

 private:
  template <class In, class Out>
  struct Fn {
    F function;
    void Process(const In& element, Emitter<Out>& out) const {
      auto&& items = std::invoke(function, element);
      for (auto&& item : items) {
        if constexpr (std::is_lvalue_reference_v<decltype(items)>) {
          out(item);
        } else {
          out(std::move(item));
        }
      }
    }
  };

  std::string label_;
  F function_;
  std::source_location where_;
};

/// The elements for which the predicate holds.
template <class F>
class Filter : public ParDoSettings<Filter<F>> {
 public:
  Filter(std::string label, F predicate,
         std::source_location where = std::source_location::current())
      : label_(std::move(label)), predicate_(std::move(predicate)), where_(where) {}

  template <class In>
  auto operator()(PCollection<In> input) const {
    if constexpr (!std::is_void_v<decltype(AsParDo<In>())>) return input | AsParDo<In>();
  }

  /// The ParDo that this transform is for elements of type In.
  template <class In>
  auto AsParDo() const {
    static_assert(std::predicate<const F&, const In&>,
                  "beam::Filter: the function does not take the PCollection's element type, or "
                  "does not return bool");
    if constexpr (std::predicate<const F&, const In&>) {
      return this->WithSameSettings(ParDo(label_, Fn<In>{predicate_}, where_));
    }
  }

 private:
  template <class In>
  struct Fn {
    F predicate;
    void Process(const Element<In>& element, Emitter<In>& out) const {
      if (std::invoke(predicate, element.value)) out.EmitCopy(element);
    }
  };

  std::string label_;
  F predicate_;
  std::source_location where_;
};

}  // namespace beam
