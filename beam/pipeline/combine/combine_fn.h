#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "beam/coders/coders.h"

namespace beam {

/// How to fold values in any order and grouping: a copyable struct with
///
///     Acc  CreateAccumulator() const;                              // of no values
///     void AddInput(Acc& accumulator, const In& value) const;
///     void MergeAccumulators(Acc& into, const Acc& other) const;
///     Out  ExtractOutput(const Acc& accumulator) const;
///
/// and, if there may be none, `bool HasOutput(const Acc& accumulator) const`.
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

template <class Fn>
concept SaysWhetherThereIsOutput = requires(const Fn& fn, const AccumulatorOf<Fn>& accumulator) {
  { fn.HasOutput(accumulator) } -> std::same_as<bool>;
};

/// A family of CombineFns, one for each type of input: a struct with a template
/// `CombineFn For<In>() const`. It stands wherever a CombineFn does.
///
///     struct Sum {
///       template <class T>
///       SumFn<T> For() const { return {}; }
///     };
template <class Family, class In>
concept CombineFnFamily = requires(const Family family) {
  { family.template For<In>() } -> CombineFn<In>;
};

template <class Fn, class In>
concept CombineFnOrFamily = CombineFn<Fn, In> || CombineFnFamily<Fn, In>;

/// `fn`, or the member of the family `fn`, for input of type In.
template <class In, CombineFnOrFamily<In> Fn>
auto CombineFnFor(const Fn& fn) {
  if constexpr (CombineFn<Fn, In>) {
    static_assert(HasCoder<AccumulatorOf<Fn>>,
                  "beam: the accumulator of this CombineFn has no Coder; make it a plain struct of "
                  "types that have one, or specialise beam::Coder for it");
    return fn;
  } else {
    return CombineFnFor<In>(fn.template For<In>());
  }
}

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
