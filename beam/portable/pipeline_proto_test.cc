#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "beam/coders/coders.h"
#include "beam/model/pass_urn.h"
#include "beam/model/urns_internal.h"
#include "beam/pipeline/as_side_input.h"
#include "beam/pipeline/combine/combine.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/dofn_payload.h"
#include "beam/pipeline/graph_fingerprint.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/window_into.h"
#include "beam/portable/pipeline_proto_internal.h"
#include "beam/restriction/offset_range_tracker.h"
#include "beam/state/bag_state.h"
#include "beam/state/map_state.h"
#include "beam/state/ordered_list_state.h"
#include "beam/state/set_state.h"
#include "beam/state/timer.h"
#include "beam/state/value_state.h"
#include "beam/testing/random_pipeline.h"
#include "beam/testing/test_stream.h"
#include "org/apache/beam/model/pipeline/v1/schema.pb.h"
#include "org/apache/beam/model/pipeline/v1/standard_window_fns.pb.h"

namespace beam::portable {
namespace {

namespace pipeline = model::pipeline;
using ::testing::AllOf;
using ::testing::HasSubstr;
using Pair = KV<std::string, std::int64_t>;

struct Track {
  std::string path;
  std::optional<double> seconds = {};
  static constexpr FieldDoc kDocs[] = {{"seconds", "Length [s]."}};
};

/// The message as text, with what stands in its payloads instead of their bytes.
std::string TextOf(const pipeline::Pipeline& proto) {
  google::protobuf::TextFormat::Printer printer;
  std::string text;
  printer.PrintToString(proto, &text);
  return text;
}

const pipeline::PTransform& Named(const pipeline::Pipeline& proto, const std::string& name) {
  for (const auto& [id, transform] : proto.components().transforms()) {
    if (transform.unique_name() == name) return transform;
  }
  throw Error(ErrorCode::kNotFound, "no transform " + name);
}

pipeline::ParDoPayload ParDoOf(const pipeline::Pipeline& proto, const std::string& name) {
  pipeline::ParDoPayload par_do;
  par_do.ParseFromString(Named(proto, name).spec().payload());
  return par_do;
}

pipeline::Pipeline ProtoOf(const Pipeline& p) {
  pipeline::Pipeline proto = ToProto(p.graph(), {.environment = {}, .arguments = {"--word=a"}});
  CheckProto(proto);
  return proto;
}

/// The element coder of a transform's first output, written out.
std::string CoderText(const pipeline::Pipeline& proto, const std::string& id) {
  const auto& coder = proto.components().coders().at(id);
  std::string text = coder.spec().urn();
  for (const auto& component : coder.component_coder_ids()) {
    text += "(" + CoderText(proto, component) + ")";
  }
  return text;
}
std::string OutputCoder(const pipeline::Pipeline& proto, const std::string& name) {
  return CoderText(
      proto,
      proto.components().pcollections().at(Named(proto, name).outputs().at("o0")).coder_id());
}

TEST(PipelineProto, ASmallPipelineIsWrittenAsItWas) {
  Pipeline p;
  p | Impulse() |
      Map("Pair",
          [](const Bytes&) {
            return Pair{"a", 1};
          }) |
      GroupByKey() | Map("Count", [](const KV<std::string, Iterable<std::int64_t>>& group) {
        return static_cast<std::int64_t>(group.value.size());
      });
  pipeline::Pipeline proto = ProtoOf(p);
  // Where the source lies, and the fingerprint, are looked at elsewhere.
  for (auto& [id, transform] : *proto.mutable_components()->mutable_transforms()) {
    transform.clear_display_data();
    if (transform.spec().urn() == "beam:transform:pardo:v1") {
      transform.mutable_spec()->clear_payload();
    }
  }
  (*proto.mutable_components()->mutable_environments())["e0"].Clear();
  // After a change that is meant: KLAY_UPDATE_GOLDEN=1 writes the file anew, for the eye to check.
  if (std::getenv("KLAY_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(SMALL_PIPELINE_GOLDEN) << TextOf(proto);
  }
  std::ifstream golden(SMALL_PIPELINE_GOLDEN);
  std::stringstream expected;
  expected << golden.rdbuf();
  EXPECT_EQ(TextOf(proto), expected.str());
}

TEST(PipelineProto, TheEnvironmentTellsWhatWorkersCanDo) {
  Pipeline p;
  p | Impulse();
  const pipeline::Pipeline proto = ProtoOf(p);
  const auto& urns = proto.components().environments().at("e0").capabilities();
  EXPECT_THAT(
      std::vector<std::string>(urns.begin(), urns.end()),
      ::testing::IsSupersetOf(
          {"beam:protocol:progress_reporting:v1", "beam:protocol:worker_status:v1",
           "beam:protocol:multi_core_bundle_processing:v1",
           "beam:protocol:harness_monitoring_infos:v1",
           "beam:protocol:control_request_elements_embedding:v1", "beam:coder:windowed_value:v1"}));
}

TEST(PipelineProto, AFunctionIsItsPlaceInTheGraph) {
  Pipeline p;
  p | Create("Numbers", {1, 2}) | Map("Twice", [](int n) { return 2 * n; });
  const pipeline::Pipeline proto = ProtoOf(p);
  const auto spec = ParDoOf(proto, "Twice").do_fn();
  EXPECT_EQ(spec.urn(), kDoFnUrn);
  EXPECT_EQ(Decode<DoFnPayload>(spec.payload()),
            (DoFnPayload{FingerprintOf(p.graph()), "Twice", {"--word=a"}}));
  EXPECT_EQ(Named(proto, "Numbers/Values").environment_id(), "e0");
}

TEST(PipelineProto, CompositesHoldTheirParts) {
  Pipeline p;
  p | Create("Numbers", {1, 2}) | CombineGlobally("Sum", SumFn<int>());
  const pipeline::Pipeline proto = ProtoOf(p);
  const auto& numbers = Named(proto, "Numbers");
  EXPECT_EQ(numbers.subtransforms_size(), 3);
  EXPECT_EQ(numbers.inputs_size(), 0);
  EXPECT_EQ(numbers.outputs_size(), 1);
  const auto& sum = Named(proto, "Sum");
  EXPECT_EQ(sum.inputs_size(), 1);
  EXPECT_EQ(sum.outputs_size(), 1);
  EXPECT_EQ(proto.root_transform_ids_size(), 2);
}

TEST(PipelineProto, WhatAFlattenHasNotForItselfPassesAParDoOfNoFunction) {
  Pipeline p;
  const auto numbers = p | Create("Numbers", {1, 2});
  const auto twice = numbers | Map("Twice", [](int n) { return 2 * n; });
  const auto thrice = numbers | Map("Thrice", [](int n) { return 3 * n; });
  const auto both = Flatten("Both", numbers, twice);
  Flatten("All", both, thrice);
  const pipeline::Pipeline proto = ProtoOf(p);
  const auto& pass = Named(proto, "Both/Pass0");
  EXPECT_EQ(ParDoOf(proto, "Both/Pass0").do_fn().urn(), model::kPassUrn);
  EXPECT_EQ(pass.environment_id(), "e0");
  EXPECT_EQ(pass.inputs().at("i0"), Named(proto, "Numbers").outputs().begin()->second);
  const auto& flatten = Named(proto, "Both");
  EXPECT_EQ(flatten.inputs().at("i0"), pass.outputs().at("o0"));
  EXPECT_EQ(flatten.inputs().at("i1"), Named(proto, "Twice").outputs().at("o0"));
  const auto& all = Named(proto, "All");
  EXPECT_EQ(all.inputs().at("i0"), flatten.outputs().at("o0"));
  EXPECT_EQ(all.inputs().at("i1"), Named(proto, "Thrice").outputs().at("o0"));
}

TEST(PipelineProto, RowsTellTheirSchemaBehindALength) {
  Pipeline p;
  p | Create("Numbers", {1}) | Map("Track", [](int) { return Track{"a"}; });
  const pipeline::Pipeline proto = ProtoOf(p);
  EXPECT_EQ(OutputCoder(proto, "Track"), "beam:coder:length_prefix:v1(beam:coder:row:v1)");
  pipeline::Schema schema;
  for (const auto& [id, coder] : proto.components().coders()) {
    if (coder.spec().urn() == "beam:coder:row:v1") schema.ParseFromString(coder.spec().payload());
  }
  ASSERT_EQ(schema.fields_size(), 2);
  EXPECT_EQ(schema.fields(0).name(), "path");
  EXPECT_EQ(schema.fields(0).type().atomic_type(), pipeline::STRING);
  EXPECT_TRUE(schema.fields(1).type().nullable());
  EXPECT_EQ(schema.fields(1).description(), "Length [s].");
  EXPECT_EQ(schema.id().size(), 36U);
}

TEST(PipelineProto, SideInputsAreInputsAndTheirGatheringIsTheEngines) {
  Pipeline p;
  const auto numbers = p | Create("Numbers", {1, 2});
  const auto all = AsIterable("All", numbers);
  const auto map = AsMap("Map", numbers | Map("Pair", [](int n) { return Pair{"a", n}; }));
  numbers | Map("Use", [](int n) { return n; }).WithSideInputs(all, map);
  const pipeline::Pipeline proto = ProtoOf(p);
  const auto par_do = ParDoOf(proto, "Use");
  EXPECT_EQ(par_do.side_inputs().at("side0").access_pattern().urn(), "beam:side_input:iterable:v1");
  EXPECT_EQ(par_do.side_inputs().at("side1").access_pattern().urn(), "beam:side_input:multimap:v1");
  EXPECT_EQ(Named(proto, "Use").inputs().at("side1"), Named(proto, "Pair").outputs().at("o0"));
  for (const auto& [id, transform] : proto.components().transforms()) {
    EXPECT_THAT(transform.unique_name(), Not(HasSubstr("All"))) << "the embedded runner's alone";
  }
}

struct Stateful {
  ValueState<std::int64_t> sum;
  EventTimer end;
  ProcessingTimer later;
  void Process(const Pair&, Emitter<int>&) {}
  void OnTimer(const TimerFiring<std::string>&, Emitter<int>&) {}
};

TEST(PipelineProto, StateAndTimersAreToldAndRequired) {
  Pipeline p;
  p | Create("Pairs", {Pair{"a", 1}}) | ParDo("Stateful", Stateful());
  const pipeline::Pipeline proto = ProtoOf(p);
  const auto par_do = ParDoOf(proto, "Stateful");
  EXPECT_EQ(par_do.state_specs().at("sum").protocol().urn(), "beam:user_state:bag:v1");
  EXPECT_EQ(par_do.timer_family_specs().at("end").time_domain(), pipeline::TimeDomain::EVENT_TIME);
  EXPECT_EQ(par_do.timer_family_specs().at("later").time_domain(),
            pipeline::TimeDomain::PROCESSING_TIME);
  EXPECT_EQ(CoderText(proto, par_do.timer_family_specs().at("end").timer_family_coder_id()),
            "beam:coder:timer:v1(beam:coder:bytes:v1)(beam:coder:global_window:v1)");
  ASSERT_EQ(proto.requirements_size(), 1);
  EXPECT_EQ(proto.requirements(0), "beam:requirement:pardo:stateful:v1");
}

struct Remember {
  BagState<std::string> bag;
  MapState<std::string, double> map;
  SetState<std::int64_t> set;
  OrderedListState<std::int64_t> list;
  void Process(const Pair&, Emitter<int>&) {}
};

/// The urns of Remember's states, by name, and the coders of what is kept.
std::map<std::string, std::string> StatesOf(const pipeline::Pipeline& proto) {
  std::map<std::string, std::string> states;
  const pipeline::ParDoPayload par_do = ParDoOf(proto, "Remember");
  for (const auto& [name, spec] : par_do.state_specs()) {
    std::string coder = spec.bag_spec().element_coder_id();
    if (spec.has_multimap_spec()) coder = spec.multimap_spec().value_coder_id();
    if (spec.has_ordered_list_spec()) coder = spec.ordered_list_spec().element_coder_id();
    states[name] = spec.protocol().urn() + " " + CoderText(proto, coder);
  }
  return states;
}

TEST(PipelineProto, MapsAndOrderedListsAreToldToEnginesThatHaveThem) {
  Pipeline p;
  p | Create("Pairs", {Pair{"a", 1}}) | ParDo("Remember", Remember());
  using States = std::map<std::string, std::string>;
  const std::string bag = "beam:user_state:bag:v1 beam:coder:bytes:v1";
  EXPECT_EQ(StatesOf(ToProto(p.graph(), {.has_all_state_kinds = false})),
            (States{{"bag", bag}, {"list", bag}, {"map", bag}, {"set", bag}}));
  const std::string multimap = "beam:user_state:multimap:v1 beam:coder:bytes:v1";
  EXPECT_EQ(StatesOf(ToProto(p.graph(), {.has_all_state_kinds = true})),
            (States{{"bag", bag},
                    {"list", "beam:user_state:ordered_list:v1 beam:coder:bytes:v1"},
                    {"map", multimap},
                    {"set", multimap}}));
}

struct CountUp {
  OffsetRange InitialRestriction(const std::int64_t& n) const { return {0, n}; }
  void Process(const std::int64_t&, LockedTracker<OffsetRangeTracker>&, Emitter<int>&) const {}
};

TEST(PipelineProto, ASplittableFunctionTellsItsRestriction) {
  Pipeline p;
  p | Create("Numbers", std::vector<std::int64_t>{1}) | ParDo("CountUp", CountUp());
  const pipeline::Pipeline proto = ProtoOf(p);
  EXPECT_EQ(
      CoderText(proto, ParDoOf(proto, "CountUp").restriction_coder_id()),
      "beam:coder:kv:v1(beam:coder:length_prefix:v1(beam:coder:row:v1))(beam:coder:bytes:v1)");
  EXPECT_EQ(proto.requirements(0), "beam:requirement:pardo:splittable_dofn:v1");
}

TEST(PipelineProto, WindowsTriggersAndLatenessAreTold) {
  Pipeline p;
  p | Create("Pairs", {Pair{"a", 1}}) |
      WindowInto("Window", SlidingWindows(Seconds(10), Seconds(5)),
                 {.timestamp_combiner = TimestampCombiner::kLatest,
                  .trigger = AfterWatermark({.early = AfterCount(3), .late = Always()}),
                  .accumulation_mode = AccumulationMode::kAccumulating,
                  .allowed_lateness = Minutes(1)}) |
      GroupByKey();
  const pipeline::Pipeline proto = ProtoOf(p);
  const auto& windowing = proto.components().windowing_strategies().at(
      proto.components()
          .pcollections()
          .at(Named(proto, "Window").outputs().at("o0"))
          .windowing_strategy_id());
  pipeline::SlidingWindowsPayload payload;
  payload.ParseFromString(windowing.window_fn().payload());
  EXPECT_EQ(windowing.window_fn().urn(), "beam:window_fn:sliding_windows:v1");
  EXPECT_EQ(payload.size().seconds(), 10);
  EXPECT_EQ(payload.period().seconds(), 5);
  EXPECT_EQ(
      windowing.trigger().after_end_of_window().early_firings().element_count().element_count(), 3);
  EXPECT_TRUE(windowing.trigger().after_end_of_window().late_firings().has_always());
  EXPECT_EQ(windowing.accumulation_mode(), pipeline::AccumulationMode::ACCUMULATING);
  EXPECT_EQ(windowing.output_time(), pipeline::OutputTime::LATEST_IN_PANE);
  EXPECT_EQ(windowing.allowed_lateness(), 60'000);
  EXPECT_FALSE(windowing.assigns_to_one_window());
}

TEST(PipelineProto, ResourceHintsMakeAnEnvironmentOfTheirOwn) {
  Pipeline p;
  p | Create("Numbers", {1}) | Map("Large", [](int n) {
                                 return n;
                               }).WithResourceHints({.min_ram_bytes = 1 << 30, .cpu_count = 4});
  const pipeline::Pipeline proto = ProtoOf(p);
  const auto& environment =
      proto.components().environments().at(Named(proto, "Large").environment_id());
  EXPECT_EQ(environment.resource_hints().at("beam:resources:min_ram_bytes:v1"), "1073741824");
  EXPECT_EQ(environment.resource_hints().at("beam:resources:cpu_count:v1"), "4");
  EXPECT_TRUE(proto.components()
                  .environments()
                  .at(Named(proto, "Numbers/Values").environment_id())
                  .resource_hints()
                  .empty());
}

struct Fortnights final : WindowFn {
  std::vector<Window> Assign(Timestamp) const override { return {kGlobalWindow}; }
  std::string Describe() const override { return "fortnights"; }
};

TEST(PipelineProto, WhatEnginesDoNotKnowIsRefusedAllAtOnce) {
  Pipeline p;
  const auto numbers = p | Create("Numbers", {1});
  numbers | WindowInto("Own", Fortnights());
  numbers | WindowInto("Tiny", FixedWindows(Microseconds(1500)));
  try {
    ToProto(p.graph(), {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnimplemented);
    EXPECT_THAT(error.message(), AllOf(HasSubstr("\"Own\""), HasSubstr("fortnights"),
                                       HasSubstr("\"Tiny\""), HasSubstr("millisecond")));
  }
}

TEST(PipelineProto, RandomPipelinesAreSound) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Pipeline p;
    testing::RandomPipeline(p, seed);
    const ProtoOptions options{.has_all_state_kinds = seed % 2 == 0};
    EXPECT_NO_THROW(CheckProto(ToProto(p.graph(), options))) << seed;
  }
}

TEST(CheckProto, FindsWhatIsWrong) {
  Pipeline p;
  p | Create("Pairs", {Pair{"a", 1}}) | GroupByKey();
  const pipeline::Pipeline sound = ProtoOf(p);
  const auto broken = [&](auto&& breaks) {
    pipeline::Pipeline proto = sound;
    breaks(*proto.mutable_components());
    try {
      CheckProto(proto);
    } catch (const Error& error) {
      return error.message();
    }
    return std::string("nothing");
  };
  EXPECT_THAT(broken([](auto& c) { (*c.mutable_pcollections())["p2"].set_coder_id("x"); }),
              HasSubstr("no coder has the id \"x\""));
  EXPECT_THAT(broken([](auto& c) { c.mutable_pcollections()->erase("p2"); }),
              HasSubstr("no PCollection has the id \"p2\""));
  EXPECT_THAT(
      broken([](auto& c) { (*c.mutable_transforms())["t0"].set_unique_name("GroupByKey"); }),
      HasSubstr("two transforms have one name"));
  EXPECT_THAT(broken([](auto& c) {
                auto& pcollections = *c.mutable_pcollections();
                pcollections["p3"].set_coder_id(pcollections["p2"].coder_id());
              }),
              HasSubstr("GroupByKey"));
}

TEST(CheckProto, FindsStateWhoseCoderIsMissing) {
  Pipeline p;
  p | Create("Pairs", {Pair{"a", 1}}) | ParDo("Remember", Remember());
  pipeline::Pipeline proto = ToProto(p.graph(), {.has_all_state_kinds = true});
  auto& transforms = *proto.mutable_components()->mutable_transforms();
  for (auto& [id, transform] : transforms) {
    if (transform.unique_name() != "Remember") continue;
    pipeline::ParDoPayload par_do;
    par_do.ParseFromString(transform.spec().payload());
    par_do.mutable_state_specs()->at("map").mutable_multimap_spec()->set_value_coder_id("x");
    transform.mutable_spec()->set_payload(par_do.SerializeAsString());
  }
  try {
    CheckProto(proto);
    FAIL() << "it is sound";
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), HasSubstr("no coder has the id \"x\""));
  }
}

}  // namespace
}  // namespace beam::portable
