#pragma once

#include <cstddef>
#include <tuple>
#include <utility>

#include "beam/pipeline/combine/combine_fn.h"

namespace beam {

/// Several CombineFns over the same values at once, as a tuple of their outputs.
template <class... Fn>
struct TupleFn {
  std::tuple<Fn...> fns;

  using Accumulator = std::tuple<AccumulatorOf<Fn>...>;

  Accumulator CreateAccumulator() const {
    return std::apply([](const Fn&... fn) { return Accumulator(fn.CreateAccumulator()...); }, fns);
  }
  template <class In>
  void AddInput(Accumulator& accumulator, const In& value) const {
    ForEach([&]<std::size_t I>() { std::get<I>(fns).AddInput(std::get<I>(accumulator), value); });
  }
  void MergeAccumulators(Accumulator& into, const Accumulator& other) const {
    ForEach([&]<std::size_t I>() {
      std::get<I>(fns).MergeAccumulators(std::get<I>(into), std::get<I>(other));
    });
  }
  /// Whether all of them have an output.
  bool HasOutput(const Accumulator& accumulator) const {
    bool all_have = true;
    ForEach([&]<std::size_t I>() {
      const auto& fn = std::get<I>(fns);
      if constexpr (requires { fn.HasOutput(std::get<I>(accumulator)); }) {
        all_have = all_have && fn.HasOutput(std::get<I>(accumulator));
      }
    });
    return all_have;
  }
  std::tuple<CombineOutputOf<Fn>...> ExtractOutput(const Accumulator& accumulator) const {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::tuple<CombineOutputOf<Fn>...>(
          std::get<I>(fns).ExtractOutput(std::get<I>(accumulator))...);
    }(std::index_sequence_for<Fn...>());
  }

 private:
  template <class Visit>
  static void ForEach(const Visit& visit) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (visit.template operator()<I>(), ...);
    }(std::index_sequence_for<Fn...>());
  }
};

/// Composes CombineFns over one input: the result is a tuple of theirs.
///
///     sizes | beam::CombineGlobally("Stats", beam::SingleInputTupleCombineFn(beam::Mean(), Max()))
template <class... Fn>
struct SingleInputTupleCombineFn {
  explicit SingleInputTupleCombineFn(Fn... all) : fns(std::move(all)...) {}

  template <class T>
    requires(CombineFnOrFamily<Fn, T> && ...)
  auto For() const {
    return std::apply(
        [](const Fn&... fn) {
          return TupleFn<decltype(CombineFnFor<T>(fn))...>{{CombineFnFor<T>(fn)...}};
        },
        fns);
  }

  std::tuple<Fn...> fns;
};

}  // namespace beam
