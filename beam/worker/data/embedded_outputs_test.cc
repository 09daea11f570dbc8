// Outputs that come within the response, where the engine takes them there.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/model/urns_internal.h"
#include "beam/pipeline/map.h"
#include "beam/state/timer.h"
#include "beam/worker/testing/harness_fixture_internal.h"

namespace beam::worker {
namespace {

using ::testing::ElementsAre;
using testing::HarnessTest;
using testing::SinkOf;
using testing::SourceOf;
using testing::Values;
using testing::Wire;
using Pair = KV<std::string, std::int64_t>;

const std::string& Embedding() {
  return model::Urn(model::pipeline::StandardRunnerProtocols::CONTROL_RESPONSE_ELEMENTS_EMBEDDING);
}

std::int64_t Twice(std::int64_t n) {
  return 2 * n;
}

class EmbeddedOutputs : public HarnessTest {};

TEST_F(EmbeddedOutputs, SmallOnesComeWithTheResponse) {
  runner_capabilities_ = {Embedding()};
  Start({"Twice"}, [](Numbers numbers) { numbers | Map("Twice", Twice); });
  const auto response = RunBundle("b1", Wire<std::int64_t>({1, 2}));
  EXPECT_EQ(response.error(), "");
  const auto& elements = response.process_bundle().elements();
  ASSERT_EQ(elements.data_size(), 2);
  EXPECT_EQ(elements.data(0).instruction_id(), "b1");
  EXPECT_EQ(elements.data(0).transform_id(), SinkOf(stage_));
  EXPECT_THAT(Values<std::int64_t>(elements.data(0).data()), ElementsAre(2, 4));
  EXPECT_TRUE(elements.data(1).is_last());
  EXPECT_EQ(elements.timers_size(), 0);
  // By the same operators.
  EXPECT_EQ(RunBundle("b2", Wire<std::int64_t>({5})).error(), "");
  EXPECT_THAT(OutputOf<std::int64_t>("b2"), ElementsAre(10));
  EXPECT_EQ(engine_->DataMessages(), 0);
}

TEST_F(EmbeddedOutputs, ComeOverTheDataStreamToOtherEngines) {
  runner_capabilities_ = {"beam:protocol:something_else:v1"};
  Start({"Twice"}, [](Numbers numbers) { numbers | Map("Twice", Twice); });
  const auto response = RunBundle("b1", Wire<std::int64_t>({1, 2}));
  EXPECT_FALSE(response.process_bundle().has_elements());
  EXPECT_THAT(OutputOf<std::int64_t>("b1"), ElementsAre(2, 4));
  EXPECT_EQ(engine_->DataMessages(), 1);
}

TEST_F(EmbeddedOutputs, AllComeOverTheDataStreamWhereSomeHaveToo) {
  runner_capabilities_ = {Embedding()};
  Start({"Long"}, [](Numbers numbers) {
    numbers | Map("Text", [](std::int64_t n) { return std::to_string(n); }) |
        Map("Long", [](const std::string& text) { return text + text; });
  });
  const auto response = RunBundle("b1", Wire<std::string>({std::string(2 << 20, 'x'), "y"}));
  EXPECT_EQ(response.error(), "");
  EXPECT_FALSE(response.process_bundle().has_elements());
  const auto values = OutputOf<std::string>("b1");
  ASSERT_EQ(values.size(), 2U);
  EXPECT_EQ(values[0].size(), std::size_t{4} << 20);
  EXPECT_EQ(values[1], "yy");
  // What the next bundle sends is looked at afresh.
  EXPECT_TRUE(RunBundle("b2", Wire<std::string>({"z"})).process_bundle().has_elements());
  EXPECT_THAT(OutputOf<std::string>("b2"), ElementsAre("zz"));
}

struct SetsATimer {
  EventTimer end;
  void Process(const Pair& pair, Emitter<std::int64_t>& out) {
    end.Set(Timestamp{} + Seconds(pair.value));
    out(pair.value);
  }
  void OnTimer(const TimerFiring<std::string>&, Emitter<std::int64_t>&) {}
};

TEST_F(EmbeddedOutputs, TimersComeWithTheResponseToo) {
  runner_capabilities_ = {Embedding()};
  Start({"Sets"}, [](Numbers numbers) {
    numbers | Map("Pair", [](std::int64_t n) {
      return Pair{"k", n};
    }) | ParDo("Sets", SetsATimer());
  });
  auto answer = engine_->Process("b1", "stage");
  engine_->SendData("b1", SourceOf(stage_), Wire<Pair>({{"k", 3}}), true);
  engine_->SendTimers("b1", "t4", "end", "", true);
  const auto response = answer.get();
  EXPECT_EQ(response.error(), "");
  const auto& elements = response.process_bundle().elements();
  ASSERT_EQ(elements.timers_size(), 2);
  EXPECT_EQ(elements.timers(0).timer_family_id(), "end");
  ByteReader in(elements.timers(0).timers());
  EXPECT_EQ(WireCoder<std::string>::Decode(in), "k");
  EXPECT_EQ(TimerData::Decode(WindowCoder::kGlobal, in).fire_timestamp, Timestamp{} + Seconds(3));
  EXPECT_TRUE(elements.timers(1).is_last());
  EXPECT_EQ(engine_->DataMessages(), 0);
}

}  // namespace
}  // namespace beam::worker
