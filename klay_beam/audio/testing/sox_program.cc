#include "klay_beam/audio/testing/sox_program.h"

#include <cstdint>
#include <cstring>

#include "klay_beam/audio/testing/program.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay::testing {

void RunSox(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {"sox", "-V1", "-D"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  RunProgram(std::move(command));
}

std::vector<float> SoxSamples(const std::string& path) {
  const TemporaryFolder folder;
  const std::string raw = folder.Path("samples.s32");
  RunSox({path, "-t", "s32", raw});
  const std::string bytes = ReadWhole(raw);
  std::vector<int32_t> integers(bytes.size() / sizeof(int32_t));
  std::memcpy(integers.data(), bytes.data(), integers.size() * sizeof(int32_t));
  std::vector<float> samples;
  for (const int32_t value : integers) samples.push_back(static_cast<float>(value) / 2147483648.0F);
  return samples;
}

}  // namespace klay::testing
