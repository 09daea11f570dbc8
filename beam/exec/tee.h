#pragma once

#include <utility>
#include <vector>

#include "beam/exec/receiver.h"

namespace beam::exec {

/// Hands each element to every consumer: a copy to all but the last, which gets the element itself.
/// Without consumers the element ends here.
template <class T>
class Tee final : public Receiver<T> {
 public:
  explicit Tee(std::vector<Receiver<T>*> consumers) : consumers_(std::move(consumers)) {}

  void Receive(Element<T>&& element) override {
    if (consumers_.empty()) return;
    for (std::size_t i = 0; i + 1 < consumers_.size(); ++i) {
      consumers_[i]->Receive(Element<T>(element));
    }
    consumers_.back()->Receive(std::move(element));
  }

 private:
  std::vector<Receiver<T>*> consumers_;
};

}  // namespace beam::exec
