#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <source_location>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/base/make_as.h"
#include "beam/exec/par_do_operator_factory.h"
#include "beam/exec/stateful/stateful_grouping.h"
#include "beam/pipeline/par_do_settings.h"
#include "beam/pipeline/pcollection.h"

namespace beam {
namespace internal {

template <class Fn>
consteval bool StateIsKeyed() {
  if constexpr (exec::StatefulDoFn<Fn>)
    return exec::kIsKeyed<typename exec::SignatureOf<Fn>::Input>;
  return true;
}
template <class Fn>
inline constexpr bool kStateIsKeyed = StateIsKeyed<Fn>();

}  // namespace internal

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
///     OffsetRange InitialRestriction(const File&) const;  // the whole work
///     void Process(const File&, LockedTracker<OffsetRangeTracker>& tracker, Emitter<A>& a);
///
/// and, if it wants them,
///
///     std::vector<OffsetRange> SplitRestriction(const File&, const OffsetRange&) const;
///     double RestrictionSize(const File&, const OffsetRange&) const;
///
/// It may put off what it has not claimed (tracker.DeferRemainder), and say how far the time of its
/// outputs has come, with a watermark estimator behind the tracker (see beam/restriction):
///
///     Timestamp InitialWatermarkState(const File&, const OffsetRange&) const;  // if it wants it
///     void Process(const File&, LockedTracker<OffsetRangeTracker>& tracker,
///                  LockedEstimator<ManualWatermarkEstimator>& watermark, Emitter<A>& a);
///
/// The embedded runner reads bounded inputs: there, time passes a splittable DoFn when all of its
/// elements are done, whatever the estimators say.
///
/// A DoFn with a field that is a BundleFinalizer can have something done after a bundle. One with
/// fields that are state or timers (see beam/state) processes the elements of a key and
/// window one after the other, on one worker.
template <class Fn>
class ParDo : public ParDoSettings<ParDo<Fn>> {
 public:
  ParDo(std::string label, Fn fn, std::source_location where = std::source_location::current())
      : label_(std::move(label)), fn_(std::move(fn)), where_(where) {}

  template <class In>
  auto operator()(PCollection<In> input) const {
    if constexpr (kTakes<In>) {
      return Apply(input, static_cast<typename exec::SignatureOf<Fn>::Outputs*>(nullptr));
    }
  }

  /// The ParDo that this transform is for elements of type In: itself.
  template <class In>
  auto AsParDo() const {
    if constexpr (kTakes<In>) return *this;
  }

  /// The same step with another DoFn.
  template <class Other>
  ParDo<Other> WithFn(Other fn) const {
    return this->WithSameSettings(ParDo<Other>(label_, std::move(fn), where_));
  }

  const std::string& label() const { return label_; }
  const Fn& fn() const { return fn_; }
  std::source_location where() const { return where_; }

 private:
  /// Whether the DoFn takes elements of type In; otherwise compiling ends with a sentence.
  template <class In>
  static consteval bool Takes() {
    static_assert(exec::DoFn<Fn>,
                  "beam::ParDo: a DoFn has one function void Process(const In&, Emitter<Out>&...), "
                  "neither overloaded nor a template");
    static_assert(std::copy_constructible<Fn>, "beam::ParDo: a DoFn can be copied");
    constexpr bool kSaysRestriction = !exec::SplittableDoFn<Fn> || exec::HasInitialRestriction<Fn>;
    static_assert(kSaysRestriction,
                  "beam::ParDo: a splittable DoFn has InitialRestriction(const In&) const, which "
                  "returns the restriction of its tracker");
    static_assert(
        internal::kStateIsKeyed<Fn>,
        "beam::ParDo: a DoFn with state or timers processes beam::KV<K, V>: they belong to "
        "a key");
    static_assert(!exec::StatefulDoFn<Fn> || !exec::SplittableDoFn<Fn>,
                  "beam::ParDo: a splittable DoFn has no state and no timers");
    if constexpr (exec::DoFn<Fn> && std::copy_constructible<Fn> && kSaysRestriction &&
                  internal::kStateIsKeyed<Fn>) {
      constexpr bool kTakesInput = std::same_as<In, typename exec::SignatureOf<Fn>::Input>;
      static_assert(
          kTakesInput,
          "beam::ParDo: this DoFn's Process does not take the PCollection's element type");
      return kTakesInput;
    }
    return false;
  }
  template <class In>
  static constexpr bool kTakes = Takes<In>();

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
              .side_inputs = this->SideInputUses(),
              .resource_hints = this->resource_hints(),
              .requests_finalization = exec::kRequestsFinalization<Fn>};
    SetOperators<In>(node, input);
    const std::size_t index = pipeline.graph().AddNode(
        std::move(node), {MakeSharedAs<const exec::ElementType, exec::TypedElementType<Out>>()...});
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

  template <class In>
  void SetOperators(Node& node, const PCollection<In>& input) const {
    if constexpr (exec::StatefulDoFn<Fn>) {
      using K = decltype(In::key);
      constexpr bool kHearsTimers =
          !exec::HasTimers<Fn>() ||
          exec::kTakesTimers<Fn, K, typename exec::SignatureOf<Fn>::Outputs>;
      static_assert(kHearsTimers,
                    "beam::ParDo: a DoFn with timers has OnTimer(const TimerFiring<K>&, "
                    "Emitter<Out>&...), with the same outputs as Process");
      if constexpr (kHearsTimers) {
        node.operators =
            MakeSharedAs<const exec::OperatorFactory, exec::StatefulOperatorFactory<Fn>>(
                fn_, input.timeline(), input.windowing()->allowed_lateness);
        node.grouping =
            MakeSharedAs<const exec::GroupingFactory,
                         exec::StatefulGroupingFactory<K, decltype(In::value)>>(*input.windowing());
        node.stateful = std::make_shared<const exec::StatefulFields>(exec::StatefulFieldsOf(fn_));
      }
    } else if constexpr (exec::SplittableDoFn<Fn>) {
      auto factory = std::make_shared<exec::SplittableOperatorFactory<Fn>>(fn_);
      node.operators = factory;
      node.restrictions = factory;
      node.splittable = factory;
    } else {
      node.operators = MakeSharedAs<const exec::OperatorFactory, exec::ParDoOperatorFactory<Fn>>(
          fn_, this->HasSideInputs());
    }
  }

  std::string label_;
  Fn fn_;
  std::source_location where_;
};

}  // namespace beam
