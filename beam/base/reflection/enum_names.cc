#include "beam/base/reflection/enum_names.h"

#include <cctype>

namespace beam::internal {

std::string WrittenName(std::string_view enumerator) {
  if (enumerator.size() > 1 && enumerator[0] == 'k' && std::isupper(enumerator[1])) {
    enumerator.remove_prefix(1);
  }
  std::string written;
  for (std::size_t i = 0; i < enumerator.size(); ++i) {
    const auto letter = static_cast<unsigned char>(enumerator[i]);
    if (std::isupper(letter) && i > 0) written += '_';
    written += static_cast<char>(std::tolower(letter));
  }
  return written;
}

}  // namespace beam::internal
