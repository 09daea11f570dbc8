#include "klay_beam/files/load_files.h"

#include "beam/io/compression/compressed_file.h"
#include "beam/io/input_stream.h"
#include "klay_beam/transforms/try_file.h"

namespace klay::internal {

std::optional<Failure> LoadFile(const std::string& path, const std::string& step,
                                const std::function<void(std::string_view bytes)>& parse) {
  return TryFile(path, step, [&] {
    const auto input = beam::io::OpenDecompressed(path, beam::io::Compression::kAuto);
    const std::string bytes = beam::io::ReadRest(*input);
    try {
      parse(bytes);
    } catch (const beam::Error& error) {
      throw error.WithContext(path);
    }
  });
}

}  // namespace klay::internal
