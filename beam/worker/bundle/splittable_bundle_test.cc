// What a worker's bundles give back to the engine: parts of an element that is divided, work that
// is put off, and what is to be done after them.

#include <gmock/gmock.h>
#include <google/protobuf/util/time_util.h>

#include <atomic>

#include "beam/exec/bundle_finalizer.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/par_do.h"
#include "beam/restriction/offset_range_tracker.h"
#include "beam/restriction/watermark_estimators.h"
#include "beam/worker/testing/harness_fixture_internal.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;
using google::protobuf::util::TimeUtil;
using ::testing::ElementsAre;
using testing::Gate;
using ::testing::HasSubstr;
using testing::SourceOf;
using testing::Values;
using testing::Wire;

using Tracker = LockedTracker<OffsetRangeTracker>;
template <class State>
using Sized = KV<KV<std::int64_t, KV<OffsetRange, State>>, double>;

class SplittableBundleTest : public testing::HarnessTest {
 protected:
  /// A worker whose stage is the last of the three steps that an engine makes of a splittable
  /// ParDo, which is called `label`.
  template <class Fn>
  void StartProcessing(const std::string& label, const Fn& fn) {
    Start({label}, [&](Numbers numbers) { numbers | ParDo(label, fn); });
    const std::string input = stage_.transforms().at(SourceOf(stage_)).outputs().at("o");
    auto& transform = (*stage_.mutable_transforms())["t3"];
    transform.mutable_spec()->set_urn(
        "beam:transform:sdf_process_sized_element_and_restrictions:v1");
    model::pipeline::ParDoPayload par_do;
    par_do.ParseFromString(transform.spec().payload());
    AddCoder("double", "beam:coder:double:v1", {});
    AddCoder("restricted", "beam:coder:kv:v1",
             {stage_.pcollections().at(input).coder_id(), par_do.restriction_coder_id()});
    AddCoder("sized", "beam:coder:kv:v1", {"restricted", "double"});
    (*stage_.mutable_coders())["windowed " + input].set_component_coder_ids(0, "sized");
    (*stage_.mutable_pcollections())[input].set_coder_id("sized");
    engine_->AddDescriptor(stage_);
  }

  /// Asks a bundle to keep half of what is left.
  fn::ProcessBundleSplitResponse Split(const std::string& id, const std::string& of) {
    fn::InstructionRequest request;
    request.set_instruction_id(id);
    auto& wanted = *request.mutable_process_bundle_split();
    wanted.set_instruction_id(of);
    auto& desired = (*wanted.mutable_desired_splits())[SourceOf(stage_)];
    desired.set_fraction_of_remainder(0.5);
    desired.set_estimated_input_elements(1);
    return engine_->Send(request).get().process_bundle_split();
  }

 private:
  void AddCoder(const std::string& id, const std::string& urn,
                const std::vector<std::string>& components) {
    auto& coder = (*stage_.mutable_coders())[id];
    coder.mutable_spec()->set_urn(urn);
    for (const std::string& component : components) coder.add_component_coder_ids(component);
  }
};

/// Emits offsets, and waits at 3 until the test lets it go on.
struct CountUp {
  Gate* gate;
  OffsetRange InitialRestriction(const std::int64_t& n) const { return {0, n}; }
  void Process(const std::int64_t&, LockedTracker<OffsetRangeTracker>& tracker,
               Emitter<std::int64_t>& out) const {
    for (std::int64_t at = tracker.restriction().start; tracker.TryClaim(at); ++at) {
      if (at == 3) gate->Pass();
      out(at);
    }
  }
};

TEST_F(SplittableBundleTest, AnElementIsDividedAgainAndAgain) {
  Gate gate;
  StartProcessing("CountUp", CountUp{&gate});
  auto bundle = engine_->Process("b1", "stage");
  engine_->SendData("b1", SourceOf(stage_), Wire<Sized<Bytes>>({{{100, {{0, 100}, {}}}, 100.0}}),
                    true);
  gate.WaitFor(1);
  EXPECT_EQ(Split("i0", "another bundle").residual_roots_size(), 0);
  std::int64_t end = 100;
  for (const std::string id : {"i1", "i2", "i3"}) {
    const auto answer = Split(id, "b1");
    ASSERT_EQ(answer.primary_roots_size(), 1);
    ASSERT_EQ(answer.residual_roots_size(), 1);
    const auto primary = Values<Sized<Bytes>>(answer.primary_roots(0).element());
    const auto residual = Values<Sized<Bytes>>(answer.residual_roots(0).application().element());
    const OffsetRange kept = primary[0].key.value.key;
    const OffsetRange given = residual[0].key.value.key;
    EXPECT_EQ(kept.start, 0);
    EXPECT_EQ(kept.stop, given.start);
    EXPECT_EQ(given.stop, end);
    EXPECT_LT(kept.stop, end);
    EXPECT_EQ(primary[0].value, static_cast<double>(kept.Size()));
    EXPECT_EQ(answer.residual_roots(0).application().output_watermarks_size(), 0);
    ASSERT_EQ(answer.channel_splits_size(), 1);
    EXPECT_EQ(answer.channel_splits(0).last_primary_element(), -1);
    EXPECT_EQ(answer.channel_splits(0).first_residual_element(), 1);
    end = kept.stop;
  }
  gate.Open();
  const auto response = bundle.get();
  EXPECT_EQ(response.error(), "");
  EXPECT_EQ(response.process_bundle().residual_roots_size(), 0);
  EXPECT_EQ(OutputOf<std::int64_t>("b1").size(), static_cast<std::size_t>(end));
}

/// Emits an offset at its own second, says so, and puts off what is behind the fourth.
struct Tail {
  Gate* gate;
  OffsetRange InitialRestriction(const std::int64_t& n) const { return {0, n}; }
  void Process(const std::int64_t&, Tracker& tracker,
               LockedEstimator<ManualWatermarkEstimator>& watermark,
               Emitter<std::int64_t>& out) const {
    const std::int64_t start = tracker.restriction().start;
    for (std::int64_t at = start; at < start + 4; ++at) {
      if (!tracker.TryClaim(at)) return;
      watermark.SetWatermark(Timestamp{} + Seconds(at));
      if (at == 2) gate->Pass();
      out(at);
    }
    tracker.DeferRemainder(Milliseconds(1500));
  }
};

TEST_F(SplittableBundleTest, WhatIsPutOffGoesBackWithItsWatermark) {
  Gate gate;
  StartProcessing("Tail", Tail{&gate});
  auto bundle = engine_->Process("b1", "stage");
  engine_->SendData("b1", SourceOf(stage_),
                    Wire<Sized<Timestamp>>({{{20, {{0, 20}, kMinTimestamp}}, 20.0}}), true);
  gate.WaitFor(1);
  const auto divided = Split("i1", "b1");
  ASSERT_EQ(divided.residual_roots_size(), 1);
  const auto& given = divided.residual_roots(0);
  EXPECT_EQ(Values<Sized<Timestamp>>(given.application().element())[0].key.value,
            (KV<OffsetRange, Timestamp>{{11, 20}, Timestamp{} + Seconds(2)}));
  EXPECT_EQ(given.application().output_watermarks().begin()->second,
            TimeUtil::SecondsToTimestamp(2));
  EXPECT_FALSE(given.has_requested_time_delay());

  gate.Open();
  const auto response = bundle.get();
  EXPECT_EQ(response.error(), "");
  EXPECT_THAT(OutputOf<std::int64_t>("b1"), ElementsAre(0, 1, 2, 3));
  ASSERT_EQ(response.process_bundle().residual_roots_size(), 1);
  const auto& put_off = response.process_bundle().residual_roots(0);
  EXPECT_EQ(put_off.requested_time_delay(), TimeUtil::MillisecondsToDuration(1500));
  EXPECT_EQ(put_off.application().transform_id(), "t3");
  EXPECT_EQ(put_off.application().output_watermarks().begin()->second,
            TimeUtil::SecondsToTimestamp(3));
  const auto rest = Values<Sized<Timestamp>>(put_off.application().element());
  EXPECT_EQ(rest[0].key.value, (KV<OffsetRange, Timestamp>{{4, 11}, Timestamp{} + Seconds(3)}));
  EXPECT_EQ(rest[0].value, 7.0);

  // The engine has it processed later.
  auto later = engine_->Process("b2", "stage");
  engine_->SendData("b2", SourceOf(stage_), put_off.application().element(), true);
  EXPECT_EQ(later.get().process_bundle().residual_roots_size(), 1);
  EXPECT_THAT(OutputOf<std::int64_t>("b2"), ElementsAre(4, 5, 6, 7));
}

struct Acknowledge {
  BundleFinalizer finalizer;
  std::shared_ptr<std::atomic<std::int64_t>> acknowledged;
  void Process(const std::int64_t& n, Emitter<std::int64_t>& out) const {
    if (n > 0) finalizer.AfterBundle([acknowledged = acknowledged, n] { *acknowledged += n; });
    if (n == 13) finalizer.AfterBundle([] { throw Error(ErrorCode::kNotFound, "no 13"); });
    out(n);
  }
};

TEST_F(SplittableBundleTest, WhatIsToBeDoneAfterABundleWaitsForTheEngine) {
  auto acknowledged = std::make_shared<std::atomic<std::int64_t>>(0);
  Start({"Acknowledge"}, [&](Numbers numbers) {
    numbers | ParDo("Acknowledge", Acknowledge{.finalizer = {}, .acknowledged = acknowledged});
  });
  const auto finalize = [&](const std::string& id, const std::string& of) {
    fn::InstructionRequest request;
    request.set_instruction_id(id);
    request.mutable_finalize_bundle()->set_instruction_id(of);
    return engine_->Send(request).get();
  };
  EXPECT_FALSE(RunBundle("b0", Wire<std::int64_t>({0})).process_bundle().requires_finalization());
  EXPECT_TRUE(RunBundle("b1", Wire<std::int64_t>({1, 2})).process_bundle().requires_finalization());
  EXPECT_TRUE(RunBundle("b2", Wire<std::int64_t>({13})).process_bundle().requires_finalization());
  EXPECT_EQ(*acknowledged, 0);
  EXPECT_TRUE(finalize("f1", "b1").has_finalize_bundle());
  EXPECT_EQ(*acknowledged, 3);
  EXPECT_EQ(finalize("f2", "b1").error(), "") << "once is enough";
  EXPECT_EQ(*acknowledged, 3);
  EXPECT_THAT(finalize("f3", "b2").error(), HasSubstr("no 13"));
}

}  // namespace
}  // namespace beam::worker
