#include "beam/windowing/duration_text.h"

namespace beam {

std::string DurationText(Duration duration) {
  std::string text = std::to_string(static_cast<double>(duration.micros) / 1e6);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + " s";
}

}  // namespace beam
