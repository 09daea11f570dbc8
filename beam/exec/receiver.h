#pragma once

#include "beam/exec/element.h"

namespace beam::exec {

/// Something that takes elements, its element type forgotten. Whoever wires operators together
/// knows from the typed graph which Receiver<T> it is.
class ReceiverBase {
 public:
  virtual ~ReceiverBase() = default;
};

/// Takes elements of type T, one virtual call each. The element is the receiver's to move from.
template <class T>
class Receiver : public ReceiverBase {
 public:
  virtual void Receive(Element<T>&& element) = 0;
  /// The same for an element that stays the caller's. Whoever only looks at it makes no copy.
  virtual void ReceiveCopy(const Element<T>& element) { Receive(Element<T>(element)); }
};

}  // namespace beam::exec
