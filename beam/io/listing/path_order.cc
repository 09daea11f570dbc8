#include "beam/io/listing/path_order.h"

#include <algorithm>

namespace beam::io {
namespace {

/// A slash ends a name, so it comes before all that names are made of.
unsigned char Rank(char c) {
  return c == '/' ? 0 : static_cast<unsigned char>(c);
}

}  // namespace

bool PathLess(std::string_view left, std::string_view right) {
  const auto [l, r] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  if (r == right.end()) return false;
  return l == left.end() || Rank(*l) < Rank(*r);
}

}  // namespace beam::io
