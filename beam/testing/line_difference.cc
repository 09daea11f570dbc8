#include "beam/testing/line_difference.h"

#include <algorithm>
#include <iterator>

namespace beam::testing {

std::string LineDifference(const std::vector<std::string>& expected,
                           const std::vector<std::string>& found) {
  constexpr std::size_t kMaxLines = 5;
  std::string text;
  const auto add = [&](const auto& a, const auto& b, const std::string& title) {
    std::vector<std::string> only;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(only));
    for (std::size_t i = 0; i < std::min(only.size(), kMaxLines); ++i) {
      text += "\n" + title + only[i];
    }
  };
  add(expected, found, "missing    ");
  add(found, expected, "unexpected ");
  return text;
}

}  // namespace beam::testing
