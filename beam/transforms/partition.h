#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <source_location>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/describe.h"
#include "beam/base/make_as.h"
#include "beam/exec/operator.h"
#include "beam/exec/step_error.h"
#include "beam/exec/step_scope.h"
#include "beam/pipeline/pcollection.h"

namespace beam {

namespace internal {

template <class F, class T>
inline constexpr bool kGivesPartition = false;
template <class F, class T>
  requires std::invocable<const F&, const T&>
inline constexpr bool kGivesPartition<F, T> =
    std::integral<std::remove_cvref_t<std::invoke_result_t<const F&, const T&>>>;

/// Throws invalid_argument for less than one partition.
void CheckNumPartitions(int count, const std::string& label);
[[noreturn]] void ThrowNoSuchPartition(const std::string& number, std::size_t count);

/// Hands each element to one of its outputs. Not a DoFn, whose number of outputs is part of its
/// type.
template <class T, class F>
class PartitionOperator final : public exec::Operator, public exec::Receiver<T> {
 public:
  PartitionOperator(const exec::Step& step, F partition_of,
                    std::span<exec::ReceiverBase* const> outputs)
      : step_(step), partition_of_(std::move(partition_of)) {
    for (exec::ReceiverBase* output : outputs) {
      outputs_.push_back(static_cast<exec::Receiver<T>*>(output));
    }
  }

  exec::ReceiverBase& input() override { return *this; }

  void StartBundle(exec::BundleContext& bundle) override {
    context_ = {step_.index, &bundle.metrics.ForStep(step_.index), nullptr};
  }

  void Receive(Element<T>&& element) override {
    exec::Receiver<T>* const output = OutputOf(element);
    output->Receive(std::move(element));
  }
  void ReceiveCopy(const Element<T>& element) override { OutputOf(element)->ReceiveCopy(element); }

 private:
  exec::Receiver<T>* OutputOf(const Element<T>& element) {
    context_.windows = &element.windows;
    const exec::StepScope scope(context_);
    try {
      const auto number = +std::invoke(partition_of_, element.value);  // A bool becomes an int.
      if (std::cmp_less(number, 0) || std::cmp_greater_equal(number, outputs_.size())) {
        ThrowNoSuchPartition(std::to_string(number), outputs_.size());
      }
      return outputs_[static_cast<std::size_t>(number)];
    } catch (...) {
      exec::RethrowAtStep(step_.label, "on element " + Describe(element.value));
    }
  }

  exec::Step step_;
  F partition_of_;
  std::vector<exec::Receiver<T>*> outputs_;
  exec::StepContext context_;
};

template <class T, class F>
class PartitionOperatorFactory final : public exec::OperatorFactory {
 public:
  explicit PartitionOperatorFactory(F partition_of) : partition_of_(std::move(partition_of)) {}

  std::unique_ptr<exec::Operator> Make(
      const exec::Step& step, std::span<exec::ReceiverBase* const> outputs) const override {
    return MakeUniqueAs<exec::Operator, PartitionOperator<T, F>>(step, partition_of_, outputs);
  }

 private:
  F partition_of_;
};

}  // namespace internal

/// T -> `count` PCollections of T, as a std::vector: each element goes to the one whose number a
/// function returns, from 0. A number that there is none of fails.
///
///     auto deciles = students | beam::Partition("Deciles", 10, [](const Student& student) {
///                      return static_cast<int>(student.percentile / 10);
///                    });
template <class F>
class Partition {
 public:
  /// Throws invalid_argument for a count of less than 1.
  Partition(std::string label, int count, F partition_of,
            std::source_location where = std::source_location::current())
      : label_(std::move(label)),
        count_(count),
        partition_of_(std::move(partition_of)),
        where_(where) {
    internal::CheckNumPartitions(count, label_);
  }

  template <class T>
  auto operator()(PCollection<T> input) const {
    constexpr bool kGivesNumber = internal::kGivesPartition<F, T>;
    static_assert(kGivesNumber,
                  "beam::Partition: the function does not take the PCollection's element type, or "
                  "does not return an integer");
    if constexpr (kGivesNumber) return Apply(input);
  }

 private:
  template <class T>
  std::vector<PCollection<T>> Apply(PCollection<T> input) const {
    const auto count = static_cast<std::size_t>(count_);
    Graph& graph = input.pipeline().graph();
    const std::size_t node = graph.AddNode(
        {.primitive = Primitive::kParDo,
         .label = label_,
         .where = where_,
         .inputs = {input.id()},
         .operators =
             MakeSharedAs<const exec::OperatorFactory, internal::PartitionOperatorFactory<T, F>>(
                 partition_of_)},
        std::vector<std::shared_ptr<const exec::ElementType>>(
            count, MakeSharedAs<const exec::ElementType, exec::TypedElementType<T>>()));
    std::vector<PCollection<T>> partitions;
    for (const CollectionId id : graph.nodes()[node].outputs) {
      partitions.push_back(PCollection<T>(input.pipeline(), id));
    }
    return partitions;
  }

  std::string label_;
  int count_;
  F partition_of_;
  std::source_location where_;
};

}  // namespace beam
