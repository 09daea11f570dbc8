#include "beam/io/write_error.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace beam::io {
namespace {

TEST(WriteError, OfAFullDiskSaysWhatToDo) {
  for (const int full : {ENOSPC, EDQUOT}) {
    const Error error = WriteError(full, "cannot write /out/a");
    EXPECT_EQ(error.code(), ErrorCode::kResourceExhausted);
    EXPECT_TRUE(
        error.message().starts_with("cannot write /out/a (free space there, or write elsewhere): "))
        << error.message();
  }
}

TEST(WriteError, OfAnythingElseIsThatOfErrno) {
  EXPECT_EQ(WriteError(EROFS, "cannot write /a").message(),
            ErrorFromErrno(EROFS, "cannot write /a").message());
}

}  // namespace
}  // namespace beam::io
