#include "beam/direct/memory_limit.h"

#include <unistd.h>

#include <charconv>
#include <map>

#include "beam/base/error.h"

namespace beam::direct {
namespace {

constexpr double kLeastBytes = 1 << 10;

double BytesOfMachine() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// What one of `unit` is in bytes; 0 for no unit.
double BytesOf(const std::string& unit) {
  static const std::map<std::string, double> kUnits = {
      {"", 1}, {"B", 1}, {"KB", 1 << 10}, {"MB", 1 << 20}, {"GB", 1 << 30}};
  if (unit == "%") return BytesOfMachine() / 100;
  const auto found = kUnits.find(unit);
  return found == kUnits.end() ? 0 : found->second;
}

}  // namespace

std::size_t ParseMemoryLimit(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string unit(end, text.data() + text.size());
  const double bytes = error == std::errc() ? number * BytesOf(unit) : 0;
  if (!(bytes >= kLeastBytes) || bytes > 1e18 || (unit == "%" && number > 100)) {
    throw Error(
        ErrorCode::kInvalidArgument,
        "--direct_memory_limit is bytes, or a number with KB, MB, GB or % (of the machine's "
        "memory), and at least 1KB: found \"" +
            text + "\"");
  }
  return static_cast<std::size_t>(bytes);
}

}  // namespace beam::direct
