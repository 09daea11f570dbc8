#pragma once

#include <utility>
#include <vector>

#include "beam/exec/receiver.h"

namespace beam::exec {

/// Hands each element to every consumer; the last one gets it to move from.
/// Without consumers the element ends here.
template <class T>
class Tee final : public Receiver<T> {
 public:
  explicit Tee(std::vector<Receiver<T>*> consumers) : consumers_(std::move(consumers)) {}

  void Receive(Element<T>&& element) override {
    if (consumers_.empty()) return;
    for (std::size_t i = 0; i + 1 < consumers_.size(); ++i) consumers_[i]->ReceiveCopy(element);
    consumers_.back()->Receive(std::move(element));
  }
  void ReceiveCopy(const Element<T>& element) override {
    for (Receiver<T>* consumer : consumers_) consumer->ReceiveCopy(element);
  }

 private:
  std::vector<Receiver<T>*> consumers_;
};

}  // namespace beam::exec
