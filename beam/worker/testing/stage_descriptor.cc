#include <algorithm>
#include <set>

#include "beam/base/error.h"
#include "beam/model/urns_internal.h"
#include "beam/portable/pipeline_proto_internal.h"
#include "beam/worker/testing/fake_engine_internal.h"

namespace beam::worker::testing {
namespace {

namespace fn = model::fn;
namespace pipeline = model::pipeline;

/// Adds the coder of a PCollection's elements on their way; its id.
std::string AddWindowedCoder(const std::string& collection_id,
                             fn::ProcessBundleDescriptor& descriptor) {
  const auto& collection = descriptor.pcollections().at(collection_id);
  pipeline::Coder coder;
  coder.mutable_spec()->set_urn(model::Urn(pipeline::StandardCoders::WINDOWED_VALUE));
  coder.add_component_coder_ids(collection.coder_id());
  coder.add_component_coder_ids(
      descriptor.windowing_strategies().at(collection.windowing_strategy_id()).window_coder_id());
  std::string id = "windowed " + collection_id;
  (*descriptor.mutable_coders())[id] = std::move(coder);
  return id;
}

void AddPort(const std::string& collection, const std::string& endpoint, bool is_source,
             fn::ProcessBundleDescriptor& descriptor) {
  fn::RemoteGrpcPort port;
  port.mutable_api_service_descriptor()->set_url(endpoint);
  port.set_coder_id(AddWindowedCoder(collection, descriptor));
  pipeline::PTransform transform;
  transform.mutable_spec()->set_urn(is_source ? "beam:runner:source:v1" : "beam:runner:sink:v1");
  transform.mutable_spec()->set_payload(port.SerializeAsString());
  auto& side = is_source ? *transform.mutable_outputs() : *transform.mutable_inputs();
  side["o"] = collection;
  const std::string id = (is_source ? "source " : "sink ") + collection;
  (*descriptor.mutable_transforms())[id] = std::move(transform);
}

std::string OnlyWith(const fn::ProcessBundleDescriptor& descriptor, const std::string& prefix) {
  std::string found;
  for (const auto& [id, transform] : descriptor.transforms()) {
    if (!id.starts_with(prefix)) continue;
    if (!found.empty()) throw Error(ErrorCode::kInvalidArgument, "there are several: " + prefix);
    found = id;
  }
  return found;
}

}  // namespace

fn::ProcessBundleDescriptor StageOf(const Pipeline& made, const std::vector<std::string>& labels,
                                    const std::string& endpoint,
                                    const std::vector<std::string>& arguments) {
  const pipeline::Pipeline proto =
      portable::ToProto(made.graph(), {.environment = {}, .arguments = arguments});
  fn::ProcessBundleDescriptor descriptor;
  descriptor.set_id("stage");
  *descriptor.mutable_pcollections() = proto.components().pcollections();
  *descriptor.mutable_coders() = proto.components().coders();
  *descriptor.mutable_windowing_strategies() = proto.components().windowing_strategies();
  descriptor.mutable_state_api_service_descriptor()->set_url(endpoint);
  descriptor.mutable_timer_api_service_descriptor()->set_url(endpoint);
  std::set<std::string> read;
  std::set<std::string> written;
  std::set<std::string> read_outside;
  for (const auto& [id, transform] : proto.components().transforms()) {
    if (transform.subtransforms_size() > 0) continue;
    const bool is_inside =
        std::find(labels.begin(), labels.end(), transform.unique_name()) != labels.end();
    for (const auto& [tag, collection] : transform.inputs()) {
      // Side inputs come as state.
      if (is_inside && !tag.starts_with("side")) read.insert(collection);
      if (!is_inside) read_outside.insert(collection);
    }
    if (!is_inside) continue;
    (*descriptor.mutable_transforms())[id] = transform;
    for (const auto& [tag, collection] : transform.outputs()) written.insert(collection);
  }
  for (const std::string& collection : read) {
    if (!written.contains(collection)) AddPort(collection, endpoint, true, descriptor);
  }
  for (const std::string& collection : written) {
    if (!read.contains(collection) || read_outside.contains(collection)) {
      AddPort(collection, endpoint, false, descriptor);
    }
  }
  return descriptor;
}

std::string SourceOf(const fn::ProcessBundleDescriptor& descriptor) {
  return OnlyWith(descriptor, "source ");
}
std::string SinkOf(const fn::ProcessBundleDescriptor& descriptor) {
  return OnlyWith(descriptor, "sink ");
}

}  // namespace beam::worker::testing
