#include "beam/base/error.h"
#include "beam/model/urns_internal.h"
#include "beam/worker/bundle/descriptor_internal.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;
namespace pipeline = model::pipeline;
using pipeline::StandardCoders;

const pipeline::Coder& CoderOf(const fn::ProcessBundleDescriptor& descriptor,
                               const std::string& id) {
  const auto found = descriptor.coders().find(id);
  if (found != descriptor.coders().end()) return found->second;
  throw Error(ErrorCode::kInternal,
              "the engine names a coder that it did not send: \"" + id + "\"");
}

}  // namespace

WindowCoder WindowCoderOf(const fn::ProcessBundleDescriptor& descriptor, const std::string& id) {
  const std::string& urn = CoderOf(descriptor, id).spec().urn();
  if (urn == model::Urn(StandardCoders::GLOBAL_WINDOW)) return WindowCoder::kGlobal;
  if (urn == model::Urn(StandardCoders::INTERVAL_WINDOW)) return WindowCoder::kInterval;
  if (urn == model::Urn(StandardCoders::CUSTOM_WINDOW)) return WindowCoder::kCustom;
  throw Error(ErrorCode::kUnimplemented, "unknown coder of windows: " + urn);
}

Port PortOf(const fn::ProcessBundleDescriptor& descriptor, const pipeline::PTransform& transform) {
  fn::RemoteGrpcPort port;
  if (!port.ParseFromString(transform.spec().payload())) {
    throw Error(ErrorCode::kInternal,
                "the engine's data port cannot be read: " + transform.unique_name());
  }
  const pipeline::Coder& coder = CoderOf(descriptor, port.coder_id());
  if (coder.spec().urn() != model::Urn(StandardCoders::WINDOWED_VALUE) ||
      coder.component_coder_ids_size() != 2) {
    throw Error(ErrorCode::kUnimplemented,
                "the engine sends elements in an unknown coder: " + coder.spec().urn());
  }
  return {port.api_service_descriptor().url(), coder.component_coder_ids(0),
          WindowCoderOf(descriptor, coder.component_coder_ids(1))};
}

}  // namespace beam::worker
