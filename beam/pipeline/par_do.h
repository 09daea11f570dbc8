#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <source_location>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/exec/par_do_operator_factory.h"
#include "beam/pipeline/pcollection.h"
#include "beam/pipeline/reads_side_inputs.h"

namespace beam {

/// Applies a DoFn to every element: a copyable struct with
///
///     void Process(const In& element, Emitter<A>& a, Emitter<B>& b);
///
/// and, if it wants them, Setup(), StartBundle(), FinishBundle() or FinishBundle(the same
/// emitters), and Teardown(). `In` may be taken by value, or as `const Element<In>&` to see its
/// timestamp. Returns one PCollection for each emitter in order: none, one, or a std::tuple of
/// them.
///
///     auto [audio, failed] = files | beam::ParDo("Load", LoadFn{.sample_rate = 16000});
///
/// A splittable DoFn divides the work of one element: its Process claims part after part from a
/// tracker (see beam/restriction), and the runner gives what is not claimed yet to other workers.
///
///     OffsetRange InitialRestriction(const File&) const;                        // the whole work
///     std::vector<OffsetRange> SplitRestriction(const File&, const OffsetRange&) const;  // may
///     have double RestrictionSize(const File&, const OffsetRange&) const;                     //
///     may have void Process(const File&, LockedTracker<OffsetRangeTracker>& tracker, Emitter<A>&
///     a);
template <class Fn>
class ParDo : public ReadsSideInputs<ParDo<Fn>> {
 public:
  ParDo(std::string label, Fn fn, std::source_location where = std::source_location::current())
      : label_(std::move(label)), fn_(std::move(fn)), where_(where) {}

  template <class In>
  auto operator()(PCollection<In> input) const {
    static_assert(exec::DoFn<Fn>,
                  "beam::ParDo: a DoFn has one function void Process(const In&, Emitter<Out>&...), "
                  "neither overloaded nor a template");
    static_assert(std::copy_constructible<Fn>, "beam::ParDo: a DoFn can be copied");
    constexpr bool kSaysRestriction = !exec::SplittableDoFn<Fn> || exec::HasInitialRestriction<Fn>;
    static_assert(kSaysRestriction,
                  "beam::ParDo: a splittable DoFn has InitialRestriction(const In&) const, which "
                  "returns the restriction of its tracker");
    if constexpr (exec::DoFn<Fn> && std::copy_constructible<Fn> && kSaysRestriction) {
      constexpr bool kTakesInput = std::same_as<In, typename exec::SignatureOf<Fn>::Input>;
      static_assert(
          kTakesInput,
          "beam::ParDo: this DoFn's Process does not take the PCollection's element type");
      if constexpr (kTakesInput) {
        return Apply(input, static_cast<typename exec::SignatureOf<Fn>::Outputs*>(nullptr));
      }
    }
  }

 private:
  template <class In, class... Out>
  auto Apply(PCollection<In> input, std::tuple<Out...>*) const {
    static_assert(
        (HasCoder<Out> && ...),
        "beam::ParDo: an output's element type has no Coder; make it a plain struct of types "
        "that have one, or specialise beam::Coder for it");
    Pipeline& pipeline = input.pipeline();
    Node node{.primitive = Primitive::kParDo,
              .label = label_,
              .where = where_,
              .inputs = {input.id()},
              .side_inputs = this->SideInputNodes()};
    SetOperators(node);
    const std::size_t index = pipeline.graph().AddNode(
        std::move(node), {std::make_shared<exec::TypedElementType<Out>>()...});
    this->RegisterReader(index);
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      const auto& outputs = pipeline.graph().nodes()[index].outputs;
      (void)outputs;
      if constexpr (sizeof...(Out) == 0) {
        return;
      } else if constexpr (sizeof...(Out) == 1) {
        return PCollection<Out...>(pipeline, outputs[0]);
      } else {
        return std::tuple<PCollection<Out>...>(PCollection<Out>(pipeline, outputs[I])...);
      }
    }(std::index_sequence_for<Out...>());
  }

  void SetOperators(Node& node) const {
    if constexpr (exec::SplittableDoFn<Fn>) {
      auto factory = std::make_shared<exec::SplittableOperatorFactory<Fn>>(fn_);
      node.operators = factory;
      node.restrictions = factory;
    } else {
      node.operators = std::make_shared<exec::ParDoOperatorFactory<Fn>>(fn_, this->HasSideInputs());
    }
  }

  std::string label_;
  Fn fn_;
  std::source_location where_;
};

}  // namespace beam
