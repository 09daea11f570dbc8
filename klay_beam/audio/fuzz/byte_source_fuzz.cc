#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "beam/base/error.h"
#include "beam/testing/fuzz/fuzz_target.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/fuzz/audio_seeds.h"

/// A source that fails somewhere fails the decoding with its own error, or has given enough.
namespace beam::fuzz {
namespace {

/// The bytes, of which the third chosen by the last of them cannot be read.
class FailingSource final : public klay::ByteSource {
 public:
  explicit FailingSource(std::string_view bytes) : bytes_(bytes) {
    const std::size_t choice = bytes.empty() ? 0 : static_cast<unsigned char>(bytes.back()) % 4;
    begin_ = bytes.size() * choice / 3;
    end_ = choice == 3 ? begin_ : bytes.size() * (choice + 1) / 3;
  }

  std::size_t ReadAt(std::int64_t offset, std::span<std::byte> out) override {
    const auto from = std::min(static_cast<std::size_t>(offset), bytes_.size());
    const std::size_t count = std::min(out.size(), bytes_.size() - from);
    if (from < end_ && from + count > begin_) {
      throw Error(ErrorCode::kUnavailable, "the source fails");
    }
    if (count > 0) std::memcpy(out.data(), bytes_.data() + from, count);
    return count;
  }

  std::int64_t size() const override { return static_cast<std::int64_t>(bytes_.size()); }
  const std::string& name() const override { return name_; }

 private:
  std::string_view bytes_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::string name_ = "failing";
};

}  // namespace

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds;
  for (const std::string& seed : klay::AudioSeeds()) {
    for (const char choice : {0, 1, 2, 3}) seeds.push_back(seed + choice);
  }
  return seeds;
}

void TryInput(std::string_view bytes) {
  FailingSource source(bytes);
  klay::TryOnBadFile([&] { klay::Decode(source, {.max_bytes = 32 << 20}); });
}

}  // namespace beam::fuzz
