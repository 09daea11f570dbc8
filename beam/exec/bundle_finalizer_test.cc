#include "beam/exec/bundle_finalizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/base/error.h"
#include "beam/exec/par_do_operator.h"
#include "beam/testing/memory_chunk_store.h"

namespace beam::exec {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Clock = BundleFinalization::Clock;

TEST(BundleFinalizationTest, CallsEachOnceInOrder) {
  std::vector<int> called;
  BundleFinalization finalization;
  finalization.Add([&] { called.push_back(1); }, Clock::time_point::max());
  finalization.Add([&] { called.push_back(2); }, Clock::time_point::min());
  finalization.Add([&] { called.push_back(3); }, Clock::time_point::max());
  finalization.Call();
  finalization.Call();
  EXPECT_THAT(called, ElementsAre(1, 3)) << "the second has expired";
}

TEST(BundleFinalizationTest, OneThatThrowsDoesNotKeepTheOthersFromBeingCalled) {
  bool called = false;
  BundleFinalization finalization;
  finalization.Add([] { throw Error(ErrorCode::kNotFound, "no such message"); },
                   Clock::time_point::max());
  finalization.Add([&] { called = true; }, Clock::time_point::max());
  try {
    finalization.Call();
    ADD_FAILURE() << "the error is lost";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kNotFound);
    EXPECT_THAT(error.what(), HasSubstr("in a callback after a bundle"));
  }
  EXPECT_TRUE(called);
}

struct Acknowledge {
  BundleFinalizer finalizer;
  std::vector<int>* acknowledged;
  void Process(const int& n, Emitter<int>&) const {
    finalizer.AfterBundle([this, n] { acknowledged->push_back(n); });
  }
};

/// Has a finalizer where nobody can see it.
struct Hidden {
  struct Inner {
    BundleFinalizer finalizer;
  } inner;
  void Process(const int&, Emitter<int>&) const {
    inner.finalizer.AfterBundle([] {});
  }
};

static_assert(kRequestsFinalization<Acknowledge>);
static_assert(!kRequestsFinalization<Hidden>);

struct Nowhere final : Receiver<int> {
  void Receive(Element<int>&&) override {}
};

template <class Fn>
void RunOne(const Fn& fn, BundleFinalization& finalization) {
  Nowhere sink;
  ReceiverBase* outputs[] = {&sink};
  BundleMetrics metrics(1);
  testing::MemoryChunkStore store(1 << 10, 1 << 20);
  BundleContext bundle{.metrics = metrics, .store = store, .finalization = &finalization};
  ParDoOperator<Fn> op({0, "Step"}, fn, outputs);
  op.Setup();
  op.StartBundle(bundle);
  op.Receive({7});
  op.FinishBundle();
  op.Teardown();
}

TEST(BundleFinalizerTest, GivesTheBundleWhatIsToBeDoneAfterIt) {
  std::vector<int> acknowledged;
  BundleFinalization finalization;
  const Acknowledge fn{.finalizer = {}, .acknowledged = &acknowledged};
  RunOne(fn, finalization);
  EXPECT_THAT(acknowledged, ElementsAre());
  EXPECT_EQ(finalization.size(), 1U);
}

TEST(BundleFinalizerTest, MustBeAFieldOfTheDoFn) {
  BundleFinalization finalization;
  EXPECT_THROW(RunOne(Hidden(), finalization), Error);
  EXPECT_THROW(BundleFinalizer().AfterBundle([] {}), Error);
}

}  // namespace
}  // namespace beam::exec
