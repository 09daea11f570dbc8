// What a worker tells an engine about its work: logs, its status, its metrics.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "beam/base/log.h"
#include "beam/pipeline/map.h"
#include "beam/worker/status/monitoring_internal.h"
#include "beam/worker/testing/harness_fixture_internal.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using testing::Gate;
using testing::HarnessTest;
using ::testing::HasSubstr;
using testing::SourceOf;
using ::testing::StartsWith;
using testing::Wire;

[[gnu::noinline]] std::int64_t NoTwos(std::int64_t n) {
  if (n == 2) throw std::runtime_error("no twos");
  return n;
}

TEST_F(HarnessTest, AFailureIsLoggedWithItsStepAndWhereItWasThrown) {
  Start({"Same", "Fails"}, [](Numbers numbers) {
    numbers | Map("Same", [](std::int64_t n) { return n; }) | Map("Fails", NoTwos);
  });
  EXPECT_NE(RunBundle("b1", Wire<std::int64_t>({1, 2})).error(), "");
  engine_->HangUpControl();
  EXPECT_EQ(engine_->WaitForWorker(), "");
  ASSERT_EQ(engine_->Logs().size(), 1U);
  const fn::LogEntry log = engine_->Logs()[0];
  EXPECT_EQ(log.severity(), fn::LogEntry::Severity::ERROR);
  EXPECT_EQ(log.instruction_id(), "b1");
  EXPECT_EQ(stage_.transforms().at(log.transform_id()).unique_name(), "Fails");
  EXPECT_THAT(log.thread(), StartsWith("bundle "));
  EXPECT_THAT(log.trace(), AllOf(StartsWith("at beam::worker::(anonymous namespace)::NoTwos(long)"),
                                 HasSubstr("(beam_fake_engine_test+0x")));
}

struct CannotBegin {
  void Setup() { throw std::runtime_error("no model"); }
  void Process(const std::int64_t& n, Emitter<std::int64_t>& out) { out(n); }
};

TEST_F(HarnessTest, AStepThatCannotBeSetUpIsNamed) {
  Start({"Begins"}, [](Numbers numbers) { numbers | ParDo("Begins", CannotBegin()); });
  EXPECT_THAT(RunBundle("b1", "").error(), HasSubstr("no model"));
  engine_->HangUpControl();
  EXPECT_EQ(engine_->WaitForWorker(), "");
  ASSERT_EQ(engine_->Logs().size(), 1U);
  EXPECT_EQ(stage_.transforms().at(engine_->Logs()[0].transform_id()).unique_name(), "Begins");
  EXPECT_THAT(engine_->Logs()[0].trace(), HasSubstr("CannotBegin"));
}

struct Talks {
  void Setup() { Log(LogSeverity::kInfo, "ready"); }
  void Process(const std::int64_t& n, Emitter<std::int64_t>& out) {
    Log(LogSeverity::kWarning, "it is " + std::to_string(n));
    out(n);
  }
  void Teardown() { Log(LogSeverity::kInfo, "good night"); }
};

TEST_F(HarnessTest, WhatAStepLogsGoesToTheEngineWithItsName) {
  Start({"Talks"}, [](Numbers numbers) { numbers | ParDo("Talks", Talks()); });
  EXPECT_EQ(RunBundle("b1", Wire<std::int64_t>({7})).error(), "");
  EXPECT_EQ(RunBundle("b2", Wire<std::int64_t>({8})).error(), "");
  engine_->HangUpControl();
  EXPECT_EQ(engine_->WaitForWorker(), "");
  using Severity = fn::LogEntry::Severity;
  struct Expected {
    Severity::Enum severity;
    std::string message;
    std::string instruction;
  };
  const std::vector<Expected> expected = {{Severity::INFO, "ready", "b1"},
                                          {Severity::WARN, "it is 7", "b1"},
                                          {Severity::WARN, "it is 8", "b2"},
                                          {Severity::INFO, "good night", ""}};
  const auto logs = engine_->Logs();
  ASSERT_EQ(logs.size(), expected.size());
  for (std::size_t i = 0; i < logs.size(); ++i) {
    EXPECT_EQ(logs[i].severity(), expected[i].severity);
    EXPECT_EQ(logs[i].message(), expected[i].message);
    EXPECT_EQ(logs[i].instruction_id(), expected[i].instruction);
    EXPECT_EQ(stage_.transforms().at(logs[i].transform_id()).unique_name(), "Talks");
    EXPECT_EQ(logs[i].trace(), "");
  }
}

TEST_F(HarnessTest, TheStatusPageShowsBundlesAtWork) {
  Gate gate;
  Start({"Wait"}, [&](Numbers numbers) {
    numbers | Map("Wait", [&gate](std::int64_t n) {
      if (n == 0) gate.Pass();
      return n;
    });
  });
  EXPECT_THAT(engine_->AskStatus("s0").status_info(), HasSubstr("bundles in flight: 0\n"));
  auto bundle = engine_->Process("b1", "stage");
  engine_->SendData("b1", SourceOf(stage_), Wire<std::int64_t>({5, 0, 6}), true);
  gate.WaitFor(1);
  // The step is looked at many times a second, but perhaps not yet.
  std::string page;
  for (int i = 1; page.find("in step") == std::string::npos; ++i) {
    page = engine_->AskStatus("s" + std::to_string(i)).status_info();
  }
  EXPECT_THAT(page, AllOf(StartsWith("klay_beam "), HasSubstr("worker worker"),
                          HasSubstr("bundles in flight: 1\n"),
                          HasSubstr("instruction b1, descriptor stage"),
                          HasSubstr("2 elements read, 0 bytes wait"),
                          ContainsRegex("in step t[0-9]+ \"Wait\" for [0-9.]+ s"),
                          HasSubstr("of 104.9 MB; 0 hits, 0 misses")));
  gate.Open();
  EXPECT_EQ(bundle.get().error(), "");
  EXPECT_THAT(engine_->AskStatus("end").status_info(), HasSubstr("bundles in flight: 0\n"));
}

TEST_F(HarnessTest, TheWholeWorkersMetricsHaveShortIds) {
  Start({"Same"}, [](Numbers numbers) { numbers | Map("Same", [](std::int64_t n) { return n; }); });
  fn::InstructionRequest request;
  request.set_instruction_id("i1");
  request.mutable_harness_monitoring_infos();
  const auto data = engine_->Send(request).get().harness_monitoring_infos().monitoring_data();
  request.set_instruction_id("i2");
  for (const auto& [id, payload] : data) {
    request.mutable_monitoring_infos()->add_monitoring_info_id(id);
  }
  const auto response = engine_->Send(request).get();
  std::map<std::string, std::string> payload_of;
  for (const auto& [id, info] : response.monitoring_infos().monitoring_info()) {
    payload_of[info.urn() + " " + info.type()] = data.at(id);
  }
  const std::string begin = kWorkerMetric;
  EXPECT_EQ(payload_of.at(begin + "state_cache_hits:v1 beam:metrics:sum_int64:v1"),
            std::string(1, '\0'));
  ByteReader in(payload_of.at(begin + "resident_bytes:v1 beam:metrics:latest_int64:v1"));
  EXPECT_GT(Coder<std::int64_t>::Decode(in), 1'600'000'000'000) << "milliseconds since 1970";
  EXPECT_GT(Coder<std::int64_t>::Decode(in), 1'000'000);
  EXPECT_EQ(in.remaining(), 0U);
  EXPECT_EQ(payload_of.size(), 7U);
}

}  // namespace
}  // namespace beam::worker
