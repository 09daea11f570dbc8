#include "beam/worker/data/mixed_elements.h"

#include <algorithm>
#include <vector>

namespace beam::worker {

std::string Mixed(std::string_view bytes, std::span<const std::size_t> ends,
                  std::mt19937_64& random) {
  std::vector<std::string_view> elements;
  elements.reserve(ends.size());
  std::size_t start = 0;
  for (const std::size_t end : ends) {
    elements.push_back(bytes.substr(start, end - start));
    start = end;
  }
  std::shuffle(elements.begin(), elements.end(), random);
  std::string mixed;
  mixed.reserve(bytes.size());
  for (const std::string_view element : elements) mixed += element;
  return mixed;
}

}  // namespace beam::worker
