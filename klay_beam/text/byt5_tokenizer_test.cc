#include "klay_beam/text/byt5_tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Byt5Tokenizer, ATokenIsAByteAndThree) {
  EXPECT_THAT(TokenizeByt5("a B"), ElementsAre(100, 35, 69));
  EXPECT_THAT(TokenizeByt5("ü"), ElementsAre(0xC3 + 3, 0xBC + 3));
  EXPECT_THAT(TokenizeByt5(""), IsEmpty());
}

TEST(Byt5Tokenizer, EveryByteHasATokenUtf8OrNot) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  const auto tokens = TokenizeByt5(bytes);
  ASSERT_EQ(tokens.size(), 256U);
  for (std::size_t byte = 0; byte < 256; ++byte) {
    EXPECT_EQ(tokens[byte], static_cast<std::int64_t>(byte) + 3);
  }
}

TEST(Byt5Tokenizer, TheTextOfSpecialTokensIsText) {
  EXPECT_THAT(TokenizeByt5("</s>"), ElementsAre(63, 50, 118, 65));
}

}  // namespace
}  // namespace klay
