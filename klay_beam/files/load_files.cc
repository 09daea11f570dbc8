#include "klay_beam/files/load_files.h"

#include <new>

#include "beam/io/compression/compressed_file.h"
#include "beam/io/input_stream.h"

namespace klay::internal {

std::optional<Failure> LoadFile(const std::string& path, const std::string& step,
                                const std::function<void(std::string_view bytes)>& parse) {
  try {
    const auto input = beam::io::OpenDecompressed(path, beam::io::Compression::kAuto);
    parse(beam::io::ReadRest(*input));
    return std::nullopt;
  } catch (const beam::Error& error) {
    if (error.code() == beam::ErrorCode::kUnavailable) throw;
    return FailureOf(path, step, error.WithContext(path));
  } catch (const std::bad_alloc&) {
    return FailureOf(path, step,
                     beam::Error(beam::ErrorCode::kResourceExhausted,
                                 "not enough memory to read it whole: " + path));
  }
}

}  // namespace klay::internal
