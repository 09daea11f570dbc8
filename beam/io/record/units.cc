#include "beam/io/record/units.h"

namespace beam::io {

std::string UnitsOf(const std::string& doc) {
  const std::size_t end = doc.find_last_not_of('.');
  if (end == std::string::npos || doc[end] != ']') return "";
  const std::size_t begin = doc.rfind('[', end);
  return begin == std::string::npos ? "" : doc.substr(begin + 1, end - begin - 1);
}

}  // namespace beam::io
