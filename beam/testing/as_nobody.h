#pragma once

namespace beam::testing {

/// Makes the process the user nobody for a scope if it is root, whom no permission stops.
class AsNobody {
 public:
  AsNobody();
  ~AsNobody();
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  const bool was_root_;
};

}  // namespace beam::testing
