#include "klay_beam/text/byt5_encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <thread>

#include "beam/io/json/json_reader.h"
#include "beam/io/record/record.h"
#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"
#include "klay_beam/text/byt5_tokenizer.h"

namespace klay {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using Tokens = Byt5Encoder::Tokens;

/// What transformers makes of a text: every `step`th number of its embeddings.
struct Case {
  std::string text;
  std::vector<std::int64_t> tokens;
  std::vector<float> values;
};
struct Reference {
  std::size_t step = 0;
  std::vector<Case> cases;
};

Reference ReadReference() {
  const std::string text = beam::io::ReadFile(BYT5_REFERENCE);
  Reference reference;
  beam::io::JsonReader reader(text);
  beam::io::ReadRecord(reader, reference);
  return reference;
}

Tokens TokensOf(std::string_view text) {
  Tokens tokens = TokenizeByt5(text);
  tokens.push_back(kByt5End);
  return tokens;
}

float LargestDifference(std::span<const float> a, std::span<const float> b) {
  float largest = a.size() == b.size() ? 0 : INFINITY;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    largest = std::max(largest, std::abs(a[i] - b[i]));
  }
  return largest;
}

class Byt5EncoderTest : public ::testing::Test {
 protected:
  static const Byt5Encoder& Tiny() {
    static const Byt5Encoder encoder(TINY_BYT5);
    return encoder;
  }
};

TEST_F(Byt5EncoderTest, EmbedsAsTransformersDoes) {
  const Reference reference = ReadReference();
  ASSERT_THAT(reference.cases, SizeIs(5));
  std::vector<Tokens> sequences;
  for (const Case& one : reference.cases) {
    sequences.push_back(TokensOf(one.text));
    EXPECT_EQ(sequences.back(), one.tokens) << one.text;
  }
  const std::vector<Tensor> embeddings = Tiny().Encode(sequences);
  ASSERT_THAT(embeddings, SizeIs(5));
  for (std::size_t i = 0; i < embeddings.size(); ++i) {
    const auto length = static_cast<std::int64_t>(sequences[i].size());
    EXPECT_EQ(embeddings[i].shape(), (std::vector<std::int64_t>{length, Tiny().dim()}));
    std::vector<float> kept;
    const auto values = embeddings[i].values<float>();
    for (std::size_t at = 0; at < values.size(); at += reference.step) kept.push_back(values[at]);
    EXPECT_LT(LargestDifference(kept, reference.cases[i].values), 1e-4) << reference.cases[i].text;
  }
}

TEST_F(Byt5EncoderTest, ASequenceDoesNotDependOnItsBatch) {
  const Byt5Encoder one_by_one(TINY_BYT5, {.batch_tokens = 1});
  std::vector<Tokens> sequences;
  for (int i = 0; i < 40; ++i)
    sequences.push_back(TokensOf(std::string(1 + i * i % 97, 'a' + i % 26)));
  const std::vector<Tensor> together = Tiny().Encode(sequences);
  const std::vector<Tensor> alone = one_by_one.Encode(sequences);
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    EXPECT_EQ(together[i].shape(), alone[i].shape());
    EXPECT_LT(LargestDifference(together[i].values<float>(), alone[i].values<float>()), 1e-5) << i;
  }
}

TEST_F(Byt5EncoderTest, SequencesThatAreAlikeAreEncodedOnce) {
  const std::vector<Tokens> sequences = {TokensOf("la la"), TokensOf("oh oh"), TokensOf("la la"),
                                         TokensOf("lala")};
  const std::vector<Tensor> embeddings = Tiny().Encode(sequences);
  ASSERT_THAT(embeddings, SizeIs(4));
  EXPECT_EQ(embeddings[0].bytes().data(), embeddings[2].bytes().data());
  EXPECT_NE(embeddings[0].bytes().data(), embeddings[1].bytes().data());
  const std::vector<Tensor> alone = Tiny().Encode(std::vector<Tokens>{sequences[2]});
  EXPECT_LT(LargestDifference(embeddings[2].values<float>(), alone[0].values<float>()), 1e-5);
}

TEST_F(Byt5EncoderTest, ContextCounts) {
  const std::vector<Tokens> sequences = {TokensOf("love me"), TokensOf("love you")};
  const std::vector<Tensor> embeddings = Tiny().Encode(sequences);
  const auto dim = static_cast<std::size_t>(Tiny().dim());
  EXPECT_GT(LargestDifference(embeddings[0].values<float>().first(dim),
                              embeddings[1].values<float>().first(dim)),
            1e-2);
}

TEST_F(Byt5EncoderTest, NothingIsEmbeddedAsNothing) {
  EXPECT_THAT(Tiny().Encode({}), SizeIs(0));
  const std::vector<Tokens> sequences = {{}, TokensOf("a"), {}};
  const std::vector<Tensor> embeddings = Tiny().Encode(sequences);
  ASSERT_THAT(embeddings, SizeIs(3));
  EXPECT_EQ(embeddings[0].shape(), (std::vector<std::int64_t>{0, 64}));
  EXPECT_EQ(embeddings[1].shape(), (std::vector<std::int64_t>{2, 64}));
}

TEST_F(Byt5EncoderTest, ThreadsShareAnEncoder) {
  const std::vector<Tokens> sequences = {TokensOf("a line"), TokensOf("and another one")};
  const std::vector<Tensor> expected = Tiny().Encode(sequences);
  std::vector<std::vector<Tensor>> found(4);
  {
    std::vector<std::jthread> threads;
    for (auto& embeddings : found) {
      threads.emplace_back([&] { embeddings = Tiny().Encode(sequences); });
    }
  }
  for (const auto& embeddings : found) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(LargestDifference(embeddings[i].values<float>(), expected[i].values<float>()), 0);
    }
  }
}

TEST_F(Byt5EncoderTest, TokensThatTheModelDoesNotKnowAreRefused) {
  for (const std::int64_t token : {-1, 384}) {
    try {
      Tiny().Encode(std::vector<Tokens>{{5, token}});
      FAIL() << token;
    } catch (const beam::Error& error) {
      EXPECT_EQ(error.code(), beam::ErrorCode::kInvalidArgument);
      EXPECT_THAT(error.message(), HasSubstr("found " + std::to_string(token)));
    }
  }
}

TEST_F(Byt5EncoderTest, AFolderWithoutSuchAModelIsTold) {
  const beam::testing::TemporaryFolder folder;
  const auto code_of = [&] {
    try {
      const Byt5Encoder encoder(folder.path());
    } catch (const beam::Error& error) {
      EXPECT_THAT(error.message(), HasSubstr(folder.path()));
      return error.code();
    }
    return beam::ErrorCode::kInternal;
  };
  EXPECT_EQ(code_of(), beam::ErrorCode::kNotFound);
  const std::string about = folder.path() + "/model.json";
  beam::io::WriteFile(about,
                      R"({"architecture": "whisper", "model": "", "vocab_size": 1, "d_model": 1})");
  EXPECT_EQ(code_of(), beam::ErrorCode::kDataLoss);
  beam::io::WriteFile(about, R"({"architecture": "byt5-encoder", "model": "a", "vocab_size": 1})");
  EXPECT_EQ(code_of(), beam::ErrorCode::kDataLoss);
  beam::io::WriteFile(about, beam::io::ReadFile(TINY_BYT5 "/model.json"));
  EXPECT_EQ(code_of(), beam::ErrorCode::kNotFound);
  beam::io::WriteFile(folder.path() + "/encoder.onnx", "no model");
  EXPECT_EQ(code_of(), beam::ErrorCode::kDataLoss);
}

TEST_F(Byt5EncoderTest, AModelThatIsAnotherThanItSaysIsTold) {
  const beam::testing::TemporaryFolder folder;
  beam::io::WriteFile(
      folder.path() + "/model.json",
      R"({"architecture": "byt5-encoder", "model": "a", "vocab_size": 384, "d_model": 65})");
  beam::io::WriteFile(folder.path() + "/encoder.onnx",
                      beam::io::ReadFile(TINY_BYT5 "/encoder.onnx"));
  const Byt5Encoder encoder(folder.path());
  EXPECT_THROW(encoder.Encode(std::vector<Tokens>{{5, 6}}), beam::Error);
}

}  // namespace
}  // namespace klay
