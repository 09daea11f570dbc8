#include "klay_beam/audio/codec/plain_rifx.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"

namespace klay {
namespace {

std::string Big(uint32_t value, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    text += static_cast<char>(value >> shift & 0xFF);
  }
  return text;
}

/// A file whose `fmt ` chunk has `code`, and a sub-format that begins with `sub_format`.
std::string Rifx(uint32_t code, const std::string& sub_format) {
  const std::string format = Big(code, 2) + std::string(22, '\0') + sub_format +
                             std::string("\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71", 14);
  return "RIFX" + Big(100, 4) + "WAVEjunk" + Big(1, 4) + "ab" + "fmt " + Big(40, 4) + format;
}

constexpr int64_t kCodeAt = 12 + 10 + 8;

std::string CodeIn(ByteSource& source) {
  std::string code(2, '?');
  source.ReadAt(kCodeAt, std::as_writable_bytes(std::span(code)));
  return code;
}

TEST(OpenPlainRifx, NamesTheSamplesInEitherOrder) {
  for (const std::string& sub_format : {std::string("\0\3", 2), std::string("\3\0", 2)}) {
    const auto source = OpenMemorySource("m", Rifx(0xFFFE, sub_format));
    const auto plain = OpenPlainRifx(*source);
    ASSERT_NE(plain, nullptr);
    EXPECT_EQ(CodeIn(*plain), std::string("\0\3", 2));
    EXPECT_EQ(plain->size(), source->size());
    EXPECT_EQ(plain->name(), "m");
  }
}

TEST(OpenPlainRifx, ChangesOnlyTheCodeHoweverItIsRead) {
  const std::string rifx = Rifx(0xFFFE, std::string("\0\1", 2));
  std::string wanted = rifx;
  wanted.replace(kCodeAt, 2, std::string("\0\1", 2));
  const auto source = OpenMemorySource("m", rifx);
  const auto plain = OpenPlainRifx(*source);
  for (size_t begin = 0; begin < rifx.size(); ++begin) {
    for (size_t count = 0; count < 8; ++count) {
      std::string part(count, '?');
      part.resize(
          plain->ReadAt(static_cast<int64_t>(begin), std::as_writable_bytes(std::span(part))));
      ASSERT_EQ(part, wanted.substr(begin, count));
    }
  }
}

TEST(OpenPlainRifx, LeavesOtherFilesAlone) {
  const auto opened = [](const std::string& bytes) {
    return OpenPlainRifx(*OpenMemorySource("m", bytes)) != nullptr;
  };
  EXPECT_FALSE(opened(Rifx(1, "")));
  EXPECT_FALSE(opened("RIFX"));
  EXPECT_FALSE(opened(""));
  EXPECT_FALSE(opened(Rifx(0xFFFE, "").substr(0, 40).replace(3, 1, "F")));
  const Audio audio = Synthesize(Signal::kTone, 16000, 1, 0.1, 1);
  EXPECT_FALSE(opened(Encode(audio, AudioFormat::kWav)));
}

}  // namespace
}  // namespace klay
