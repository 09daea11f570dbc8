#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/exec/catch_fn.h"
#include "beam/pipeline/composite.h"
#include "beam/pipeline/group_by_key.h"
#include "beam/pipeline/par_do.h"

namespace beam {
namespace internal {

template <class Step>
inline constexpr bool kIsUndone = false;
/// Whether nothing is left of what such a ParDo has done of an element on which it throws.
template <class Fn>
inline constexpr bool kIsUndone<ParDo<Fn>> = !exec::SplittableDoFn<Fn> && !exec::StatefulDoFn<Fn>;

/// How many elements there were, and how many of them failed.
struct FailureTally {
  std::int64_t elements = 0;
  std::int64_t failed = 0;
};

/// Throws invalid_argument unless 0 <= threshold <= 1.
void CheckThreshold(const ExceptionHandling& options, const std::string& label);
/// Throws internal, with the counts, when too many failed.
void CheckTally(const FailureTally& tally, double threshold, const std::string& step);

/// Tallies elements by window, a bundle at a time.
template <class T>
struct TallyFn {
  FailureTally each;
  std::map<Window, FailureTally> tallies = {};

  void StartBundle() { tallies.clear(); }
  void Process(const Element<T>& element, Emitter<KV<bool, FailureTally>>&) {
    for (const Window& window : element.windows.all()) {
      tallies[window].elements += each.elements;
      tallies[window].failed += each.failed;
    }
  }
  void FinishBundle(Emitter<KV<bool, FailureTally>>& out) {
    for (const auto& [window, tally] : tallies) {
      out.Emit({{false, tally}, window.start, Windows({window})});
    }
  }
};

struct CheckTalliesFn {
  double threshold;
  std::string step;
  void Process(const KV<bool, Iterable<FailureTally>>& tallies) const {
    FailureTally all;
    for (const FailureTally& tally : tallies.value) {
      all.elements += tally.elements;
      all.failed += tally.failed;
    }
    CheckTally(all, threshold, step);
  }
};

/// Ends in a failure of the job when more than the threshold's share of `all` is in `failed`.
template <class T>
void LimitFailures(PCollection<T> all, PCollection<FailedElement<T>> failed, double threshold,
                   const std::string& step, std::source_location where) {
  const std::vector<CollectionId> tallies = {
      (all | ParDo("CountAll", TallyFn<T>{{.elements = 1}}, where)).id(),
      (failed | ParDo("CountFailed", TallyFn<FailedElement<T>>{{.failed = 1}}, where)).id()};
  // One group a window, when everything is counted: whatever the input's trigger is.
  auto windowing = std::make_shared<Windowing>();
  windowing->window_fn = all.windowing()->window_fn;
  AddNode<KV<bool, FailureTally>>(all.pipeline(), {.primitive = Primitive::kFlatten,
                                                   .label = "Counts",
                                                   .where = where,
                                                   .inputs = tallies,
                                                   .windowing = windowing}) |
      GroupByKey("GroupByKey", where) | ParDo("Check", CheckTalliesFn{threshold, step}, where);
}

}  // namespace internal

/// A ParDo, Map, FlatMap or Filter behind .WithExceptionHandling(): its outputs, and one more of
/// FailedElement<In> for the elements on which it throws. What it had emitted for such an element
/// is not handed on; what later transforms throw is not caught; errors that may pass (unavailable)
/// are not caught but retried. With a threshold, the job fails when more than this share of the
/// elements of a window fails.
///
///     auto [numbers, failed] = lines | beam::Map("Parse", Parse).WithExceptionHandling();
template <class Transform>
class CatchesExceptions {
 public:
  CatchesExceptions(Transform transform, const ExceptionHandling& options)
      : transform_(std::move(transform)), options_(options) {}

  template <class In>
  auto operator()(PCollection<In> input) const {
    using Step = decltype(transform_.template AsParDo<In>());
    if constexpr (!std::is_void_v<Step>) {
      static_assert(internal::kIsUndone<Step>,
                    "beam: a DoFn that is splittable or has state cannot be told "
                    "WithExceptionHandling, since what it has done of an element stays done");
      if constexpr (internal::kIsUndone<Step>) {
        return Apply(input, transform_.template AsParDo<In>());
      }
    }
  }

 private:
  template <class In, class Fn>
  auto Apply(PCollection<In> input, const ParDo<Fn>& step) const {
    internal::CheckThreshold(options_, step.label());
    const std::string full_label = input.pipeline().graph().FullLabel(step.label());
    auto outputs = input | step.WithFn(exec::CatchFn<Fn>(step.fn(), full_label));
    if (options_.threshold < 1) {
      input | Composite(
                  step.label() + ".Threshold",
                  [&](PCollection<In> all) {
                    internal::LimitFailures(all, FailedOf<In>(outputs), options_.threshold,
                                            full_label, step.where());
                  },
                  step.where());
    }
    return outputs;
  }

  template <class In, class Outputs>
  static PCollection<FailedElement<In>> FailedOf(const Outputs& outputs) {
    if constexpr (internal::kIsPCollection<Outputs>) {
      return outputs;  // Of a step that has no output of its own.
    } else {
      return std::get<std::tuple_size_v<Outputs> - 1>(outputs);
    }
  }

  Transform transform_;
  ExceptionHandling options_;
};

}  // namespace beam
