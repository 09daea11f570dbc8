#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "beam/base/time/timestamp.h"
#include "beam/exec/element_type.h"
#include "beam/exec/operator.h"

namespace beam::exec {

/// An operator whose element an engine may divide. Look and Divide are called by other threads than
/// the one at work. Elements are given as their input's ElementWriter writes them.
class EngineSplittable {
 public:
  /// How much of the element at work is done, and left, in a unit of the step's own.
  struct Progress {
    double done;
    double left;
  };
  /// Work that goes back to the engine.
  struct Residual {
    std::string element;
    std::optional<Timestamp> watermark = {};  ///< No output of it is earlier; nothing: unknown.
    Duration delay = {};                      ///< How long it should wait, about.
  };
  /// What an element was divided into.
  struct Parts {
    std::string primary;
    Residual residual;
  };

  virtual ~EngineSplittable() = default;
  /// Nothing when no element is at work.
  virtual std::optional<Progress> Look() const = 0;
  /// Keeps `fraction` of what is left, and gives the rest away; nothing when it cannot.
  virtual std::optional<Parts> Divide(double fraction, WindowCoder window_coder) = 0;
  /// What the DoFn has put off since the last call, or the bundle's start.
  virtual std::vector<Residual> TakeDeferred(WindowCoder window_coder) = 0;
};

/// Makes the three steps that engines divide a splittable ParDo into: elements get restrictions;
/// these are split into parts with sizes; the parts are processed.
class EngineSplittableFactory {
 public:
  virtual ~EngineSplittableFactory() = default;

  /// What is between the first two steps: KV of an element and its KV of a restriction and a
  /// watermark estimator's state.
  virtual std::shared_ptr<const ElementType> restricted_type() const = 0;
  /// What is between the last two: KV of that and its size.
  virtual std::shared_ptr<const ElementType> sized_type() const = 0;
  /// Of the restriction with the watermark estimator's state.
  virtual CoderSpec restriction_coder() const = 0;

  virtual std::unique_ptr<Operator> MakePair(const Step& step, ReceiverBase& output) const = 0;
  virtual std::unique_ptr<Operator> MakeSplit(const Step& step, ReceiverBase& output) const = 0;
  /// An EngineSplittable as well.
  virtual std::unique_ptr<Operator> MakeProcess(const Step& step,
                                                std::span<ReceiverBase* const> outputs) const = 0;
};

}  // namespace beam::exec
