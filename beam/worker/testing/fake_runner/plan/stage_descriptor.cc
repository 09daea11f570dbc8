#include "beam/worker/testing/fake_runner/plan/stage_descriptor_internal.h"

#include "beam/worker/testing/fake_runner/plan/element_coder_internal.h"

namespace beam::fake_runner {
namespace {

namespace fn = model::fn;
namespace pipeline = model::pipeline;
using pipeline::StandardCoders;

constexpr char kSourceUrn[] = "beam:runner:source:v1";
constexpr char kSinkUrn[] = "beam:runner:sink:v1";

/// The payload of a source or sink: where its elements go through, and how they are written.
std::string PortOf(const std::string& collection, const std::string& endpoint,
                   fn::ProcessBundleDescriptor& descriptor) {
  const pipeline::PCollection& proto = descriptor.pcollections().at(collection);
  const std::string coder_id = "windowed " + collection;
  pipeline::Coder& coder = (*descriptor.mutable_coders())[coder_id];
  coder.mutable_spec()->set_urn(model::Urn(StandardCoders::WINDOWED_VALUE));
  coder.clear_component_coder_ids();
  coder.add_component_coder_ids(proto.coder_id());
  coder.add_component_coder_ids(
      descriptor.windowing_strategies().at(proto.windowing_strategy_id()).window_coder_id());
  fn::RemoteGrpcPort port;
  port.mutable_api_service_descriptor()->set_url(endpoint);
  port.set_coder_id(coder_id);
  return port.SerializeAsString();
}

}  // namespace

std::string SinkIdOf(const std::string& collection) {
  return "sink " + collection;
}

fn::ProcessBundleDescriptor DescriptorOf(const pipeline::Components& components, const Stage& stage,
                                         const std::string& id, const std::string& endpoint) {
  fn::ProcessBundleDescriptor descriptor;
  descriptor.set_id(id);
  *descriptor.mutable_pcollections() = components.pcollections();
  *descriptor.mutable_windowing_strategies() = components.windowing_strategies();
  *descriptor.mutable_coders() = components.coders();
  *descriptor.mutable_environments() = components.environments();
  descriptor.mutable_state_api_service_descriptor()->set_url(endpoint);
  descriptor.mutable_timer_api_service_descriptor()->set_url(endpoint);

  auto& transforms = *descriptor.mutable_transforms();
  for (const std::string& transform : stage.transforms) {
    transforms[transform] = components.transforms().at(transform);
  }
  pipeline::PTransform& source = transforms[kSourceId];
  source.set_unique_name(kSourceId);
  source.mutable_spec()->set_urn(kSourceUrn);
  source.mutable_spec()->set_payload(PortOf(stage.input, endpoint, descriptor));
  (*source.mutable_outputs())["out"] = stage.input;
  for (const std::string& output : stage.outputs) {
    pipeline::PTransform& sink = transforms[SinkIdOf(output)];
    sink.set_unique_name(SinkIdOf(output));
    sink.mutable_spec()->set_urn(kSinkUrn);
    sink.mutable_spec()->set_payload(PortOf(output, endpoint, descriptor));
    (*sink.mutable_inputs())["in"] = output;
  }
  return descriptor;
}

std::vector<TimerFamily> TimerFamiliesOf(const pipeline::Components& components,
                                         const Stage& stage) {
  std::vector<TimerFamily> families;
  const std::string& id = stage.transforms[0];
  const pipeline::ParDoPayload par_do = ParDoOf(components.transforms().at(id));
  for (const auto& [name, spec] : par_do.timer_family_specs()) {
    const pipeline::Coder& coder = components.coders().at(spec.timer_family_coder_id());
    families.push_back({id, name, spec.time_domain() == pipeline::TimeDomain::EVENT_TIME,
                        coder.component_coder_ids(0),
                        WindowCoderOf(components, coder.component_coder_ids(1))});
  }
  return families;
}

}  // namespace beam::fake_runner
