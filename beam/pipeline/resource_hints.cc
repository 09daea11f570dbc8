#include "beam/pipeline/resource_hints.h"

#include "beam/base/error.h"

namespace beam {

std::string ResourceHints::Describe() const {
  std::string text;
  auto append = [&](const char* name, const std::string& value) {
    if (!text.empty()) text += ", ";
    text += std::string(name) + "=" + value;
  };
  if (min_ram_bytes.has_value()) append("min_ram_bytes", std::to_string(*min_ram_bytes));
  if (accelerator.has_value()) append("accelerator", *accelerator);
  if (cpu_count.has_value()) append("cpu_count", std::to_string(*cpu_count));
  return text;
}

namespace internal {

void CheckResourceHints(const ResourceHints& hints) {
  const bool makes_sense = hints.min_ram_bytes.value_or(1) > 0 && hints.cpu_count.value_or(1) > 0 &&
                           hints.accelerator != "";
  if (makes_sense) return;
  throw Error(ErrorCode::kInvalidArgument,
              "resource hints are numbers of at least 1 and an accelerator with a name: found " +
                  hints.Describe());
}

}  // namespace internal
}  // namespace beam
