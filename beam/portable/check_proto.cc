#include <set>
#include <string>

#include "beam/base/error.h"
#include "beam/model/urns_internal.h"
#include "beam/portable/pipeline_proto_internal.h"

namespace beam::portable {
namespace {

namespace pipeline = model::pipeline;
using pipeline::StandardCoders;
using pipeline::StandardPTransforms;

[[noreturn]] void Throw(const std::string& what, const std::string& where) {
  throw Error(ErrorCode::kInternal, "the pipeline message is wrong: " + what + ": " + where);
}

template <class Map>
const auto& Find(const Map& map, const std::string& id, const std::string& kind,
                 const std::string& user) {
  const auto found = map.find(id);
  if (found == map.end()) Throw("no " + kind + " has the id \"" + id + "\"", user);
  return found->second;
}

void CheckCoders(const pipeline::Components& components) {
  for (const auto& [id, coder] : components.coders()) {
    if (coder.spec().urn().empty()) Throw("a coder has no urn", id);
    for (const std::string& component : coder.component_coder_ids()) {
      Find(components.coders(), component, "coder", id);
    }
  }
}

void CheckCollections(const pipeline::Components& components) {
  std::set<std::string> names;
  for (const auto& [id, collection] : components.pcollections()) {
    if (!names.insert(collection.unique_name()).second) {
      Throw("two PCollections have one name", collection.unique_name());
    }
    Find(components.coders(), collection.coder_id(), "coder", id);
    const auto& windowing = Find(components.windowing_strategies(),
                                 collection.windowing_strategy_id(), "windowing strategy", id);
    Find(components.coders(), windowing.window_coder_id(), "coder", id);
    Find(components.environments(), windowing.environment_id(), "environment", id);
  }
}

/// A GroupByKey makes KV<K, iterable<V>> of KV<K, V>.
void CheckGroupByKey(const pipeline::Components& components,
                     const pipeline::PTransform& transform) {
  const auto coder_of = [&](const std::string& collection) {
    return components.coders().at(components.pcollections().at(collection).coder_id());
  };
  const pipeline::Coder in = coder_of(transform.inputs().begin()->second);
  const pipeline::Coder out = coder_of(transform.outputs().begin()->second);
  const std::string& kv = model::Urn(StandardCoders::KV);
  if (in.spec().urn() != kv || out.spec().urn() != kv) {
    Throw("a GroupByKey is not of keys and values", transform.unique_name());
  }
  const pipeline::Coder& group = components.coders().at(out.component_coder_ids(1));
  if (group.spec().urn() != model::Urn(StandardCoders::ITERABLE) ||
      out.component_coder_ids(0) != in.component_coder_ids(0) ||
      group.component_coder_ids(0) != in.component_coder_ids(1)) {
    Throw("a GroupByKey's groups are not of its keys and values", transform.unique_name());
  }
}

void CheckState(const pipeline::Components& components, const pipeline::StateSpec& state,
                const std::string& where) {
  const auto check = [&](const std::string& coder) {
    Find(components.coders(), coder, "coder", where);
  };
  if (state.has_bag_spec()) {
    check(state.bag_spec().element_coder_id());
  } else if (state.has_multimap_spec()) {
    check(state.multimap_spec().key_coder_id());
    check(state.multimap_spec().value_coder_id());
  } else if (state.has_ordered_list_spec()) {
    check(state.ordered_list_spec().element_coder_id());
  } else {
    Throw("state is no bag, multimap or ordered list", where);
  }
}

void CheckParDo(const pipeline::Components& components, const pipeline::PTransform& transform) {
  Find(components.environments(), transform.environment_id(), "environment",
       transform.unique_name());
  pipeline::ParDoPayload par_do;
  if (!par_do.ParseFromString(transform.spec().payload())) {
    Throw("a ParDo's payload cannot be read", transform.unique_name());
  }
  for (const auto& [tag, side_input] : par_do.side_inputs()) {
    Find(transform.inputs(), tag, "input", transform.unique_name());
  }
  for (const auto& [name, state] : par_do.state_specs()) {
    CheckState(components, state, transform.unique_name());
  }
  for (const auto& [name, timer] : par_do.timer_family_specs()) {
    Find(components.coders(), timer.timer_family_coder_id(), "coder", transform.unique_name());
  }
}

void CheckTransforms(const pipeline::Components& components) {
  std::set<std::string> names;
  for (const auto& [id, transform] : components.transforms()) {
    if (!names.insert(transform.unique_name()).second) {
      Throw("two transforms have one name", transform.unique_name());
    }
    for (const auto& [tag, collection] : transform.inputs()) {
      Find(components.pcollections(), collection, "PCollection", transform.unique_name());
    }
    for (const auto& [tag, collection] : transform.outputs()) {
      Find(components.pcollections(), collection, "PCollection", transform.unique_name());
    }
    for (const std::string& part : transform.subtransforms()) {
      Find(components.transforms(), part, "transform", transform.unique_name());
    }
    const std::string& urn = transform.spec().urn();
    if (urn == model::Urn(StandardPTransforms::PAR_DO)) CheckParDo(components, transform);
    if (urn == model::Urn(StandardPTransforms::GROUP_BY_KEY))
      CheckGroupByKey(components, transform);
  }
}

}  // namespace

void CheckProto(const pipeline::Pipeline& proto) {
  CheckCoders(proto.components());
  CheckCollections(proto.components());
  CheckTransforms(proto.components());
  for (const std::string& root : proto.root_transform_ids()) {
    Find(proto.components().transforms(), root, "transform", "the roots");
  }
}

}  // namespace beam::portable
