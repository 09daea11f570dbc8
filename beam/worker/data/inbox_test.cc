#include "beam/worker/data/inbox.h"

#include <gtest/gtest.h>

#include <thread>

namespace beam::worker {
namespace {

Block Of(std::string bytes) {
  return {.transform_id = "t", .bytes = std::move(bytes)};
}

TEST(Inbox, BlocksComeOutInTheirOrder) {
  Inbox inbox;
  inbox.Put(Of("a"));
  inbox.Put(Of("b"));
  EXPECT_EQ(inbox.Next().bytes, "a");
  EXPECT_EQ(inbox.Next().bytes, "b");
}

TEST(Inbox, WhoeverPutsInTooMuchWaits) {
  Inbox inbox;
  constexpr int kBlocks = 20;
  std::thread engine([&] {
    for (int i = 0; i < kBlocks; ++i) inbox.Put(Of(std::string(8 << 20, 'x')));
  });
  std::size_t bytes = 0;
  for (int i = 0; i < kBlocks; ++i) bytes += inbox.Next().bytes.size();
  engine.join();
  EXPECT_EQ(bytes, std::size_t{kBlocks} * (8 << 20));
}

TEST(Inbox, AClosedOneLetsWaitersGo) {
  Inbox inbox;
  std::thread engine([&] {
    for (int i = 0; i < 20; ++i) inbox.Put(Of(std::string(8 << 20, 'x')));
  });
  inbox.Next();
  inbox.Close();
  engine.join();
}

TEST(Inbox, ABrokenStreamIsToldOnceEverythingIsRead) {
  Inbox inbox;
  inbox.Put(Of("a"));
  inbox.Fail(Error(ErrorCode::kUnavailable, "broken"));
  EXPECT_EQ(inbox.Next().bytes, "a");
  EXPECT_THROW(inbox.Next(), Error);
}

TEST(Inboxes, AnEndedBundleHasNoneAnyMore) {
  Inboxes inboxes;
  const auto inbox = inboxes.Of("b1");
  EXPECT_EQ(inboxes.Of("b1"), inbox);
  inboxes.Close("b1");
  EXPECT_EQ(inboxes.Of("b1"), nullptr);
  EXPECT_NE(inboxes.Of("b2"), nullptr);
}

TEST(Inboxes, OldBundlesAreForgotten) {
  Inboxes inboxes;
  inboxes.Close("first");
  for (int i = 0; i < 10'000; ++i) inboxes.Close(std::to_string(i));
  EXPECT_NE(inboxes.Of("first"), nullptr);
  EXPECT_EQ(inboxes.Of("9999"), nullptr);
}

TEST(Inboxes, ABrokenStreamIsToldToBundlesToCome) {
  Inboxes inboxes;
  const auto before = inboxes.Of("b1");
  inboxes.Fail(Error(ErrorCode::kUnavailable, "broken"));
  EXPECT_THROW(before->Next(), Error);
  EXPECT_THROW(inboxes.Of("b2")->Next(), Error);
}

TEST(Inboxes, KnowWhatWaitsToBeRead) {
  Inboxes inboxes;
  inboxes.Of("b1")->Put(Of("abc"));
  inboxes.Of("b2")->Put(Of("d"));
  inboxes.Of("b1")->Put(Of("e"));
  EXPECT_EQ(inboxes.BytesOfBundles(), (std::map<std::string, std::size_t>{{"b1", 4}, {"b2", 1}}));
  inboxes.Of("b1")->Next();
  inboxes.Close("b2");
  EXPECT_EQ(inboxes.BytesOfBundles(), (std::map<std::string, std::size_t>{{"b1", 1}}));
}

}  // namespace
}  // namespace beam::worker
