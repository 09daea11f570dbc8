#pragma once

#include <memory>
#include <utility>

namespace beam {

/// A new Derived as a pointer to its Base, which has a virtual destructor.
///
/// std::make_unique<Derived> makes the same, but instantiates std::unique_ptr<Derived> and its
/// conversion: a third of the time that a pipeline took to compile, as each transform has several
/// classes of its own.
template <class Base, class Derived, class... Args>
std::unique_ptr<Base> MakeUniqueAs(Args&&... args) {
  return std::unique_ptr<Base>(new Derived(std::forward<Args>(args)...));
}

/// As MakeUniqueAs, shared.
template <class Base, class Derived, class... Args>
std::shared_ptr<Base> MakeSharedAs(Args&&... args) {
  return MakeUniqueAs<Base, Derived>(std::forward<Args>(args)...);
}

}  // namespace beam
