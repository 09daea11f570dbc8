#include "beam/model/coder_urns_internal.h"
#include "beam/portable/coder_protos_internal.h"

namespace beam::portable {
namespace {

namespace pipeline = model::pipeline;

std::string PayloadOf(const CoderSpec& spec) {
  switch (spec.kind) {
    case CoderSpec::Kind::kRow:
      return ToProto(spec.schema).SerializeAsString();
    case CoderSpec::Kind::kOwn:
      return spec.type_name;
    default:
      return "";
  }
}

/// What an id begins with, for people: "kv".
std::string NameOf(const CoderSpec& spec) {
  switch (spec.kind) {
    case CoderSpec::Kind::kRow:
      return "row";
    case CoderSpec::Kind::kOwn:
      return "own";
    case CoderSpec::Kind::kKv:
      return "kv";
    default:
      return CoderSpec{.kind = spec.kind}.Describe();
  }
}

}  // namespace

std::string CoderProtos::IdOf(const CoderSpec& spec) {
  std::vector<std::string> component_ids;
  for (const CoderSpec& component : spec.components) component_ids.push_back(IdOf(component));
  return Add(NameOf(spec), model::UrnOf(spec.kind), component_ids, PayloadOf(spec));
}

std::string CoderProtos::Add(const std::string& name, const std::string& urn,
                             const std::vector<std::string>& component_ids,
                             const std::string& payload) {
  pipeline::Coder coder;
  coder.mutable_spec()->set_urn(urn);
  coder.mutable_spec()->set_payload(payload);
  for (const std::string& id : component_ids) coder.add_component_coder_ids(id);
  const auto [position, is_new] = id_of_.try_emplace(
      coder.SerializeAsString(), "c" + std::to_string(id_of_.size()) + "_" + name);
  if (is_new) (*components_.mutable_coders())[position->second] = std::move(coder);
  return position->second;
}

}  // namespace beam::portable
