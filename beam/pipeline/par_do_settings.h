#pragma once

#include "beam/pipeline/reads_side_inputs.h"
#include "beam/pipeline/resource_hints.h"

namespace beam {

template <class Transform>
class CatchesExceptions;

/// How failures of single elements are taken; see exception_handling.h.
struct ExceptionHandling {
  /// The job fails when more than this share of the elements of a window fail.
  double threshold = 1;
};

/// What ParDo, Map, FlatMap and Filter have in common: .WithSideInputs(), .WithResourceHints() and
/// .WithExceptionHandling().
template <class Transform>
class ParDoSettings : public ReadsSideInputs<Transform>, public TakesResourceHints<Transform> {
 public:
  /// The same transform with one more output, for elements on which it throws: see
  /// CatchesExceptions.
  CatchesExceptions<Transform> WithExceptionHandling(ExceptionHandling options = {}) const {
    return CatchesExceptions<Transform>(static_cast<const Transform&>(*this), options);
  }

 protected:
  /// `other` with the side inputs and the hints of this one.
  template <class Other>
  Other WithSameSettings(const Other& other) const {
    Other same = this->WithSameSideInputs(other);
    static_cast<ParDoSettings<Other>&>(same).set_resource_hints(this->resource_hints());
    return same;
  }

 private:
  template <class>
  friend class ParDoSettings;
};

}  // namespace beam
