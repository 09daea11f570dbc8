#pragma once

#include <memory>
#include <string>

#include "beam/coders/model/state_backed_iterable_coder.h"

namespace beam {

/// What an engine keeps of one state field of one key and window: encoded entries, in the order in
/// which they were added.
class EngineBag {
 public:
  virtual ~EngineBag() = default;
  /// The entries that are there, one behind the other.
  virtual std::shared_ptr<const StatePages> Read() = 0;
  /// Adds whole entries.
  virtual void Append(std::string entries) = 0;
  virtual void Clear() = 0;
};

}  // namespace beam
