#include "klay_beam/transforms/try_file.h"

#include <new>

namespace klay {

std::optional<Failure> TryFile(const std::string& path, const std::string& step,
                               const std::function<void()>& work) {
  try {
    work();
    return std::nullopt;
  } catch (const beam::Error& error) {
    if (error.code() == beam::ErrorCode::kUnavailable) throw;
    return FailureOf(path, step, error);
  } catch (const std::bad_alloc&) {
    return FailureOf(
        path, step,
        beam::Error(beam::ErrorCode::kResourceExhausted, "not enough memory for " + path));
  }
}

}  // namespace klay
