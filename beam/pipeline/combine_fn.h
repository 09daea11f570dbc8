#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace beam {

/// How to fold values in any order and grouping: a copyable struct with
///
///     Acc  CreateAccumulator() const;                              // of no values
///     void AddInput(Acc& accumulator, const In& value) const;
///     void MergeAccumulators(Acc& into, const Acc& other) const;
///     Out  ExtractOutput(const Acc& accumulator) const;
template <class Fn, class In>
concept CombineFn = requires(const Fn fn, const In& value) {
  fn.CreateAccumulator();
  requires requires(decltype(fn.CreateAccumulator()) accumulator) {
    fn.AddInput(accumulator, value);
    fn.MergeAccumulators(accumulator, std::as_const(accumulator));
    fn.ExtractOutput(std::as_const(accumulator));
  };
};

template <class Fn>
using AccumulatorOf = decltype(std::declval<const Fn&>().CreateAccumulator());
template <class Fn>
using CombineOutputOf =
    decltype(std::declval<const Fn&>().ExtractOutput(std::declval<const AccumulatorOf<Fn>&>()));

/// The sum of numbers; 0 of none.
template <class T>
struct SumFn {
  T CreateAccumulator() const { return T{}; }
  void AddInput(T& sum, const T& value) const { sum += value; }
  void MergeAccumulators(T& into, const T& other) const { into += other; }
  T ExtractOutput(const T& sum) const { return sum; }
};

/// How many values there are.
template <class T>
struct CountFn {
  std::int64_t CreateAccumulator() const { return 0; }
  void AddInput(std::int64_t& count, const T&) const { ++count; }
  void MergeAccumulators(std::int64_t& into, const std::int64_t& other) const { into += other; }
  std::int64_t ExtractOutput(const std::int64_t& count) const { return count; }
};

}  // namespace beam
