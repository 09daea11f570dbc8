#include "klay_beam/transforms/try_file.h"

#include <gtest/gtest.h>

#include <new>

#include "beam/base/error.h"

namespace klay {
namespace {

using beam::Error;
using beam::ErrorCode;

TEST(TryFile, AnErrorIsTheFilesFailure) {
  EXPECT_FALSE(TryFile("/a", "Step", [] {}).has_value());
  const auto failure =
      TryFile("/a", "Step", [] { throw Error(ErrorCode::kDataLoss, "no audio: /a"); });
  ASSERT_TRUE(failure.has_value());
  EXPECT_EQ(*failure, (Failure{"/a", "Step", "data_loss", "no audio: /a"}));
}

TEST(TryFile, SoIsALackOfMemory) {
  const auto failure = TryFile("/a", "Step", [] { throw std::bad_alloc(); });
  ASSERT_TRUE(failure.has_value());
  EXPECT_EQ(*failure, (Failure{"/a", "Step", "resource_exhausted", "not enough memory for /a"}));
}

TEST(TryFile, WhatMayGoAwayIsThrown) {
  const auto work = [] { throw Error(ErrorCode::kUnavailable, "busy"); };
  EXPECT_THROW(TryFile("/a", "Step", work), Error);
}

}  // namespace
}  // namespace klay
