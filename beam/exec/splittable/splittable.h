#pragma once

#include <memory>
#include <vector>

#include "beam/base/time/timestamp.h"
#include "beam/exec/buffer.h"
#include "beam/exec/operator.h"

namespace beam::exec {

/// An operator whose element can be divided while it is being processed. Remaining and Split are
/// called by other threads than the one at work.
class Splittable {
 public:
  /// Work that a DoFn has put off.
  struct Deferred {
    std::unique_ptr<Buffer> work;
    Duration delay;
  };

  virtual ~Splittable() = default;
  /// How much is left to do of the element at work, in a unit of the step's own; 0 when there is
  /// none.
  virtual double Remaining() const = 0;
  /// Takes away about half of what is left to do, as an element of its own; null when it cannot.
  virtual std::unique_ptr<Buffer> Split() = 0;
  /// What was put off since the last call, or the bundle's start.
  virtual std::vector<Deferred> TakeDeferred() = 0;
};

/// Makes the step in front of a splittable DoFn's queue, which gives each element its restriction.
class RestrictionOperatorFactory {
 public:
  virtual ~RestrictionOperatorFactory() = default;

  /// `sink` takes what the DoFn's operators have as their input. Elements' restrictions pass
  /// through their coder if `encode`.
  virtual std::unique_ptr<Operator> MakeRestrictionOperator(const Step& step, bool encode,
                                                            BufferSink& sink) const = 0;
};

}  // namespace beam::exec
