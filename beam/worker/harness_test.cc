// A worker served by an engine of the test's: bundles, their failures, and what engines ask
// meanwhile.

#include "beam/worker/harness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "beam/exec/metrics.h"
#include "beam/pipeline/as_side_input.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/graph_fingerprint.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/reshuffle.h"
#include "beam/state/timer.h"
#include "beam/state/value_state.h"
#include "beam/worker/testing/harness_fixture_internal.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;
using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FakeEngine;
using testing::Gate;
using testing::HarnessTest;
using ::testing::HasSubstr;
using testing::SinkOf;
using testing::SourceOf;
using testing::StageOf;
using ::testing::UnorderedElementsAreArray;
using testing::Wire;

std::int64_t Twice(std::int64_t n) {
  return 2 * n;
}

TEST_F(HarnessTest, ABundleGivesWhatTheFunctionsMakeOfItsElements) {
  Start({"Twice", "Text"}, [](Numbers numbers) {
    numbers | Map("Twice", Twice) | Map("Text", [](std::int64_t n) { return std::to_string(n); });
  });
  EXPECT_EQ(RunBundle("b1", Wire<std::int64_t>({1, 2, 3})).error(), "");
  EXPECT_THAT(OutputOf<std::string>("b1"), ElementsAre("2", "4", "6"));
  EXPECT_EQ(RunBundle("b2", "").error(), "") << "an empty bundle, by the same operators";
  EXPECT_THAT(OutputOf<std::string>("b2"), ElementsAre());
}

TEST_F(HarnessTest, ElementsMayComeBeforeTheRequest) {
  Start({"Twice"}, [](Numbers numbers) { numbers | Map("Twice", Twice); });
  // The stream is there once a first bundle has run.
  EXPECT_EQ(RunBundle("b1", Wire<std::int64_t>({1})).error(), "");
  engine_->SendData("b2", SourceOf(stage_), Wire<std::int64_t>({5}), false);
  engine_->SendData("b2", SourceOf(stage_), Wire<std::int64_t>({6}), true);
  EXPECT_EQ(engine_->Process("b2", "stage").get().error(), "");
  EXPECT_THAT(OutputOf<std::int64_t>("b2"), ElementsAre(10, 12));
}

TEST_F(HarnessTest, ElementsMayComeWithTheRequest) {
  Start({"Twice"}, [](Numbers numbers) { numbers | Map("Twice", Twice); });
  fn::InstructionRequest request;
  request.set_instruction_id("b1");
  request.mutable_process_bundle()->set_process_bundle_descriptor_id("stage");
  auto& data = *request.mutable_process_bundle()->mutable_elements()->add_data();
  data.set_transform_id(SourceOf(stage_));
  data.set_data(Wire<std::int64_t>({7}));
  data.set_is_last(true);
  EXPECT_EQ(engine_->Send(request).get().error(), "");
  EXPECT_THAT(OutputOf<std::int64_t>("b1"), ElementsAre(14));
}

TEST_F(HarnessTest, LateElementsOfAnEndedBundleAreDropped) {
  Start({"Twice"}, [](Numbers numbers) { numbers | Map("Twice", Twice); });
  EXPECT_EQ(RunBundle("b1", Wire<std::int64_t>({1})).error(), "");
  engine_->SendData("b1", SourceOf(stage_), Wire<std::int64_t>({2}), true);
  EXPECT_EQ(RunBundle("b2", Wire<std::int64_t>({3})).error(), "");
  EXPECT_THAT(OutputOf<std::int64_t>("b1"), ElementsAre(2));
  EXPECT_THAT(OutputOf<std::int64_t>("b2"), ElementsAre(6));
}

TEST_F(HarnessTest, AFunctionThatThrowsFailsTheBundleWithItsElement) {
  Start({"Fails"}, [](Numbers numbers) {
    numbers | Map("Fails", [](std::int64_t n) -> std::int64_t {
      if (n == 2) throw std::runtime_error("no twos");
      return n;
    });
  });
  EXPECT_THAT(RunBundle("b1", Wire<std::int64_t>({1, 2})).error(),
              AllOf(HasSubstr("step \"Fails\" failed on element 2"), HasSubstr("no twos")));
  // The next bundle has operators of its own.
  EXPECT_EQ(RunBundle("b2", Wire<std::int64_t>({3})).error(), "");
  EXPECT_THAT(OutputOf<std::int64_t>("b2"), ElementsAre(3));
  engine_->HangUpControl();
  EXPECT_EQ(engine_->WaitForWorker(), "");
  ASSERT_EQ(engine_->Logs().size(), 1U);
  EXPECT_EQ(engine_->Logs()[0].severity(), fn::LogEntry::Severity::ERROR);
  EXPECT_EQ(engine_->Logs()[0].instruction_id(), "b1");
  EXPECT_THAT(engine_->Logs()[0].message(), HasSubstr("no twos"));
}

TEST_F(HarnessTest, CorruptElementsFailTheBundle) {
  Start({"Twice"}, [](Numbers numbers) { numbers | Map("Twice", Twice); });
  EXPECT_THAT(RunBundle("b1", Wire<std::int64_t>({1}) + "\x80").error(), HasSubstr("data_loss"));
  EXPECT_EQ(RunBundle("b2", Wire<std::int64_t>({1})).error(), "");
}

TEST_F(HarnessTest, AnotherGraphThanTheLaunchersIsRefused) {
  Start({"Twice"}, [](Numbers numbers) { numbers | Map("Twice", Twice); });
  auto other = std::make_shared<Pipeline>();
  *other | Create("Numbers", std::vector<std::int64_t>{1}) | Map("Twice", Twice) |
      Map("More", Twice);
  engine_ = std::make_unique<FakeEngine>(
      [other](const auto&) -> std::shared_ptr<Pipeline> { return other; });
  stage_ = StageOf(*pipeline_, {"Twice"}, engine_->endpoint());
  engine_->AddDescriptor(stage_);
  // As engines do, which wait for the stream to send elements before they wait for the answer.
  EXPECT_THAT(RunBundle("b1", Wire<std::int64_t>({1})).error(),
              AllOf(HasSubstr("another pipeline"), HasSubstr(FingerprintOf(pipeline_->graph())),
                    HasSubstr(FingerprintOf(other->graph()))));
}

TEST_F(HarnessTest, AnUnknownTransformIsRefused) {
  Start({"Twice"}, [](Numbers numbers) { numbers | Map("Twice", Twice); });
  for (auto& [id, transform] : *stage_.mutable_transforms()) {
    if (transform.unique_name() == "Twice") transform.mutable_spec()->set_urn("beam:foreign:v1");
  }
  stage_.set_id("foreign");
  engine_->AddDescriptor(stage_);
  EXPECT_THAT(engine_->Process("b1", "foreign").get().error(), HasSubstr("beam:foreign:v1"));
  EXPECT_THAT(engine_->Process("b2", "nobody").get().error(), HasSubstr("no such descriptor"));
}

TEST_F(HarnessTest, AnUnknownInstructionIsAnError) {
  Start({"Twice"}, [](Numbers numbers) { numbers | Map("Twice", Twice); });
  fn::InstructionRequest request;
  request.set_instruction_id("i1");
  EXPECT_THAT(engine_->Send(request).get().error(), HasSubstr("unimplemented"));
}

TEST_F(HarnessTest, BundlesRunAtOnceAndProgressIsToldMeanwhile) {
  Gate gate;
  Start({"Wait"}, [&](Numbers numbers) {
    numbers | Map("Wait", [&gate](std::int64_t n) {
      if (n == 0) gate.Pass();
      return n;
    });
  });
  auto first = engine_->Process("b1", "stage");
  engine_->SendData("b1", SourceOf(stage_), Wire<std::int64_t>({5, 0, 6}), true);
  auto second = engine_->Process("b2", "stage");
  engine_->SendData("b2", SourceOf(stage_), Wire<std::int64_t>({0}), true);
  gate.WaitFor(2);

  fn::InstructionRequest request;
  request.set_instruction_id("i1");
  request.mutable_process_bundle_progress()->set_instruction_id("b1");
  const auto progress = engine_->Send(request).get().process_bundle_progress();
  std::map<std::string, std::int64_t> elements;
  for (const auto& info : progress.monitoring_infos()) {
    EXPECT_EQ(info.urn(), "beam:metric:element_count:v1");
    elements[info.labels().at("PCOLLECTION")] = Decode<std::int64_t>(info.payload());
  }
  EXPECT_EQ(elements.at(stage_.transforms().at(SourceOf(stage_)).outputs().at("o")), 2);
  EXPECT_EQ(elements.at(stage_.transforms().at(SinkOf(stage_)).inputs().at("o")), 1);

  gate.Open();
  EXPECT_EQ(first.get().error(), "");
  EXPECT_EQ(second.get().error(), "");
}

TEST_F(HarnessTest, TheRestOfABundleIsGivenBack) {
  Gate gate;
  Start({"Wait"}, [&](Numbers numbers) {
    numbers | Map("Wait", [&gate](std::int64_t n) {
      if (n == 0) gate.Pass();
      return n;
    });
  });
  auto bundle = engine_->Process("b1", "stage");
  engine_->SendData("b1", SourceOf(stage_), Wire<std::int64_t>({0, 1, 2, 3, 4, 5, 6, 7, 8}), true);
  gate.WaitFor(1);
  fn::InstructionRequest request;
  request.set_instruction_id("i1");
  auto& split = *request.mutable_process_bundle_split();
  split.set_instruction_id("b1");
  auto& desired = (*split.mutable_desired_splits())[SourceOf(stage_)];
  desired.set_fraction_of_remainder(0.5);
  desired.set_estimated_input_elements(9);
  const auto answer = engine_->Send(request).get().process_bundle_split();
  ASSERT_EQ(answer.channel_splits_size(), 1);
  EXPECT_EQ(answer.channel_splits(0).last_primary_element(), 4);
  EXPECT_EQ(answer.channel_splits(0).first_residual_element(), 5);
  gate.Open();
  EXPECT_EQ(bundle.get().error(), "");
  EXPECT_THAT(OutputOf<std::int64_t>("b1"), ElementsAre(0, 1, 2, 3, 4));
}

TEST_F(HarnessTest, ASplitOfABundleThatHasEndedGivesNothing) {
  Start({"Twice"}, [](Numbers numbers) { numbers | Map("Twice", Twice); });
  EXPECT_EQ(RunBundle("b1", "").error(), "");
  fn::InstructionRequest request;
  request.set_instruction_id("i1");
  request.mutable_process_bundle_split()->set_instruction_id("b1");
  const auto response = engine_->Send(request).get();
  EXPECT_EQ(response.error(), "");
  EXPECT_EQ(response.process_bundle_split().channel_splits_size(), 0);
}

struct EndsItsLife {
  std::shared_ptr<std::atomic<int>> alive;
  void Setup() { ++*alive; }
  void Process(const std::int64_t& n, Emitter<std::int64_t>& out) {
    if (n == 2) throw std::runtime_error("no twos");
    out(n);
  }
  void Teardown() { --*alive; }
};

TEST_F(HarnessTest, EveryFunctionIsTornDownAlsoAfterAFailure) {
  const auto alive = std::make_shared<std::atomic<int>>(0);
  Start({"Ends"}, [&](Numbers numbers) { numbers | ParDo("Ends", EndsItsLife{alive}); });
  EXPECT_NE(RunBundle("b1", Wire<std::int64_t>({2})).error(), "");
  EXPECT_EQ(*alive, 0);
  EXPECT_EQ(RunBundle("b2", Wire<std::int64_t>({1})).error(), "");
  EXPECT_EQ(*alive, 1);
  engine_->HangUpControl();
  EXPECT_EQ(engine_->WaitForWorker(), "");
  EXPECT_EQ(*alive, 0);
}

TEST_F(HarnessTest, MetricsHaveShortIds) {
  Start({"Count"}, [](Numbers numbers) {
    numbers | Map("Count", [](std::int64_t n) {
      Counter("seen").Increment(n);
      Distribution("sizes").Update(n);
      Gauge("last").Set(n);
      return n;
    });
  });
  const auto response = RunBundle("b1", Wire<std::int64_t>({3, 4})).process_bundle();
  fn::InstructionRequest request;
  request.set_instruction_id("i1");
  for (const auto& [id, payload] : response.monitoring_data()) {
    request.mutable_monitoring_infos()->add_monitoring_info_id(id);
  }
  const auto infos = engine_->Send(request).get().monitoring_infos().monitoring_info();
  std::map<std::string, std::string> payload_of;
  for (const auto& [id, info] : infos) {
    if (!info.labels().contains("NAME")) continue;
    EXPECT_EQ(info.labels().at("PTRANSFORM"), "t3");
    EXPECT_EQ(info.labels().at("NAMESPACE"), "klay_beam");
    payload_of[info.urn() + " " + info.labels().at("NAME")] = response.monitoring_data().at(id);
  }
  EXPECT_EQ(payload_of.at("beam:metric:user:sum_int64:v1 seen"), std::string("\x07"));
  EXPECT_EQ(payload_of.at("beam:metric:user:distribution_int64:v1 sizes"),
            std::string("\x02\x07\x03\x04"));
  EXPECT_TRUE(payload_of.at("beam:metric:user:latest_int64:v1 last").ends_with('\x04'));
  EXPECT_EQ(payload_of.size(), 3U);
}

TEST_F(HarnessTest, TheTimeOfEachStepIsTold) {
  Start({"Slow"}, [](Numbers numbers) {
    numbers | Map("Slow", [](std::int64_t milliseconds) {
      const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
      while (std::chrono::steady_clock::now() < end) {
      }
      return milliseconds;
    });
  });
  std::int64_t process = 0;
  std::int64_t total = 0;
  const auto response = RunBundle("b1", Wire<std::int64_t>({100, 100})).process_bundle();
  for (const auto& info : response.monitoring_infos()) {
    if (!info.urn().ends_with("_msecs:v1")) continue;
    EXPECT_EQ(info.labels().at("PTRANSFORM"), "t3");
    const auto millis = Decode<std::int64_t>(info.payload());
    if (info.urn() == "beam:metric:pardo_execution_time:process_bundle_msecs:v1") process = millis;
    if (info.urn() == "beam:metric:ptransform_execution_time:total_msecs:v1") total = millis;
  }
  EXPECT_GT(process, 0);
  EXPECT_GE(total, process);
}

TEST_F(HarnessTest, SideInputsAreReadPageByPageAndOnce) {
  Start({"Share"}, [](Numbers numbers) {
    const auto all = AsIterable("All", numbers);
    numbers | Map("Share", [all](std::int64_t n) {
                std::int64_t sum = 0;
                for (const std::int64_t value : *all) sum += value;
                return n * 1000 + sum;
              }).WithSideInputs(all);
  });
  fn::StateKey key;
  key.mutable_iterable_side_input()->set_transform_id("t6");
  key.mutable_iterable_side_input()->set_side_input_id("side0");
  std::string values;
  ByteWriter writer(values);
  for (std::int64_t n = 1; n <= 300; ++n) WireCoder<std::int64_t>::Encode(n, writer);
  engine_->SetState(key, values);
  engine_->SetPageBytes(7);
  ASSERT_TRUE(stage_.transforms().contains("t6"));
  EXPECT_EQ(RunBundle("b1", Wire<std::int64_t>({1, 2})).error(), "");
  EXPECT_THAT(OutputOf<std::int64_t>("b1"), ElementsAre(1000 + 45150, 2000 + 45150));
  EXPECT_EQ(engine_->StateReads(), static_cast<int>((values.size() + 6) / 7));
}

TEST_F(HarnessTest, WhatGoesToAReshuffleIsMixed) {
  Start({"Twice"}, [](Numbers numbers) { numbers | Map("Twice", Twice) | Reshuffle(); });
  constexpr std::size_t kNumbers = 1000;
  std::vector<std::int64_t> numbers;
  std::vector<std::int64_t> twice;
  for (std::size_t i = 0; i < kNumbers; ++i) {
    numbers.push_back(static_cast<std::int64_t>(i));
    twice.push_back(2 * numbers.back());
  }
  EXPECT_EQ(RunBundle("b1", Wire<std::int64_t>(numbers)).error(), "");
  const auto found = OutputOf<std::int64_t>("b1");
  EXPECT_THAT(found, UnorderedElementsAreArray(twice));
  std::size_t even = 0;
  for (std::size_t i = 0; i < found.size(); i += 2) even += found[i] % 4 == 0 ? 1 : 0;
  EXPECT_GT(even, kNumbers / 6) << "half of the even numbers, about";
  EXPECT_LT(even, kNumbers / 3);
}

struct Remember {
  ValueState<std::int64_t> sum;
  EventTimer end;

  void Process(const KV<std::string, std::int64_t>& pair, Emitter<std::int64_t>& out) {
    sum.Write(sum.Read().value_or(0) + pair.value);
    end.Set(Timestamp{} + Seconds(pair.value));
    out(*sum.Read());
  }
  void OnTimer(const TimerFiring<std::string>&, Emitter<std::int64_t>& out) { out(-*sum.Read()); }
};

TEST_F(HarnessTest, StateAndTimersAreTheEngines) {
  using Pair = KV<std::string, std::int64_t>;
  Start({"Remember"}, [](Numbers numbers) {
    numbers | Map("Pair", [](std::int64_t n) {
      return Pair{"k", n};
    }) | ParDo("Remember", Remember());
  });
  const auto run = [&](const std::string& id, const std::string& elements,
                       const std::string& timers) {
    auto response = engine_->Process(id, "stage");
    engine_->SendData(id, SourceOf(stage_), elements, true);
    engine_->SendTimers(id, "t4", "end", timers, true);
    return response.get().error();
  };
  EXPECT_EQ(run("b1", Wire<Pair>({{"k", 3}, {"k", 4}, {"other", 5}}), ""), "");
  EXPECT_THAT(OutputOf<std::int64_t>("b1"), ElementsAre(3, 7, 5));
  fn::StateKey key;
  key.mutable_bag_user_state()->set_transform_id("t4");
  key.mutable_bag_user_state()->set_user_state_id("sum");
  key.mutable_bag_user_state()->set_key(EncodeWire<std::string>("k"));
  EXPECT_EQ(engine_->StateOf(key), EncodeWire<std::int64_t>(7));

  // What was set: one timer of each key, the later setting of it.
  const std::string timers = engine_->TimersOf("b1", "t4", "end");
  ByteReader in(timers);
  EXPECT_EQ(WireCoder<std::string>::Decode(in), "k");
  EXPECT_EQ(TimerData::Decode(WindowCoder::kGlobal, in).fire_timestamp, Timestamp{} + Seconds(4));
  EXPECT_EQ(WireCoder<std::string>::Decode(in), "other");
  TimerData::Decode(WindowCoder::kGlobal, in);
  EXPECT_EQ(in.remaining(), 0U);

  EXPECT_EQ(run("b2", "", timers), "");
  EXPECT_THAT(OutputOf<std::int64_t>("b2"), ElementsAre(-7, -5));
}

TEST_F(HarnessTest, AnElementOf300MegabytesPasses) {
  Start({"Same"}, [](Numbers numbers) {
    numbers | Map("Text", [](std::int64_t n) { return std::to_string(n); }) |
        Map("Same", [](std::string text) { return text; });
  });
  engine_->CountOutputsOnly();
  const std::string bytes = Wire<std::string>({std::string(300 << 20, 'x')});
  EXPECT_EQ(RunBundle("b1", bytes).error(), "");
  EXPECT_EQ(engine_->OutputOf("b1", SinkOf(stage_)), "");
  EXPECT_EQ(engine_->OutputBytes(), bytes.size());
}

TEST_F(HarnessTest, ABundleIsLetGoOfWhenTheEngineDies) {
  // Seconds of work, if nobody noticed.
  constexpr std::size_t kElements = 3'000'000;
  Gate gate;
  std::atomic<std::size_t> seen = 0;
  Start({"Wait"}, [&](Numbers numbers) {
    numbers | Map("Wait", [&](std::int64_t n) {
      if (++seen == 1) gate.Pass();
      std::this_thread::yield();
      return n;
    });
  });
  engine_->Process("b1", "stage");
  engine_->SendData("b1", SourceOf(stage_),
                    Wire<std::int64_t>(std::vector<std::int64_t>(kElements)), true);
  gate.WaitFor(1);
  engine_->HangUpControl();
  gate.Open();
  EXPECT_EQ(engine_->WaitForWorker(), "");
  EXPECT_LT(seen, kElements);
}

TEST_F(HarnessTest, AWorkerEndsWhenTheEngineDiesInMidBundle) {
  Start({"Twice"}, [](Numbers numbers) { numbers | Map("Twice", Twice); });
  engine_->Process("b1", "stage");
  engine_->SendData("b1", SourceOf(stage_), Wire<std::int64_t>({1}), false);
  engine_->HangUpControl();
  EXPECT_EQ(engine_->WaitForWorker(), "");
}

}  // namespace
}  // namespace beam::worker
