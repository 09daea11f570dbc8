#include "beam/base/error.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace beam {
namespace {

TEST(Error, TextIsCodeThenMessage) {
  Error error(ErrorCode::kDataLoss, "bad header: a.wav");
  EXPECT_STREQ(error.what(), "data_loss: bad header: a.wav");
  EXPECT_EQ(error.message(), "bad header: a.wav");
  EXPECT_EQ(error.code(), ErrorCode::kDataLoss);
}

TEST(Error, ContextComesBeforeTheMessageAndKeepsTheCode) {
  Error error = Error(ErrorCode::kNotFound, "no such file").WithContext("Load");
  EXPECT_STREQ(error.what(), "not_found: Load: no such file");
}

TEST(Error, ErrnoMapsToTheCodeACallerActsOn) {
  EXPECT_EQ(ErrorFromErrno(ENOENT, "x").code(), ErrorCode::kNotFound);
  EXPECT_EQ(ErrorFromErrno(EACCES, "x").code(), ErrorCode::kPermissionDenied);
  EXPECT_EQ(ErrorFromErrno(ENOSPC, "x").code(), ErrorCode::kResourceExhausted);
  EXPECT_EQ(ErrorFromErrno(EIO, "x").code(), ErrorCode::kDataLoss);
  EXPECT_EQ(ErrorFromErrno(ENOENT, "a.wav").message(), "a.wav: No such file or directory");
}

}  // namespace
}  // namespace beam
