#pragma once

#include <string>
#include <typeinfo>

namespace beam {

/// The name of a type as people write it: "std::vector<std::string>", without allocators, inline
/// namespaces and "(anonymous namespace)::". For messages: two types may have one name.
std::string TypeName(const std::type_info& type);

}  // namespace beam
