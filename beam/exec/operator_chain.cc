#include "beam/exec/operator_chain.h"

#include <exception>
#include <ranges>
#include <utility>

namespace beam::exec {

ReceiverBase& OperatorChain::Join(const ElementType& type,
                                  const std::vector<ReceiverBase*>& consumers) {
  return consumers.size() == 1 ? *consumers[0] : Own(type.MakeTee(consumers));
}

ReceiverBase& OperatorChain::Own(std::unique_ptr<ReceiverBase> receiver) {
  return *receivers_.emplace_back(std::move(receiver));
}

ReceiverBase& OperatorChain::Own(std::unique_ptr<Operator> op) {
  return operators_.emplace_back(std::move(op))->input();
}

void OperatorChain::Setup() {
  try {
    for (auto& op : operators_) op->Setup();
  } catch (...) {
    const std::exception_ptr cause = std::current_exception();
    try {
      Teardown();
    } catch (...) {
      // What went wrong first is what the user must hear of.
      std::rethrow_exception(cause);
    }
    std::rethrow_exception(cause);
  }
}

void OperatorChain::StartBundle(BundleContext bundle) {
  for (auto& op : operators_) op->StartBundle(bundle);
}

void OperatorChain::FinishBundle() {
  for (auto& op : std::views::reverse(operators_)) op->FinishBundle();
}

void OperatorChain::Teardown() {
  std::exception_ptr first;
  for (auto& op : operators_) {
    try {
      op->Teardown();
    } catch (...) {
      if (first == nullptr) first = std::current_exception();
    }
  }
  if (first != nullptr) std::rethrow_exception(first);
}

}  // namespace beam::exec
