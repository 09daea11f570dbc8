#include "klay_beam/audio/codec/plain_rifx.h"

#include <array>
#include <cstddef>
#include <optional>

#include "klay_beam/audio/codec/chunks.h"

namespace klay {
namespace {

constexpr uint64_t kExtensible = 0xFFFE;
/// Where the code lies in an extensible `fmt ` chunk: it begins the GUID of the sub-format.
constexpr size_t kSubFormatAt = 24;

class PatchedSource final : public ByteSource {
 public:
  PatchedSource(ByteSource& source, int64_t code_at, std::array<std::byte, 2> code)
      : source_(source), code_at_(code_at), code_(code) {}

  size_t ReadAt(int64_t offset, std::span<std::byte> out) override {
    const size_t count = source_.ReadAt(offset, out);
    for (size_t i = 0; i < code_.size(); ++i) {
      const int64_t at = code_at_ + static_cast<int64_t>(i) - offset;
      if (at >= 0 && at < static_cast<int64_t>(count)) out[static_cast<size_t>(at)] = code_[i];
    }
    return count;
  }
  int64_t size() const override { return source_.size(); }
  const std::string& name() const override { return source_.name(); }

 private:
  ByteSource& source_;
  int64_t code_at_;
  std::array<std::byte, 2> code_;
};

}  // namespace

std::unique_ptr<ByteSource> OpenPlainRifx(ByteSource& source) {
  std::array<std::byte, kFirstChunk> head{};
  source.ReadAt(0, head);
  if (!HasTag(head, 0, "RIFX") || !HasTag(head, 8, "WAVE")) return nullptr;
  std::unique_ptr<ByteSource> plain;
  WalkChunks(source, kFirstChunk, source.size(), ByteOrder::kBigEndian, [&](const Chunk& chunk) {
    if (!chunk.Is("fmt ")) return false;
    if (chunk.size >= kSubFormatAt + 16 && BigEndian(chunk.Field(0, 2)) == kExtensible) {
      // Codes are small. sox puts the most significant byte first, others the GUID as it is.
      const std::byte high = chunk.body()[kSubFormatAt];
      const std::byte low = chunk.body()[kSubFormatAt + 1];
      plain = std::make_unique<PatchedSource>(
          source, chunk.start, std::array{std::byte{0}, high == std::byte{0} ? low : high});
    }
    return true;
  });
  return plain;
}

}  // namespace klay
