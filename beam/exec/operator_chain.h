#pragma once

#include <memory>
#include <vector>

#include "beam/exec/element_type.h"
#include "beam/exec/operator.h"

namespace beam::exec {

/// The operators of a stage that run in one thread, wired together, and what lies between them.
/// They are added from the end of the stage to its beginning, since each is made with its outputs.
class OperatorChain {
 public:
  OperatorChain() = default;
  OperatorChain(const OperatorChain&) = delete;
  OperatorChain& operator=(const OperatorChain&) = delete;

  /// Where elements of `type` go in that all of `consumers` get.
  ReceiverBase& Join(const ElementType& type, const std::vector<ReceiverBase*>& consumers);
  ReceiverBase& Own(std::unique_ptr<ReceiverBase> receiver);
  ReceiverBase& Own(std::unique_ptr<Operator> op);

  /// Sets up every operator. When one of them throws, those before it are torn down again.
  void Setup();
  /// Starts the bundle in every operator, consumers first.
  void StartBundle(BundleContext bundle);
  /// Finishes it, consumers last: what an operator still puts out meets open ones.
  void FinishBundle();
  /// Tears down every operator that was set up, even when one of them throws; the first exception
  /// is thrown at the end.
  void Teardown();

 private:
  std::vector<std::unique_ptr<ReceiverBase>> receivers_;
  std::vector<std::unique_ptr<Operator>> operators_;  ///< Consumers before their producers.
};

}  // namespace beam::exec
