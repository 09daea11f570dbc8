#include "beam/worker/trace/throw_trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "beam/exec/step_scope.h"
#include "beam/worker/trace/frame_text.h"

namespace beam::worker {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

[[gnu::noinline]] void Innermost() {
  throw std::runtime_error("no");
}
[[gnu::noinline]] void Middle() {
  Innermost();
  asm volatile("");  // Not a tail call.
}
struct ThrowsAndCatches {
  ~ThrowsAndCatches() {
    try {
      throw std::logic_error("in a destructor");
    } catch (const std::logic_error&) {  // NOLINT(bugprone-empty-catch): that is the test.
    }
  }
};

std::string TextOfCurrent() {
  return FrameText(ThrowTrace::OfCurrentException().frames);
}

TEST(ThrowTrace, NamesTheFunctionsThatLedToTheThrow) {
  std::string text;
  try {
    Middle();
  } catch (...) {
    text = TextOfCurrent();
  }
  const auto first = text.substr(0, text.find('\n'));
  EXPECT_THAT(first, AllOf(HasSubstr("at beam::worker::(anonymous namespace)::Innermost()"),
                           HasSubstr("beam_worker_test+0x")));
  EXPECT_LT(text.find("Innermost()"), text.find("Middle()"));
  EXPECT_THAT(text, HasSubstr("Middle()"));
}

TEST(ThrowTrace, HasWhatTheStandardLibraryThrows) {
  std::string text;
  try {
    static_cast<void>(std::stoi("three"));
  } catch (const std::invalid_argument&) {
    text = TextOfCurrent();
  }
  EXPECT_THAT(text, HasSubstr("libstdc++"));
  EXPECT_THAT(text, HasSubstr("HasWhatTheStandardLibraryThrows"));
}

TEST(ThrowTrace, ContextThatIsAddedKeepsThePlaceOfTheCause) {
  std::string text;
  try {
    try {
      try {
        Middle();
      } catch (...) {
        throw std::logic_error("with context");
      }
    } catch (...) {
      throw std::logic_error("with more context");
    }
  } catch (...) {
    text = TextOfCurrent();
  }
  EXPECT_THAT(text, HasSubstr("Innermost()"));
}

TEST(ThrowTrace, IsThatOfTheExceptionInFlightAndOfNoOther) {
  std::string text;
  try {
    const ThrowsAndCatches guard;
    Middle();
  } catch (...) {
    text = TextOfCurrent();
  }
  EXPECT_THAT(text, AllOf(HasSubstr("Innermost()"), Not(HasSubstr("~ThrowsAndCatches"))));
  EXPECT_TRUE(ThrowTrace::OfCurrentException().frames.empty()) << "none is in flight";
}

TEST(ThrowTrace, KnowsTheStepThatRanThen) {
  const exec::StepContext outer{.step = 3};
  const exec::StepContext inner{.step = 7};
  ThrowTrace trace;
  try {
    const exec::StepScope outer_scope(outer);
    const exec::StepScope inner_scope(inner);
    Middle();
  } catch (...) {
    trace = ThrowTrace::OfCurrentException();
  }
  EXPECT_EQ(trace.step, 7U);
  try {
    Middle();
  } catch (...) {
    trace = ThrowTrace::OfCurrentException();
  }
  EXPECT_EQ(trace.step, std::nullopt);
}

TEST(ThrowTrace, OfAnExceptionOfAnotherThreadIsUnknown) {
  std::exception_ptr theirs;
  std::thread([&] {
    try {
      Middle();
    } catch (...) {
      theirs = std::current_exception();
    }
  }).join();
  try {
    std::rethrow_exception(theirs);
  } catch (...) {
    EXPECT_TRUE(ThrowTrace::OfCurrentException().frames.empty());
  }
}

TEST(ThrowTrace, IsCutWhereItIsDeep) {
  // Volatile: neither a loop nor known never to return.
  struct Recursion {
    static int Down(int depth) {
      void (*const volatile last)() = Innermost;
      if (depth == 0) {
        last();
        return 0;
      }
      const volatile int below = Down(depth - 1);
      return below + 1;
    }
  };
  ThrowTrace trace;
  try {
    Recursion::Down(1000);
  } catch (...) {
    trace = ThrowTrace::OfCurrentException();
  }
  EXPECT_GT(trace.frames.size(), 30U);
  EXPECT_LE(trace.frames.size(), 64U);
  EXPECT_THAT(FrameText(trace.frames), HasSubstr("Innermost()"));
}

}  // namespace
}  // namespace beam::worker
